"""What may be handed in: four kinds of files, known by their first bytes and never by what the sender says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["image", "pdf"]

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """`magic` are the bytes that decide, each at its place; `extensions` and `declared` what a sender may call it; `limit` is in bytes."""

    media_type: str
    group: Group
    title: str
    magic: tuple[tuple[int, bytes], ...]
    extensions: tuple[str, ...]
    declared: tuple[str, ...]
    limit: int

    def begins(self, head: bytes) -> bool:
        return all(head.startswith(expected, place) for place, expected in self.magic)


KINDS: tuple[Kind, ...] = (
    Kind("image/jpeg", "image", "JPEG", ((0, b"\xff\xd8\xff"),), ("jpg", "jpeg", "jpe", "jfif"), ("image/jpeg", "image/jpg", "image/pjpeg"), 32 * MIB),
    Kind("image/png", "image", "PNG", ((0, b"\x89PNG\r\n\x1a\n"),), ("png",), ("image/png", "image/x-png"), 32 * MIB),
    Kind("image/webp", "image", "WebP", ((0, b"RIFF"), (8, b"WEBP")), ("webp",), ("image/webp",), 32 * MIB),
    Kind("application/pdf", "pdf", "PDF", ((0, b"%PDF-"),), ("pdf",), ("application/pdf", "application/x-pdf"), 12 * MIB),
)
"""EPS, SVG, TIFF, HEIC, GIF, ZIP and all others are absent on purpose."""

HEAD = 16
"""How many bytes decide."""

UNDECLARED = ("", "application/octet-stream", "binary/octet-stream")
"""What a browser sends when it does not know: it agrees with everything."""


def kind_of(head: bytes) -> Kind | None:
    """The kind that these first bytes say, or None."""
    return next((kind for kind in KINDS if kind.begins(head)), None)


def agrees(kind: Kind, extension: str, media_type: str) -> bool:
    """Whether the name and the declared type say the same as the bytes. What is not said cannot disagree."""
    declared = media_type.partition(";")[0].strip().lower()
    return (not extension or extension in kind.extensions) and (declared in UNDECLARED or declared in kind.declared)
