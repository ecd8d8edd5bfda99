"""The gate: what every request must be before anything looks at it: ours by name, a known method, of bearable size, from our own pages.

It also settles who asks (`scope["client"]`, behind trusted proxies the address they pass on) and holds the body to the
limit of its route while it is read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.errors import RequestError
from core.hosts import Hosts, client_address, is_loopback, trust
from core.language import gettext_lazy as _
from core.security.csrf import SAFE_METHODS, crossed
from core.security.headers import refusal
from core.security.notes import PHOTO_BODY, Notes, notes

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
TOO_LARGE = _("Send less at once: fewer or smaller photos, or a shorter text. Press Back: what you typed is still there.")
LONGEST_ADDRESS = 8 * 1024
"""Bytes of path and query."""

MOST_HEADER_BYTES = 32 * 1024
MOST_HEADERS = 100

Refuse = Callable[["Scope", "Receive", "Send", int, Mapping[str, str]], Awaitable[None]]
"""Answers a refused request with the page for a status and further headers."""


async def refuse_plainly(scope: Scope, receive: Receive, send: Send, status: int, headers: Mapping[str, str]) -> None:
    """A refusal in a few plain words."""
    start, body = refusal(status, [(name.encode(), value.encode()) for name, value in headers.items()])
    await send(start)
    await send(body)


@dataclass(frozen=True, slots=True)
class GatePolicy:
    """The hosts that are ours, the proxies that are believed, and the paths that may be asked for by address from this machine (health)."""

    hosts: Hosts
    trusted: Callable[[str], bool] = field(default_factory=lambda: trust(()))
    by_address: frozenset[str] = frozenset()


class Gate:
    """`refuse` makes the page of a refusal once the host is known to be ours; a foreign host gets plain words and no page."""

    def __init__(self, app: ASGIApp, policy: GatePolicy, refuse: Refuse = refuse_plainly) -> None:
        self.app = app
        self.policy = policy
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = _Seen(scope)
        if (status := self._unfit(scope, seen)) is not None:
            await refuse_plainly(scope, receive, send, status, {"connection": "close"})
            return
        client = scope.get("client")
        if client and seen.forwarded and (address := client_address(client[0], seen.forwarded, self.policy.trusted)) != client[0]:
            scope["client"] = (address, 0)
        if scope["method"] not in METHODS:
            await self.refuse(scope, receive, send, 405, {"Allow": ", ".join(METHODS)})
        elif scope["method"] not in SAFE_METHODS and crossed(seen.site, seen.origin, self.policy.hosts.origin(seen.host)):
            await self.refuse(scope, receive, send, 403, {})
        elif seen.length > PHOTO_BODY:
            await self.refuse(scope, receive, send, 413, {})
        elif seen.length or seen.chunked:
            await self.app(scope, _limited(receive, seen.length, notes(scope)), send)
        else:
            await self.app(scope, receive, send)

    def _unfit(self, scope: Scope, seen: _Seen) -> int | None:
        """The status for a request that is not well-formed, or not meant for us."""
        if seen.hosts != 1 or not scope["path"].startswith("/") or seen.length < 0 or (seen.chunked and seen.lengths):
            return 400
        if seen.size > MOST_HEADER_BYTES or len(scope["headers"]) > MOST_HEADERS:
            return 431
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
            return 414
        port = (scope.get("server") or ("", None))[1]
        if self.policy.hosts.allows(seen.host, port):
            return None
        if scope["path"] in self.policy.by_address and from_this_machine(scope, port):
            return None
        return 400


class _Seen:
    """What the gate looks at, gathered in one pass over the headers."""

    __slots__ = ("chunked", "forwarded", "host", "hosts", "length", "lengths", "origin", "site", "size")

    def __init__(self, scope: Scope) -> None:
        self.host = self.origin = self.site = self.forwarded = ""
        self.hosts = self.length = self.lengths = self.size = 0
        self.chunked = False
        for name, value in scope["headers"]:
            self.size += len(name) + len(value) + 4
            if name == b"host":
                self.host = value.decode("latin-1")
                self.hosts += 1
            elif name == b"origin":
                self.origin = value.decode("latin-1")
            elif name == b"sec-fetch-site":
                self.site = value.decode("latin-1")
            elif name == b"content-length":
                self.length = int(value) if value.isdigit() and len(value) < 16 else -1
                self.lengths += 1
            elif name == b"transfer-encoding":
                self.chunked = True
            elif name == b"x-forwarded-for":
                self.forwarded += "," + value.decode("latin-1") if self.forwarded else value.decode("latin-1")


def from_this_machine(scope: Scope, port: int | None = None) -> bool:
    """Whether somebody on this machine asks us directly: not through a proxy, which would pass a stranger on.

    A loopback peer, no header of a proxy, and a loopback name or address as `Host`.
    """
    client = scope.get("client")
    if not client or not is_loopback(client[0]):
        return False
    host = ""
    for name, value in scope["headers"]:
        if name in (b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via"):
            return False
        if name == b"host":
            host = value.decode("latin-1")
    return Hosts.of("").allows(host, port if port is not None else (scope.get("server") or ("", None))[1])


def _limited(receive: Receive, length: int, noted: Notes) -> Receive:
    """`receive`, until the body is longer than its route allows; what the sender announces is believed at once."""
    total = 0

    async def limited() -> Message:
        nonlocal total
        if length > noted.body_limit:
            raise too_large()
        message = await receive()
        if message["type"] == "http.request":
            total += len(message.get("body", b""))
            if total > noted.body_limit:
                raise too_large()
        return message

    return limited


def too_large() -> RequestError:
    return RequestError(413, TOO_LARGE.id, code="body.size")
