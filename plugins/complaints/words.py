"""A citizen's words as everybody may read them: a title taken from them, and no NIK, number or address in them."""

from __future__ import annotations

import re

TITLE = 90
"""Characters of a title: two lines on a phone."""

_DIGITS = re.compile(r"(?<![\w])\+?\d(?:[ .()\-/]{0,2}\d){8,18}(?![\w])", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>(),;:]{1,64}@[^\s@<>(),;:]{1,100}\.[A-Za-z]{2,24}")
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
_MONEY = re.compile(r"(?:Rp\.?|IDR)\s*$", re.IGNORECASE)


def title_of(description: str) -> str:
    """The first sentence, cut at a word when it is long; empty when there is no letter and no digit in it."""
    first = next((part.strip() for part in _SENTENCE.split(description) if part.strip()), "")
    line = " ".join(first.split())
    if not any(character.isalnum() for character in line):
        return ""
    if len(line) <= TITLE:
        return line.rstrip(".")
    cut = line[: TITLE - 1]
    head, space, _rest = cut.rpartition(" ")
    return f"{head if space and len(head) > TITLE // 2 else cut}…"


def without_contacts(text: str) -> str:
    """`text` with dots in the place of what could be a NIK, a telephone number or an e-mail address: nobody's contact is ever public."""
    return _EMAIL.sub(lambda found: "•••@•••", _DIGITS.sub(_dots, text))


def _dots(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    if digits < 9 or _MONEY.search(found.string[max(0, found.start() - 5) : found.start()]) or _is_grouped(found[0]):
        return found[0]
    return re.sub(r"\d", "•", found[0], flags=re.ASCII)


def _is_grouped(text: str) -> bool:
    """An amount such as 1.500.000.000."""
    return re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text) is not None
