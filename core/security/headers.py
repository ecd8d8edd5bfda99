"""The headers of every answer: pages, files, refusals and the last resort alike.

Outermost layer of the portal. All bytes are made once, at start; an answer costs one pass over its own headers.
What a response says itself stands (an upload is sandboxed, a static file is kept for a year), with one exception:
whatever was made with a session or a token is never stored.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from core.errors import DeclarationError, did_you_mean
from core.security.notes import KEY, Notes

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Pairs = list[tuple[bytes, bytes]]

POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'",),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),
    "manifest-src": ("'self'",),
    "worker-src": ("'self'",),
    "form-action": ("'self'",),
    "frame-ancestors": ("'none'",),
    "base-uri": ("'none'",),
    "object-src": ("'none'",),
}
"""The content security policy of a page: everything from here, nothing written into the page itself."""

EXTENSIBLE = frozenset({"img-src", "connect-src", "font-src", "form-action", "media-src", "frame-src"})
"""Directives that a plugin may add `https://` hosts to; never scripts or styles."""

_SOURCE = re.compile(r"^https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])(?::\d{1,5})?(?:/[A-Za-z0-9._~/-]*)?$")

VARY = b"HX-Request-Type, Cookie, Accept-Language"
NO_STORE = b"no-store"
SANDBOX = b"sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""The policy of an uploaded file (viewers of PDF need the style)."""


@dataclass(frozen=True, slots=True)
class HeaderPolicy:
    """What the site decides: `secure` with an https address, `subdomains` where the whole domain is ours, `additions` to the policy."""

    secure: bool = False
    subdomains: bool = False
    additions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def content_policy(self, *, blobs: bool = False) -> str:
        """The Content-Security-Policy of a page; `blobs` lets it show pictures made in the browser."""
        sources = {name: list(values) for name, values in POLICY.items()}
        for name, hosts in self.additions.items():
            sources.setdefault(name, ["'self'"]).extend(hosts)
        if blobs:
            sources["img-src"].append("blob:")
        parts = [f"{name} {' '.join(values)}" for name, values in sources.items()]
        return "; ".join([*parts, "upgrade-insecure-requests"] if self.secure else parts)

    def headers(self, *, blobs: bool = False, secret: bool = False) -> Pairs:
        """The headers that every answer carries unless it says otherwise itself."""
        pairs = [
            (b"content-security-policy", self.content_policy(blobs=blobs).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer" if secret else b"strict-origin-when-cross-origin"),
            (b"permissions-policy", b"geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), interest-cohort=()"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"x-frame-options", b"DENY"),
            (b"x-permitted-cross-domain-policies", b"none"),
            (b"x-xss-protection", b"0"),
        ]
        if self.secure:
            pairs.append((b"strict-transport-security", b"max-age=63072000; includeSubDomains" if self.subdomains else b"max-age=63072000"))
        return pairs


class SecurityHeaders:
    """Puts the headers, the cookies and the word about storing on every answer of `app`."""

    def __init__(self, app: ASGIApp, policy: HeaderPolicy) -> None:
        self.app = app
        self._made = {(blobs, secret): policy.headers(blobs=blobs, secret=secret) for blobs in (False, True) for secret in (False, True)}
        self._names = frozenset(name for name, _ in self._made[False, False])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        noted = scope[KEY] = Notes()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self._complete(message.get("headers", ()), noted)
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _complete(self, given: Iterable[tuple[bytes, bytes]], noted: Notes) -> Pairs:
        headers = list(given)
        present = {name for name, _ in headers}
        made = self._made[noted.blobs, noted.secret]
        headers += made if self._names.isdisjoint(present) else [pair for pair in made if pair[0] not in present]
        private = noted.private or noted.cookies or b"set-cookie" in present
        if private:
            headers = _set(headers, b"cache-control", NO_STORE) if b"cache-control" in present else [*headers, (b"cache-control", NO_STORE)]
        headers += [(b"set-cookie", cookie) for cookie in noted.cookies]
        if noted.clear:
            headers.append((b"clear-site-data", b'"cache"'))
        page = _is_page(headers)
        if page and not private and b"cache-control" not in present:
            headers.append((b"cache-control", b"no-cache"))  # kept by nobody unasked: what it says may change with the next write
        if private or page:
            _vary(headers)
        return headers


def _is_page(headers: Pairs) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers)


def _set(headers: Pairs, name: bytes, value: bytes) -> Pairs:
    return [*((key, old) for key, old in headers if key != name), (name, value)]


def _vary(headers: Pairs) -> None:
    for place, (name, value) in enumerate(headers):
        if name == b"vary":
            headers[place] = (name, _varied(value))
            return
    headers.append((b"vary", VARY))


@functools.lru_cache(maxsize=64)
def _varied(value: bytes) -> bytes:
    """What a page's own Vary says, and ours; our pages say no more than a handful of different ones."""
    said = {word.strip().lower() for word in value.split(b",")}
    return b", ".join([value, *(word for word in VARY.split(b", ") if word.lower() not in said)])


def refusal(status: int, headers: Pairs) -> tuple[Message, Message]:
    """The two messages of a refusal in plain words, for those who answer before any page can."""
    body = f"{status} {HTTPStatus(status).phrase}\n".encode()
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *headers]
    return {"type": "http.response.start", "status": status, "headers": plain}, {"type": "http.response.body", "body": body}


def checked_additions(additions: Mapping[str, Iterable[str]], where: str) -> dict[str, tuple[str, ...]]:
    """What a plugin adds to the policy, or a DeclarationError that names what it may not add: only https hosts, written out, and never scripts."""
    checked: dict[str, tuple[str, ...]] = {}
    for directive, sources in additions.items():
        if directive not in EXTENSIBLE:
            hint = did_you_mean(directive, EXTENSIBLE)
            raise DeclarationError(f"{directive!r} of the Content-Security-Policy is not a plugin's to extend", where=where, hint=hint, code="csp.directive")
        for source in sources:
            if not _SOURCE.match(source):
                raise DeclarationError(
                    f"{source!r} may not be added to {directive} of the Content-Security-Policy",
                    where=where,
                    hint="Write one host out, with https: 'https://tile.example'.",
                    code="csp.source",
                )
        checked[directive] = tuple(sources)
    return checked
