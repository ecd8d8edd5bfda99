"""The application over time: opens a portal, lets the next one take its place, closes each when its last request has gone.

What changes while running (plugins, paths, menus, theme) makes a second portal beside the first: built, migrated and
opened, then swapped in by one assignment. Requests under way finish on the old one. If anything fails, the old one goes
on serving and the reasons are given back.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import anyio.to_thread

from core.counters import bump, read_all
from core.database.transactions import transaction
from core.errors import Busy, PendopoError
from core.portal.portal import KEEP
from core.portal.running import running
from core.web.app import layers
from core.web.observation import Observation
from core.web.watchdog import Watchdog

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from core.portal import Portal

log = logging.getLogger("pendopo.web")

VERSION = "portal."
FOLLOW_SECONDS = 2.0
"""How long another process may go on with what is stale."""


class Seat:
    """One open portal, in a task of its own: what it binds to a task is unbound in the same one."""

    def __init__(self) -> None:
        self.requests = 0
        self.app: ASGIApp
        self.portal: Portal
        self._leave = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._task: asyncio.Task[None]

    @classmethod
    async def take(cls, portal: Portal, *, migrate: bool, worker: bool, observation: Observation) -> Seat:
        """Open `portal`. Raises what opening raises; then nothing is left open."""
        seat, ready = cls(), asyncio.get_running_loop().create_future()

        async def live() -> None:
            try:
                async with running(portal, migrate=migrate, worker=worker) as opened:
                    ready.set_result(opened)
                    await seat._leave.wait()
            except BaseException as error:
                if ready.done():
                    raise
                ready.set_exception(error)

        seat._task = asyncio.create_task(live(), name="portal")
        seat.portal = await ready
        seat.app = layers(seat.portal, observation)
        return seat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests += 1
        self._empty.clear()
        try:
            await self.app(scope, receive, send)
        finally:
            self.requests -= 1
            if not self.requests:
                self._empty.set()

    async def leave(self) -> None:
        """Wait for the requests under way, then close."""
        await self._empty.wait()
        self._leave.set()
        await self._task


async def _let_go(seat: Seat) -> None:
    """Close an old portal, and let the garbage collector see what was put out of its sight at the start: most of it has just become garbage."""
    await seat.leave()
    del seat  # or it would be kept once more
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
        gc.freeze()


class Hall:
    """The ASGI application that `serve` runs. `build` makes a portal from what the site's files say now."""

    def __init__(self, build: Callable[[], Portal], *, migrate: bool = False, worker: bool = True, observation: Observation | None = None) -> None:
        self._build = build
        self._observation = observation or Observation()
        self._migrate = migrate
        self._worker = worker
        self._seat: Seat | None = None
        self._swapping = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()
        self._follower: asyncio.Task[None] | None = None
        self._version = 0
        self._beside = ExitStack()

    @property
    def portal(self) -> Portal:
        if self._seat is None:
            raise Busy("The portal is not open yet.")
        return self._seat.portal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and self._seat is not None:
            await self._seat(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def open(self, portal: Portal | None = None) -> None:
        """Take the first seat; `portal` is one that was built already."""
        self._seat = await Seat.take(portal or self._build(), migrate=self._migrate, worker=self._worker, observation=self._observation)
        with self._seat.portal.database.bind():
            self._version = (await read_all(VERSION)).get("version", 0)
        self._follower = asyncio.create_task(self._follow(), name="follower")
        self._beside.enter_context(Watchdog({plugin.slug: plugin.folder for plugin in self.portal.in_order}).watching())

    async def close(self) -> None:
        """Leave every seat; idempotent."""
        if self._follower:
            self._follower.cancel()
            with suppress(asyncio.CancelledError):
                await self._follower
            self._follower = None
        self._beside.close()
        seat, self._seat = self._seat, None
        if seat:
            await seat.leave()
        await asyncio.gather(*self._leaving)

    async def rebuild(self, *, tell: bool = True) -> None:
        """Build what the site says now and swap it in. Raises the reasons when it cannot be; then nothing has changed.

        `tell` makes the other processes do the same within two seconds."""
        async with self._swapping:
            portal = await anyio.to_thread.run_sync(self._build)
            seat = await Seat.take(portal, migrate=True, worker=self._worker, observation=self._observation)
            old, self._seat = self._seat, seat
            if old:
                task = asyncio.create_task(_let_go(old), name="leaving portal")
                self._leaving.add(task)
                task.add_done_callback(self._leaving.discard)
                del old  # nobody but its task may hold it when it is let go
        if tell:
            with seat.portal.database.bind():
                async with transaction():
                    self._version = await bump(f"{VERSION}version")

    async def _follow(self) -> None:
        """See every two seconds what other processes have made stale."""
        while True:
            await asyncio.sleep(FOLLOW_SECONDS)
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - whatever the database says, the portal goes on with what it has
                log.warning("cannot see what other processes changed", extra={"error": f"{type(error).__name__}: {error}"})

    async def _look(self) -> None:
        portal = self.portal
        with portal.database.bind():
            portal.pages.learn(await read_all(KEEP))
            version = (await read_all(VERSION)).get("version", 0)
        if version != self._version:
            self._version = version
            try:
                await self.rebuild(tell=False)
            except PendopoError as error:
                log.error("the changed portal cannot be built; this one goes on", extra={"error": str(error)})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self.open()
        except PendopoError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})
