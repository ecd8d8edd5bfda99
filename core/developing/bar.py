"""The bar at the foot of a page: what it cost, and the ways to the pages that tell more. Only whole pages get one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from core.developing.pages import render

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

    from core.developing.tracing import Trace
    from core.developing.workshop import Workshop

END = b"</body>"
HEAD = b"</head>"


class Bar:
    """The `send` of one request: holds a page back until it is whole, and puts the bar into it."""

    def __init__(self, workshop: Workshop, trace: Trace, scope: Scope, send: Send) -> None:
        self._workshop = workshop
        self._trace = trace
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._began(message)
            if _is_page(message) and self._scope["method"] != "HEAD":
                self._start = message
                return
            self._keep()
        elif self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._page(self._start)
            return
        await self._send(message)

    def _began(self, message: Message) -> None:
        trace, headers = self._trace, dict(message["headers"])
        trace.status = message["status"]
        trace.id = headers.get(b"x-request-id", secrets.token_hex(6).encode()).decode()
        trace.plugin = self._scope.get("pendopo.plugin", "core")

    def _keep(self) -> None:
        self._trace.ended()
        self._workshop.ledger.keep(self._trace)

    async def _page(self, start: Message) -> None:
        self._keep()
        body = self._body
        if END in body and HEAD in body:
            names = {
                "trace": self._trace,
                "problems": sorted(self._workshop.portal.problems, key=lambda problem: problem.severity),
                "version": self._workshop.version,
                "caught": len(self._workshop.store.newest()),
            }
            before, _, after = body.rpartition(END)
            body = before.replace(HEAD, render("head.html", **names).encode() + HEAD, 1) + render("bar.html", **names).encode() + END + after
            start["headers"] = [(name, str(len(body)).encode() if name == b"content-length" else value) for name, value in start["headers"]]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    headers = dict(start["headers"])
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers and start["status"] != 304
