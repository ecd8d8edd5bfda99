"""Numbers that people carry and tickets that the portal gives: pure rules, no input or output.

Bad input raises `ValueError` with a sentence for the person who typed it. What was typed is never part of that
sentence, so a NIK or a phone number cannot reach a log through an error message, and a catalogue can translate it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a ticket can be read out over the telephone."""

TRACKING_CODE_LENGTH = 6

_VALUE = {letter: value for value, letter in enumerate(CROCKFORD)}
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0"})
_TICKET_NUMBER_LENGTH = 7
_SEPARATORS = re.compile(r"[\s.\-‐‑–_]+")
_PLATE = re.compile(r"^([A-Z]{1,2})([1-9][0-9]{0,3})([A-Z]{0,3})$")
_PHONE = re.compile(r"^\+?[0-9 ().\-/]+$")
_LONGEST_INPUT = 64


@dataclass(frozen=True, slots=True)
class Nik:
    """A national identity number and what its digits say; they may be wrong for life, so they warn and never block."""

    number: str = field(repr=False)
    region: str
    birth_date: date
    sex: Literal["L", "P"]

    @property
    def masked(self) -> str:
        """How a NIK is shown to whoever did not give a reason to see it."""
        return f"{self.number[:4]}{'•' * 8}{self.number[12:]}"


@dataclass(frozen=True, slots=True)
class Plate:
    """A vehicle's registration number: letters of the region, digits, letters of the series (may be empty)."""

    region: str
    number: str
    suffix: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.region, self.number, self.suffix) if part)


def parse_nik(text: str, today: date | None = None) -> Nik:
    """Read a NIK: PPKKCC DDMMYY SSSS, with 40 added to the day of birth for women.

    A birth date that would be later than `today` belongs to the century before (there is no check digit, and people
    of over a hundred years are read as children). Source: the structure of the NIK as Dukcapil publishes it.
    """
    digits = _SEPARATORS.sub("", _plain(text))
    if len(digits) != 16 or not (digits.isascii() and digits.isdigit()):
        raise ValueError("A NIK has 16 digits and nothing else.")
    province, regency, district = digits[:2], digits[2:4], digits[4:6]
    if int(province) < 11:
        raise ValueError("The first two digits of a NIK name a province; these do not.")
    if "00" in (regency, district):
        raise ValueError("The first six digits of a NIK name a district; these do not.")
    if digits[12:] == "0000":
        raise ValueError("The last four digits of a NIK count from 0001.")
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    sex: Literal["L", "P"] = "P" if day > 40 else "L"
    born = _birth_date(day - 40 if day > 40 else day, month, year, today or datetime.now(UTC).date())
    return Nik(digits, f"{province}.{regency}.{district}", born, sex)


def _birth_date(day: int, month: int, year: int, today: date) -> date:
    century = today.year // 100 * 100
    for start in (century, century - 100):
        try:
            born = date(start + year, month, day)
        except ValueError:
            continue
        if born <= today:
            return born
    raise ValueError("The middle six digits of a NIK are a date of birth; this date does not exist.")


def normalise_phone(text: str) -> str:
    """An Indonesian telephone number in E.164 (`+6281234567890`); 0, 62, +62 or nothing may stand before it."""
    number = _plain(text)
    if not _PHONE.match(number):
        raise ValueError("A telephone number has digits, spaces and hyphens only.")

    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "ID")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number_for_region(parsed, "ID"):
        raise ValueError("This is not an Indonesian telephone number. Write it like 0812 3456 7890.")
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def parse_plate(text: str) -> Plate:
    """Read a plate number such as `K 1234 EN`. Which letters a region uses is data, so no letter is refused."""
    found = _PLATE.match(_SEPARATORS.sub("", _plain(text)))
    if found is None:
        raise ValueError("A plate number is one or two letters, up to four digits not beginning with 0, and up to three letters, like K 1234 EN.")
    return Plate(found[1], found[2], found[3])


def make_ticket(prefix: str, number: int | None = None) -> str:
    """A ticket such as `ADU-7K3F-9Q2X`: three letters, seven characters for `number` (random without it), a check character."""
    if not re.fullmatch(r"[A-Z]{3}", prefix):
        raise ValueError("A ticket begins with three capital letters.")
    size = len(CROCKFORD) ** _TICKET_NUMBER_LENGTH
    if number is None:
        number = _random_below(size)
    if not 0 <= number < size:
        raise ValueError(f"A ticket's number lies between 0 and {size - 1}.")
    return _print_ticket(prefix, _encode(number, _TICKET_NUMBER_LENGTH))


def normalise_ticket(text: str) -> str:
    """The ticket as it is printed, from however it was typed; I and L are read as 1 and O as 0, after the prefix only."""
    typed = _SEPARATORS.sub("", _plain(text))
    prefix, number = typed[:3], typed[3:].translate(_MISREAD)
    if not re.fullmatch(r"[A-Z]{3}", prefix) or len(number) != _TICKET_NUMBER_LENGTH + 1 or not all(c in _VALUE for c in number):
        raise ValueError("A ticket is three letters and eight characters, like ADU-7K3F-9Q2X.")
    if luhn_check(number[:-1]) != number[-1]:
        raise ValueError("This ticket has a character that was misread. Please compare it with your receipt.")
    return _print_ticket(prefix, number[:-1])


def check_ticket(text: str) -> bool:
    """Whether `text` can be a ticket: its form and its check character."""
    try:
        normalise_ticket(text)
    except ValueError:
        return False
    return True


def make_tracking_code() -> str:
    """Six random characters that open a case together with its ticket; 30 bits, so guesses must be throttled."""
    return _encode(_random_below(len(CROCKFORD) ** TRACKING_CODE_LENGTH), TRACKING_CODE_LENGTH)


def normalise_tracking_code(text: str) -> str:
    """The tracking code as it was made, from however it was typed."""
    code = _SEPARATORS.sub("", _plain(text)).translate(_MISREAD)
    if len(code) != TRACKING_CODE_LENGTH or not all(c in _VALUE for c in code):
        raise ValueError(f"A tracking code has {TRACKING_CODE_LENGTH} letters and digits.")
    return code


def luhn_check(characters: str) -> str:
    """The check character of Luhn mod 32 over Crockford's base 32: finds every single misread and most swaps."""
    base = len(CROCKFORD)
    total = 0
    for place, character in enumerate(reversed(characters)):
        addend = _VALUE[character] * (2 - place % 2)
        total += addend // base + addend % base
    return CROCKFORD[-total % base]


def _print_ticket(prefix: str, number: str) -> str:
    whole = number + luhn_check(number)
    return f"{prefix}-{whole[:4]}-{whole[4:]}"


def _encode(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, digit = divmod(number, len(CROCKFORD))
        letters.append(CROCKFORD[digit])
    return "".join(reversed(letters))


def _random_below(size: int) -> int:
    import secrets

    return secrets.randbelow(size)


def _plain(text: str) -> str:
    """Upper case, without full-width forms; refuse what is far too long before any pattern sees it."""
    if not isinstance(text, str):
        raise ValueError("This must be text.")
    if len(text) > _LONGEST_INPUT:
        raise ValueError(f"This is longer than {_LONGEST_INPUT} characters.")
    return unicodedata.normalize("NFKC", text).strip().upper()
