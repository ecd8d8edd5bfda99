"""A QRIS as a provider gave it: read, checked against its charge, and never made up.

EMVCo merchant-presented mode: tag and length of two digits each, then the value, and at the end `6304` with CRC-16/CCITT-FALSE
over everything before it. A payload that does not check is not shown: better no code than one that pays somebody else.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 512
RUPIAH, COUNTRY, NATIONAL = "360", "ID", "ID.CO.QRIS.WWW"
_DIGITS = re.compile(r"\d{2}", re.ASCII)
_AMOUNT = re.compile(r"\d{1,13}(?:\.\d{1,2})?|\.\d{1,2}", re.ASCII)
_NMID = re.compile(r"ID\d{13}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Qris:
    """What a payload says. `amount` is None where the payer types it; `merchant` is the NMID; `bill` the bill number, where there is one."""

    merchant: str
    name: str
    city: str
    amount: Decimal | None
    bill: str
    dynamic: bool


def parse_qris(payload: str) -> Qris:
    """Read a payload. ValueError says what is wrong with it."""
    if not 8 < len(payload) <= LONGEST or not payload.isascii() or not payload.isprintable():
        raise ValueError("A QRIS is 9 to 512 printable ASCII characters.")
    body, seal = payload[:-4], payload[-4:]
    if not body.endswith("6304") or seal != f"{binascii.crc_hqx(body.encode(), 0xFFFF):04X}":
        raise ValueError("The checksum of the QRIS is wrong: it was changed, or cut off.")
    tags = _tags(payload)
    if next(iter(tags)) != "00" or tags["00"] != "01":
        raise ValueError("This is not a QRIS: it does not begin with 000201.")
    if tags.get("53") != RUPIAH or tags.get("58") != COUNTRY:
        raise ValueError("The QRIS is not in rupiah (currency 360, country ID).")
    return Qris(
        _merchant(tags), tags.get("59", ""), tags.get("60", ""), _amount(tags), _tags(tags["62"]).get("01", "") if "62" in tags else "", tags.get("01") == "12"
    )


def check_qris(payload: str, amount: int, merchant: str = "") -> Qris:
    """The same, and that it asks for exactly `amount` rupiah, for `merchant` (an NMID) where one is given. ValueError otherwise."""
    found = parse_qris(payload)
    if not found.dynamic or found.amount is None:
        raise ValueError("The QRIS leaves the amount to whoever pays.")
    if found.amount != amount:
        raise ValueError(f"The QRIS asks for {found.amount} rupiah, not {amount}.")
    if merchant and found.merchant != merchant:
        raise ValueError(f"The QRIS is of {found.merchant}, not of {merchant}.")
    return found


def _merchant(tags: Mapping[str, str]) -> str:
    inner = _tags(tags["51"]) if "51" in tags else {}
    if inner.get("00") != NATIONAL or not _NMID.fullmatch(inner.get("02", "")):
        raise ValueError("The QRIS names no merchant (tag 51: ID.CO.QRIS.WWW with an NMID).")
    return inner["02"]


def _amount(tags: Mapping[str, str]) -> Decimal | None:
    if "55" in tags:
        raise ValueError("The QRIS asks for a tip (tag 55): what is paid would not be what is charged.")
    if "54" not in tags:
        return None
    if not _AMOUNT.fullmatch(tags["54"]):
        raise ValueError("The amount of the QRIS (tag 54) is no number.")
    return Decimal(tags["54"])


def _tags(text: str) -> dict[str, str]:
    """Tag → value. A tag twice, or a length that does not fit, is an error."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        if not _DIGITS.fullmatch(tag) or not _DIGITS.fullmatch(length) or at + 4 + int(length) > len(text) or tag in found:
            raise ValueError(f"The QRIS cannot be read from character {at + 1} on.")
        found[tag] = text[at + 4 : at + 4 + int(length)]
        at += 4 + int(length)
    return found
