"""The name of a file somebody sent: made safe to show, never used as a path."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 100
_UNFIT = re.compile(r'[<>:"/\\|?*%;]')
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))})


def safe_file_name(name: str, default: str = "berkas") -> str:
    """`name` without folders, control and direction marks, at most 100 characters; `default` when nothing is left."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    clean = re.sub(r"\s+", " ", _UNFIT.sub("_", visible)).strip(" .")
    if len(clean) > _LONGEST:
        stem, dot, ending = clean.rpartition(".")
        clean = stem[: _LONGEST - len(ending) - 1] + dot + ending if dot and len(ending) <= 10 else clean[:_LONGEST]
    if not clean or clean.partition(".")[0].lower() in _DEVICES:
        return default
    return clean
