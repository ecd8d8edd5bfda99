"""How long a text is, as people count: a letter with its accents, or an emoji with its parts, is one."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"


def characters(text: str) -> int:
    """Number of characters as a reader sees them (grapheme clusters, near enough for a limit and its message)."""
    if text.isascii():
        return len(text)
    count, joined, flags = 0, False, 0
    for sign in text:
        point = ord(sign)
        flag = 0x1F1E6 <= point <= 0x1F1FF
        flags = flags + 1 if flag else 0
        extends = sign == _JOINER or unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Mc") or 0x1F3FB <= point <= 0x1F3FF
        if not extends and not joined and not (flag and flags % 2 == 0):
            count += 1
        joined = sign == _JOINER
    return count or int(bool(text))
