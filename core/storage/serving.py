"""Answers for `/berkas/{id}` and `/berkas/{id}/kecil`: a stranger's bytes, sent so that no browser takes them for a page.

A picture made by us is shown inline; everything else is a download. Who may see a file is the owner plugin's decision, asked
through `Look`; "no", "no such file" and "not there any more" are one and the same answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal
from urllib.parse import quote
from uuid import UUID

from starlette.responses import Response, StreamingResponse

from core.storage.files import Files, StoredFile

Sight = Literal["", "private", "public"]
"""What a reader may: nothing, see it alone, or see what everybody may see (the answer may then be kept by caches)."""

Look = Callable[[StoredFile], Awaitable[Sight]]

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Accept-Ranges": "none",
}
"""On every file, stronger than a page's own headers: whoever adds headers to all answers leaves these as they are."""

KEEP = {"private": "private, no-store", "public": "public, max-age=3600"}


async def serve(files: Files, id: str, look: Look, *, small: bool = False, head: bool = False) -> Response | None:
    """The answer with the file's bytes, or None: then the caller says 404, whatever the reason. Raises `StorageError` when the store is away."""
    try:
        file = await files.find(UUID(id))
    except ValueError:
        return None
    if file is None or (small and not file.is_image):
        return None
    sight = await look(file)
    if not sight:
        return None
    try:
        pieces = await files.stream(file, small=small)
    except FileNotFoundError:
        return None
    headers = {**HEADERS, "Content-Type": file.media_type, "Content-Disposition": disposition(file), "Cache-Control": KEEP[sight]}
    if not small:
        headers["Content-Length"] = str(file.size)
    return Response(headers=headers) if head else StreamingResponse(pieces, headers=headers)


def disposition(file: StoredFile) -> str:
    """Inline for a picture of ours, a download for the rest; the name in plain letters and in full (RFC 6266)."""
    plain = file.name.encode("ascii", "ignore").decode()
    stem, _, extension = plain.rpartition(".")
    fallback = plain if stem.strip(" _-") else f"{'foto' if file.is_image else 'berkas'}.{extension}"
    return f"{'inline' if file.is_image else 'attachment'}; filename=\"{fallback}\"; filename*=UTF-8''{quote(file.name, safe='')}"
