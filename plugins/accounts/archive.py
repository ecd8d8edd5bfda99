"""My data as one ZIP: a page to read, and a JSON file for each plugin."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .my_data import Part

MOST = 16 * 1024 * 1024
"""Bytes of JSON of one plugin. What is larger is named as failed: it would fill the memory of whoever serves it."""


def pack(page: str, parts: Sequence[Part], failed_words: str) -> bytes:
    """The archive. A part that failed stands in it as a text that says so."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data-saya.html", page)
        for part in parts:
            if part.failed:
                archive.writestr(f"{part.slug}.gagal.txt", f"{part.title}: {failed_words}\n")
            else:
                archive.writestr(f"{part.slug}.json", written(part))
    return file.getvalue()


def written(part: Part) -> str:
    return json.dumps(part.data, ensure_ascii=False, indent=2, default=str)


def too_large(part: Part) -> bool:
    return len(written(part).encode()) > MOST
