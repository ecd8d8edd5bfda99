"""The one way into a plugin's code while serving: who is running, how long, and what if it fails.

Three ways, by what failure may cost: `offer` (a fragment, a badge, a search source: left out, with a circuit breaker),
`call` (a page, a submission, an erasure: the caller reports it, never skipped), `deliver` (a listener: from the outbox,
retried one by one, so it is `call` with its own limit). Time limits stop code that awaits; code that blocks the loop
delays everybody and can only be seen by the watchdog.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from core.plugins.plugin import BOUNDARY
from core.requests import running_plugin

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("pendopo.plugins")

PAGE_SECONDS = 30.0
FRAGMENT_SECONDS = 1.0
BADGE_SECONDS = 0.25
LISTENER_SECONDS = 60.0


@dataclass(slots=True)
class Breaker:
    """Open after five failures within a minute, for 30 s; then one probe decides. Times are monotonic seconds."""

    failures: list[float] = field(default_factory=list)
    open_until: float = 0.0
    probing: bool = False

    def is_open(self, now: float) -> bool:
        if not self.open_until:
            return False
        if now < self.open_until or self.probing:
            return True
        self.probing = True
        return False

    def failed(self, now: float) -> None:
        self.failures = [t for t in self.failures if now - t < 60.0] + [now]
        if self.probing or len(self.failures) >= 5:
            self.open_until = now + 30.0
        self.probing = False

    def succeeded(self) -> None:
        self.failures.clear()
        self.open_until, self.probing = 0.0, False


@dataclass(slots=True)
class Watch:
    """What is known of one function of one plugin: for the console, `pendopo hooks` and `/metrics`."""

    calls: int = 0
    failures: int = 0
    last_seconds: float = 0.0
    last_error: str = ""


def words_of(error: BaseException) -> str:
    """What an error says. Some cannot even do that: they are a plugin's code too."""
    try:
        return str(error)
    except BOUNDARY:
        return "it cannot say what happened"


def told(error: BaseException) -> str:
    """The type and the words of an error."""
    return f"{type(error).__name__}: {words_of(error)}"


class Boundary:
    """Enter a plugin's code. One a portal."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._breakers: dict[tuple[str, str], Breaker] = {}
        self.watches: dict[tuple[str, str], Watch] = {}

    async def call(self, slug: str, what: str, limit: float, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Answer or raise: what must not be lost."""
        token = running_plugin.set(slug)
        try:
            async with asyncio.timeout(limit):
                return await function(*args, **kwargs)
        finally:
            running_plugin.reset(token)

    async def offer(self, slug: str, what: str, limit: float, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Answer or None: what a page can do without."""
        key = (slug, what)
        breaker = self._breakers.get(key) or self._breakers.setdefault(key, Breaker())
        began = self._monotonic()
        if breaker.is_open(began):
            return None
        watch = self.watches.get(key) or self.watches.setdefault(key, Watch())
        watch.calls += 1
        try:
            value = await self.call(slug, what, limit, function, *args, **kwargs)
        except BOUNDARY as error:
            breaker.failed(self._monotonic())
            watch.failures += 1
            watch.last_error = told(error)
            log.warning("left out", extra={"plugin": slug, "what": what, "error": watch.last_error}, exc_info=error)
            return None
        finally:
            watch.last_seconds = self._monotonic() - began
        breaker.succeeded()
        return value

    async def deliver(self, slug: str, what: str, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a listener from the outbox, which retries it."""
        return await self.call(slug, what, LISTENER_SECONDS, function, *args, **kwargs)
