"""Which passwords are taken: long enough, and not what anybody would try first. No rules of composition, no end date.

The blocklist is made by rule from words of ours (`data/words.txt`) when the first password is looked at: a word, two
words, a word with a usual ending. What is compared is the password as a guesser sees it: small letters, without signs
between them, @ and 4 as a, 0 as o.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.language import Text
from core.language import gettext_lazy as _

OFFICER_SHORTEST = 12
"""Characters, beside a second factor."""
CITIZEN_SHORTEST = 15
"""Characters, where the password is all there is."""
LONGEST = 128
MOST_BYTES = 1024
WORDS = Path(__file__).parent / "data" / "words.txt"
ENDINGS = (
    "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "321", "11", "22", "33", "77", "88", "99", "00", "007", "01",
    "10", "100", "111", "222", "333", "777", "888", "999", "000", "1945", "17081945", *(str(year) for year in range(1970, 2031)),
)  # fmt: skip
RUNS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb", "01234567890", "abcdefghijklmnopqrstuvwxyz")
_LOOKALIKE = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i"})
_SIGNS = re.compile(r"[^\w@$!]|_")
_FEWEST = 5
"""Different characters that a password has at least."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """Why a password is not taken: a sentence, and what is filled in."""

    message: Text
    values: dict[str, Any] = field(default_factory=dict)


def as_bytes(password: str) -> bytes:
    """The bytes that are hashed: NFKC, as one keyboard sends composed signs and another one does not."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def weakness(password: str, *, shortest: int, own_words: Iterable[str] = ()) -> Weakness | None:
    """Why `password` is not taken, or None. `own_words`: name, address, name of the portal, which a guesser knows too."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < shortest:
        return Weakness(_("Write at least {n} characters. A sentence of four or five words is easy to remember."), {"n": shortest})
    if len(text) > LONGEST or len(as_bytes(password)) > MOST_BYTES:
        return Weakness(_("Write at most {n} characters"), {"n": LONGEST})
    plain = _SIGNS.sub("", text.casefold())
    if plain and (len(set(plain)) < _FEWEST or _repeats(plain) or _is_run(plain)):
        return Weakness(_("This password repeats itself or follows the keyboard. Choose other words."))
    if is_common(text):
        return Weakness(_("Many people use this password. Choose other words."))
    if _is_own(text, own_words):
        return Weakness(_("This password is made of your name, your address or the name of the portal. Choose other words."))
    return None


@functools.cache
def common_passwords() -> frozenset[str]:
    """The blocklist, made by rule."""
    words = _words()
    pairs = {one + other for one in words for other in words}
    return frozenset(words | pairs | {word + ending for word in words for ending in ENDINGS})


def is_common(password: str) -> bool:
    """Whether it is on the blocklist, with or without digits behind it."""
    stem, digits = folded(password)
    return stem in common_passwords() or stem + digits in common_passwords()


def folded(password: str) -> tuple[str, str]:
    """As a guesser sees it: letters (lookalikes as letters), and the digits behind them."""
    plain = _SIGNS.sub("", unicodedata.normalize("NFKC", password).casefold()).rstrip("!$@")
    stem = plain.rstrip("0123456789")
    return stem.translate(_LOOKALIKE), plain[len(stem) :]


@functools.cache
def _words() -> frozenset[str]:
    lines = WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _repeats(plain: str) -> bool:
    """`abcabcabcabc`: it is found again within itself before its end."""
    return (plain + plain).find(plain, 1) < len(plain)


def _is_run(plain: str) -> bool:
    """Made of pieces of rows of the keyboard, of the alphabet or of digits, each at least four long."""
    rows = [run for row in RUNS for run in (row, row[::-1])]
    at = 0
    while at < len(plain):
        length = max((n for row in rows for n in _shared(plain[at:], row)), default=0)
        if length < 4:
            return False
        at += length
    return True


def _shared(text: str, row: str) -> Iterable[int]:
    """How long `text` goes along `row`, from each place where it may begin."""
    for start, sign in enumerate(row):
        if sign == text[0]:
            n = 0
            while n < len(text) and start + n < len(row) and text[n] == row[start + n]:
                n += 1
            yield n


def _is_own(password: str, own_words: Iterable[str]) -> bool:
    """Whether little is left when the person's own words and the common ones are taken out."""
    left, _digits = folded(password)
    whole = len(left)
    own = {part for word in own_words for part in re.split(r"\W+", word.casefold()) if len(part) >= 4}
    found = False
    for part in sorted((folded(word)[0] for word in own), key=len, reverse=True):
        if part and part in left:
            found, left = True, left.replace(part, "")
    for word in sorted(_words(), key=len, reverse=True) if found else ():
        left = left.replace(word, "")
    return found and len(left) < min(6, whole)
