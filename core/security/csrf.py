"""Forged requests: where a request comes from, and the token that binds a form to its session.

Both must agree. The browser's own word (`Sec-Fetch-Site`, else `Origin`) keeps out what another site sends, also a
sibling under go.id (`same-site`); the token keeps out whoever cannot read our pages. A browser so old that it sends
neither header is judged by the token alone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

FIELD = "csrf"
"""Name of the hidden input in every form."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_RANDOM = 16
_LENGTH = 22 + 1 + 43


def make_token(key: bytes, sid: str) -> str:
    """A token for the session whose cookie is `sid`: `base64url(r16).HMAC-SHA256(key, len(sid)!sid!r16)`."""
    random = secrets.token_bytes(_RANDOM)
    return f"{_text(random)}.{_text(_seal(key, sid, random))}"


def token_fits(key: bytes, sid: str, token: str) -> bool:
    """Whether `token` was made for this session. An empty session fits nothing."""
    if not sid or len(token) != _LENGTH or not token.isascii():
        return False
    random, dot, seal = token.partition(".")
    if not dot:
        return False
    try:
        raw = base64.b64decode(random + "==", altchars=b"-_", validate=True)
    except ValueError:
        return False
    return hmac.compare_digest(_text(_seal(key, sid, raw)), seal)


def crossed(site: str, origin: str, own_origin: str) -> str:
    """Why the request is refused as another site's, or an empty string.

    `site` is `Sec-Fetch-Site`, `origin` is `Origin`, both empty when not sent; `own_origin` is the portal's. A page
    with `no-referrer` posts `Origin: null` to ourselves, so `null` is believed only beside `same-origin` or `none`.
    """
    if site and site not in ("same-origin", "none"):
        return f"Sec-Fetch-Site is {site if site in ('same-site', 'cross-site') else 'unknown'}"
    if origin and origin != own_origin and not (site and origin == "null"):
        return "Origin is another site"
    return ""


def _seal(key: bytes, sid: str, random: bytes) -> bytes:
    message = f"{len(sid)}!{sid}!".encode() + random
    return hmac.new(key, message, hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
