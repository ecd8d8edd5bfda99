"""The name of a file somebody sent: made safe to show and to offer for download, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

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


def content_disposition(name: str, *, inline: bool = False) -> str:
    """The `Content-Disposition` of a download, with the name in ASCII and in UTF-8 (RFC 6266)."""
    shown = safe_file_name(name)
    plain = unicodedata.normalize("NFKD", shown).encode("ascii", "ignore").decode().replace('"', "").strip() or "berkas"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"
