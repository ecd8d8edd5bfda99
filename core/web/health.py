"""`/sehat` and `/siap`: is the process alive, and can it serve?

`/sehat` touches nothing. `/siap` asks the database, the schema, the disk and the keys, each within a second, and tells
what the worker last found; it runs no plugin's code. What exactly is wrong is told only to this machine, or to whoever has
the token.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import shutil
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.health import Health, State
from core.hosts import header
from core.plugins.boundary import told
from core.plugins.plugin import BOUNDARY
from core.security.gate import from_this_machine
from core.web.metrics import CONTENT_TYPE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from core.web.observation import Observation

ALIVE, READY, METRICS = "/sehat", "/siap", "/metrics"
PATHS = frozenset({ALIVE, READY, METRICS})
SECONDS = 1.0
LEAST_FREE = 0.05
"""Share of the disk that must be free."""

Check = Callable[[], Awaitable[Health]]


async def nothing() -> Mapping[str, float]:
    return {}


@dataclass(frozen=True, slots=True)
class Watch:
    """What `/siap` asks: `checks` at once, `then` what reads the database, if that answered. Any of these that is down means: not ready."""

    checks: Mapping[str, Check]
    then: Mapping[str, Check] = field(default_factory=dict)
    last: Callable[[], Awaitable[Mapping[str, Health]]] | None = None
    """What the worker found when it last looked: `slug.name` → Health. It only ever degrades."""
    gauges: Callable[[], Awaitable[Mapping[str, float]]] = nothing
    """Numbers of the moment for `/metrics`."""


async def report(watch: Watch, *, stopping: bool = False) -> dict[str, Any]:
    """The body of `/siap`: `{"status": …, "checks": [{"name", "status", "sentence"}]}`."""
    found = {"server": Health("down", "stopping")} if stopping else {}
    found |= await _ask(watch.checks)
    if not _down(found):
        found |= await _ask(watch.then)
    fatal = _down(found)
    if watch.last is not None and not fatal:
        try:
            async with asyncio.timeout(SECONDS):
                found |= await watch.last()
        except BOUNDARY as error:
            found["worker"] = Health("degraded", type(error).__name__)
    worst: State = "down" if fatal else "degraded" if any(health.state != "ok" for health in found.values()) else "ok"
    return {"status": worst, "checks": [{"name": name, "status": health.state, "sentence": health.sentence} for name, health in found.items()]}


def _down(found: Mapping[str, Health]) -> bool:
    return any(health.state == "down" for health in found.values())


async def _ask(checks: Mapping[str, Check]) -> dict[str, Health]:
    return dict(zip(checks, await asyncio.gather(*(_asked(check) for check in checks.values())), strict=True))


async def _asked(check: Check) -> Health:
    try:
        async with asyncio.timeout(SECONDS):
            return await check()
    except TimeoutError:
        return Health("down", f"no answer within {SECONDS:.0f} s")
    except BOUNDARY as error:
        return Health("down", told(error))


async def disk_has_room(folder: Path) -> Health:
    """Whether a twentieth of the disk under `folder` is free."""
    usage = await asyncio.to_thread(shutil.disk_usage, folder)
    share = usage.free / usage.total
    return Health("ok") if share >= LEAST_FREE else Health("down", f"only {share:.1%} of the disk is free")


def told_details(scope: Scope, token: str) -> bool:
    """Whether whoever asks may know what exactly is wrong: this machine, or the bearer of the token."""
    if from_this_machine(scope):
        return True
    given = header(scope, b"authorization")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


class HealthDesk:
    """Answers the three addresses before anything else of the portal is reached; hands all others to `app`."""

    def __init__(self, app: ASGIApp, watch: Watch, observation: Observation, *, token: str = "") -> None:
        self.app = app
        self.watch = watch
        self.observation = observation
        self.token = token
        self._asking = asyncio.Lock()
        self._found: dict[str, Any] = {}
        self._until = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in PATHS:
            await self.app(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await _answer(send, 405, b"", "text/plain", [(b"allow", b"GET, HEAD")])
        elif scope["path"] == ALIVE:
            await _answer(send, 200, b'{"status": "ok", "checks": []}', "application/json")
        elif scope["path"] == READY:
            await self._ready(scope, send)
        elif told_details(scope, self.token):
            await _answer(send, 200, self.observation.metrics.text(await self.watch.gauges()), CONTENT_TYPE)
        else:
            await _answer(send, 404, b"", "text/plain")

    async def _ready(self, scope: Scope, send: Send) -> None:
        found = await self._report()
        if not told_details(scope, self.token):
            found = {**found, "checks": []}
        status = 503 if found["status"] == "down" else 200
        await _answer(send, status, json.dumps(found, ensure_ascii=False).encode(), "application/json", [(b"retry-after", b"5")] if status == 503 else [])

    async def _report(self) -> dict[str, Any]:
        """Asked at most once a second, whoever asks: the database is written to."""
        async with self._asking:
            if time.monotonic() >= self._until or self.observation.stopping:
                self._found = await report(self.watch, stopping=self.observation.stopping)
                self._until = time.monotonic() + SECONDS
            return self._found


async def _answer(send: Send, status: int, body: bytes, media_type: str, more: Sequence[tuple[bytes, bytes]] = ()) -> None:
    headers = [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
