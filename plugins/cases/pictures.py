"""The pictures of an entry as a page shows them: small ones that lead to the whole, with words for who cannot see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .timeline import Line

if TYPE_CHECKING:
    from core import Request

PICTURE = 400
"""Width of the small pictures, in CSS pixels."""


def pictures_of(request: Request, line: Line, routes: tuple[str, str], said: Callable[[int], str], **address: str) -> list[dict[str, Any]]:
    """For `ui.photos`. `routes` are the small picture's and the whole one's, `address` their parameters beside the file; `said(n)` describes the nth."""
    small, whole = routes
    shown = []
    for number, kept in enumerate((file for file in line.files if file.media_type.startswith("image/")), 1):
        height = round(PICTURE * kept.height / kept.width) if kept.width else PICTURE * 3 // 4
        params = {**address, "file": str(kept.id)}
        shown.append({
            "src": str(request.url_for(small, **params)), "href": str(request.url_for(whole, **params)),
            "alt": said(number), "width": PICTURE, "height": height,
        })  # fmt: skip
    return shown
