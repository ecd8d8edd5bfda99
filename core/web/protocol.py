"""uvicorn's HTTP protocols with the patience of a doorkeeper: deadlines, a limit of header bytes, connections per address.

uvicorn waits for headers and bodies forever, and on SIGTERM for those that never come: 300 half-open connections stayed
open, and a stop did not end. Here a connection has one timer, which is the deadline of what it is sending, or off.
What the sender is slow with counts; time in which we ourselves do not read does not.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.hosts import is_loopback
from core.security.headers import HeaderPolicy, refusal

FORM_BYTES = 64 * 1024
BETWEEN, HEADERS, BODY = range(3)
"""What a connection is sending: nothing, the head of a request, its body."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how much a connection may take; seconds and bytes. `exempt` addresses (proxies, this machine) may open any number."""

    headers: float = 10.0
    body: float = 60.0
    grace: float = 10.0
    """After this a body must have come at `slowest` bytes a second on average."""
    slowest: int = 1024
    extra: int = 16 * 1024
    """A body announced longer than a form's has a second more for each so many bytes: photos over a weak signal take minutes."""
    unread: float = 60.0
    """How long an answer may lie unread by its reader."""
    leaving: float = 5.0
    """What a body has left to end once it was answered, or the server is told to stop."""
    header_bytes: int = 32 * 1024
    per_address: int = 50
    exempt: Callable[[str], bool] = field(default=is_loopback)

    def body_deadline(self, announced: int) -> float:
        return self.body + max(0, announced - FORM_BYTES) / self.extra


class Doorkeeper(asyncio.Protocol):
    """What both protocols share. Stands before uvicorn's class in the order of bases; a subclass says when `sending` changes."""

    patience: Patience
    addresses: Counter[str]

    # uvicorn's own
    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    client: tuple[str, int] | None
    headers: list[tuple[bytes, bytes]]
    cycle: Any
    flow: Any
    timeout_keep_alive_task: asyncio.TimerHandle | None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.sending = BETWEEN
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._heads = 0
        self._arrived = 0
        self._began = 0.0
        self._deadline = 0.0
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self.addresses[self._address] += 1
        if self.addresses[self._address] > self.patience.per_address and not self.patience.exempt(self._address):
            self.turn_away(503, [(b"retry-after", b"5")])
        else:
            self._set(self.patience.headers, self._headers_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._rest()
        self._read_again()
        self.addresses[self._address] -= 1
        if self.addresses[self._address] <= 0:
            del self.addresses[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        between, heads = self.sending == BETWEEN, self._heads
        super().data_received(data)
        if self.sending == BODY or self._heads == heads or (between and self._heads == heads + 1):  # else the piece ends with a further request's beginning
            self._arrived += len(data)
        if self.sending == HEADERS and self._arrived > self.patience.header_bytes:
            self.turn_away(431)
        elif self._timer is None and not self.transport.is_closing():
            self._watch()

    def _watch(self) -> None:
        """Set the deadline of what did not come whole. What did come whole costs no timer."""
        if self.sending == BODY:
            self._set(self.patience.grace, self._judge_body)
        elif self.sending == HEADERS or (not self.answering and self.timeout_keep_alive_task is None):
            self._set(self.patience.headers, self._headers_late)

    @property
    def answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    # ------------------------------------------------------------ what a request is made of

    def head_begins(self) -> None:
        self.sending = HEADERS
        self._heads += 1
        self._arrived = 0

    def body_begins(self) -> None:
        self._rest()
        announced = next((int(value) for name, value in self.headers if name == b"content-length" and value.isdigit() and len(value) < 16), 0)
        self.sending = BODY
        self._arrived = 0
        self._began = self.loop.time()
        self._deadline = self.patience.body_deadline(announced)

    def request_ends(self) -> None:
        self._rest()
        self.sending = BETWEEN

    # ------------------------------------------------------------ deadlines

    def _headers_late(self) -> None:
        self._timer = None
        if not self.answering:  # an answer under way is not cut short by the next request that drips
            self.turn_away(408)

    def _judge_body(self) -> None:
        """Asked after the grace and then every second: has the body come far enough?"""
        seconds = self.loop.time() - self._began
        if self.flow.read_paused:  # it is we who do not read
            self._began += 1.0
        elif seconds >= self._deadline or self._arrived < self.patience.slowest * seconds:
            self._timer = None
            self.turn_away(408)
            return
        self._set(1.0, self._judge_body)

    def on_response_complete(self) -> None:
        super().on_response_complete()  # type: ignore[misc]
        if self.sending == BODY:  # answered before it was read: what is left is let in for a moment, so that the answer is not lost to a reset
            self._set(self.patience.leaving, self.transport.close)

    def _set(self, seconds: float, then: Callable[[], object]) -> None:
        self._rest()
        self._timer = self.loop.call_later(seconds, then)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # ------------------------------------------------------------ the reader's side

    def pause_writing(self) -> None:
        super().pause_writing()
        self._read_again()
        self._unread = self.loop.call_later(self.patience.unread, self.transport.abort)

    def resume_writing(self) -> None:
        self._read_again()
        super().resume_writing()

    def _read_again(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    # ------------------------------------------------------------ ends

    def shutdown(self) -> None:
        """The server stops: an answer under way is finished, a body still coming has a moment to end."""
        if self.sending == HEADERS and not self.answering:
            self.turn_away(503, [(b"retry-after", b"5")])
            return
        super().shutdown()  # type: ignore[misc]
        if self.sending == BODY:
            self._set(self.patience.leaving, lambda: self.turn_away(503, [(b"retry-after", b"5")]))

    def turn_away(self, status: int, more: list[tuple[bytes, bytes]] | None = None) -> None:
        """Answer with `status`, unless an answer has begun, and close."""
        self._rest()
        if self.transport.is_closing():
            return
        if not self.answering or not self.cycle.response_started:
            self.transport.write(_refusal(status, more or []))
        self.transport.close()


def _refusal(status: int, more: list[tuple[bytes, bytes]]) -> bytes:
    start, body = refusal(status, [*HeaderPolicy().headers(), *more, (b"connection", b"close")])
    lines = [b"HTTP/1.1 " + body["body"].strip(), *(name + b": " + value for name, value in start["headers"])]
    return b"\r\n".join([*lines, b"", body["body"]])


def protocol(patience: Patience | None = None) -> type[asyncio.Protocol]:
    """The class for `uvicorn.Config(http=…)`: on httptools, or on h11 where that is missing. One a server, for it counts its connections."""
    return counting(_base(), patience or Patience())


def _base() -> type[Doorkeeper]:
    try:
        from core.web.protocol_httptools import PatientHttpTools
    except ImportError:
        from core.web.protocol_h11 import PatientH11

        return PatientH11
    return PatientHttpTools


def counting(base: type[Doorkeeper], patience: Patience) -> type[asyncio.Protocol]:
    """`base` with its patience and a count of its own."""
    return type(base.__name__, (base,), {"patience": patience, "addresses": Counter()})
