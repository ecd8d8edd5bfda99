"""Rate limits: how often somebody may do something, counted per name and key.

In one process the exact times of the last hits are kept (bounded; monotonic time, so a clock that jumps changes
nothing). With a redis URL all processes count together; when redis is gone, each counts for itself.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Protocol

from core.errors import UsageError

_RATE = re.compile(r"^\s*(\d+)\s*/\s*(\d+)?\s*(second|minute|hour|day)s?\s*$")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` times in `seconds`."""

    count: int
    seconds: int

    @classmethod
    def of(cls, text: str) -> Rate:
        """From `10/hour` or `100/15 minutes`."""
        match = _RATE.match(text)
        if match is None or int(match[1]) < 1 or match[2] == "0":
            raise UsageError(f"{text!r} is not a rate", hint="Write it as '10/hour' or '100/15 minutes'.", code="limits.rate")
        return cls(int(match[1]), int(match[2] or 1) * _SECONDS[match[3]])


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is allowed, how many times it was done in the time, after how many seconds to try again, and how long to wait first."""

    allowed: bool
    retry_after: int = 0
    count: int = 0
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class SubmissionPolicy:
    """How often a device may send a form, how often an address before it slows down, and the longest wait in seconds."""

    device: str = "10/hour"
    address: str = "300/hour"
    longest_wait: float = 5.0


class Counting(Protocol):
    async def hit(self, key: str, rate: Rate) -> Verdict:
        """Count one more under `key`, unless it is too many."""
        ...

    async def close(self) -> None: ...


class MemoryCounting:
    """Counts in this process; the keys longest untouched are forgotten first."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic, keys: int = 50_000) -> None:
        self._now = now
        self._keys = keys
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()

    async def hit(self, key: str, rate: Rate) -> Verdict:
        now = self._now()
        hits = self._hits.get(key)
        if hits is None:
            hits = self._hits[key] = deque()
            if len(self._hits) > self._keys:
                self._hits.popitem(last=False)
        else:
            self._hits.move_to_end(key)
        while hits and hits[0] <= now - rate.seconds:
            hits.popleft()
        if len(hits) >= rate.count:
            return Verdict(False, max(1, ceil(hits[0] + rate.seconds - now)), len(hits))
        hits.append(now)
        return Verdict(True, 0, len(hits))

    async def close(self) -> None:
        self._hits.clear()


class RedisCounting:
    """Counts for all processes in redis; without it `fallback` counts, as an outage must neither open nor close the doors."""

    def __init__(self, url: str, fallback: Counting) -> None:
        from limits.aio.storage import RedisStorage
        from limits.aio.strategies import MovingWindowRateLimiter

        self._fallback = fallback
        self._storage = RedisStorage(f"async+{url}", implementation="redispy", socket_timeout=1, socket_connect_timeout=1)
        self._window = MovingWindowRateLimiter(self._storage)

    async def hit(self, key: str, rate: Rate) -> Verdict:
        from limits import RateLimitItemPerSecond

        item = RateLimitItemPerSecond(rate.count, rate.seconds, namespace="pendopo")
        try:
            allowed = await self._window.hit(item, key)
            left = await self._window.get_window_stats(item, key)
        except Exception:  # noqa: BLE001 - whatever redis says, the door is counted
            return await self._fallback.hit(key, rate)
        retry = 0 if allowed else max(1, ceil(left.reset_time - time.time()))
        return Verdict(allowed, retry, rate.count - left.remaining)

    async def close(self) -> None:
        await self._storage.bridge.storage.aclose()  # type: ignore[attr-defined]


class Limits:
    """The limits of one portal."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting

    @classmethod
    def of(cls, url: str = "", *, now: Callable[[], float] = time.monotonic) -> Limits:
        """Counting in memory, or in redis when `url` names one."""
        memory = MemoryCounting(now=now)
        return cls(RedisCounting(url, memory) if url else memory)

    async def hit(self, name: str, key: str, rate: str) -> Verdict:
        """Count one `name` of `key`: `await limits.hit("login", address, "100/15 minutes")`."""
        return await self._counting.hit(f"{name}|{key}", Rate.of(rate))

    async def submission(self, name: str, *, device: str, address: str, policy: SubmissionPolicy | None = None) -> Verdict:
        """One submission of a form from a `device` (its session's key) at an `address` that many people may share.

        The device's own limit refuses. The address's is soft: past it, a device's first submission only waits (longer the
        more there are), and its next ones are refused until the address is quieter.
        """
        policy = policy or SubmissionPolicy()
        own = await self.hit(f"{name}.device", device, policy.device)
        if not own.allowed:
            return own
        shared = await self.hit(f"{name}.address", address, policy.address)
        if shared.allowed:
            return own
        if own.count > 1:
            return Verdict(False, shared.retry_after, own.count)
        over = await self.hit(f"{name}.over", address, "1000000/hour")
        return Verdict(True, 0, own.count, min(policy.longest_wait, 0.5 + over.count / 50))

    async def close(self) -> None:
        await self._counting.close()
