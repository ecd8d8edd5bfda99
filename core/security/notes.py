"""What is noted about a request while it is answered, for those who see it first and last: the gate and the headers.

One small object lies in the ASGI scope. A page that asks for a token notes that its answer is private and that a cookie
is to be set; the dispatcher notes that a page is kept, or that a route takes photos; the outermost layer reads it.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.security.sessions import Visit

KEY = "pendopo.notes"

FORM_BODY = 64 * 1024
"""Bytes of a form's body, where its route says nothing else."""
UPLOAD_BODY = 12 * 1024 * 1024
PHOTO_BODY = 34 * 1024 * 1024
"""Phones make JPEGs of 30 MB; the rest is the form around them."""


class Notes:
    """`kept`: the same answer for everybody. `private`: made with a session or a token. `secret`: the address is one. `clear`: signed out."""

    __slots__ = ("blobs", "body_limit", "clear", "cookies", "kept", "private", "secret", "visit")

    def __init__(self) -> None:
        self.blobs = False
        self.body_limit = FORM_BODY
        self.clear = False
        self.cookies: list[bytes] = []
        self.kept = False
        self.private = False
        self.secret = False
        self.visit: Visit | None = None


def notes(scope: MutableMapping[str, Any]) -> Notes:
    """The notes of this request, begun if nobody has yet."""
    found: Notes | None = scope.get(KEY)
    if found is None:
        found = scope[KEY] = Notes()
    return found


def allow_body(scope: MutableMapping[str, Any], size: int) -> None:
    """Let this request's body be `size` bytes long; call it before the body is read."""
    notes(scope).body_limit = size


def show_blobs(scope: MutableMapping[str, Any]) -> None:
    """Let the page show pictures made in the browser (`blob:`): the preview of a photo field."""
    notes(scope).blobs = True


def hide_address(scope: MutableMapping[str, Any]) -> None:
    """The page's address holds a secret: it is told to no other server (no-referrer)."""
    notes(scope).secret = True


def keep_page(scope: MutableMapping[str, Any]) -> None:
    """The page is kept and the same for everybody: no session is read, and a cookie or a token is an error."""
    notes(scope).kept = True
