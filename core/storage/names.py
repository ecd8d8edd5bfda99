"""Names of files: the one a person sees, made harmless, and the one on the disk, made by us."""

from __future__ import annotations

import re
import secrets
import unicodedata

LONGEST = 100

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}(-s)?\.(jpg|pdf|table)")
_UNSAFE = re.compile(r'[<>:"/\\|?*;%&$`\'{}\[\]#^~!=+,.]+')
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_KEPT = "LMNPSZ"
"""Letters, marks, numbers, punctuation, symbols, spaces; not controls, bidi overrides, surrogates or unassigned ones."""


def new_key(extension: str) -> str:
    """A stored name: 128 random bits and an extension of ours, in one of 256 folders. Nothing of the sender's name is in it."""
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}.{extension}"


def small_key(key: str) -> str:
    """Where the small picture of `key` lies."""
    stem, _, extension = key.rpartition(".")
    return f"{stem}-s.{extension}"


def is_key(key: str) -> bool:
    """Whether `key` is a stored name of ours; anything else is never opened."""
    return bool(_KEY.fullmatch(key))


def extension_of(name: str) -> str:
    """The last extension in lower case, without its dot; empty when there is none."""
    last = re.split(r"[/\\]", name)[-1].strip().rstrip(".")
    stem, dot, extension = last.rpartition(".")
    return extension.lower() if dot and stem else ""


def display_name(name: str, extension: str, otherwise: str = "berkas") -> str:
    """What people are shown: the last part of the name without tricks, at most 100 characters, with an extension of ours.

    >>> display_name("../../etc/passwd", "pdf")
    'passwd.pdf'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(letter if unicodedata.category(letter)[0] in _KEPT else "" if unicodedata.category(letter) in ("Cf", "Cs") else " " for letter in last)
    stem = visible.rpartition(".")[0] or visible
    stem = " ".join(_UNSAFE.sub("_", stem).split()).strip(" ._-")
    if not stem or _DEVICES.match(stem):
        stem = f"{otherwise}_{stem}" if stem else otherwise
    return f"{stem[: LONGEST - len(extension) - 1].rstrip()}.{extension}"
