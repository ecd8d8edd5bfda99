"""The worker: delivers what was emitted, runs what is due, sees to the portal's health. In the portal's process, or apart.

It wakes at every commit of its own process that emitted something, and looks every two seconds for what others left. Any
number of workers may run; each row and each task is one worker's at a time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta, tzinfo
from typing import TYPE_CHECKING
from uuid import uuid4

from core.health import HealthCheck
from core.outbox import health
from core.outbox.delivery import RENEW_SECONDS, Delivery
from core.outbox.outbox import Outbox
from core.outbox.schedule import Schedule
from core.plugins.boundary import Boundary, told
from core.plugins.declarations import Owned
from core.plugins.plugin import BOUNDARY
from core.tasks import Task

if TYPE_CHECKING:
    from core.requests import Context

log = logging.getLogger("pendopo.outbox")

LOOK_SECONDS = 2.0
TROUBLE_SECONDS = 5.0
"""How long to leave a database alone that does not answer."""
BEAT = timedelta(seconds=20)
GRACE_SECONDS = 10.0


class OutboxWorker:
    """One worker of one portal. `context(slug, key)` makes what a listener or task of `slug` is given."""

    def __init__(
        self,
        outbox: Outbox,
        *,
        boundary: Boundary,
        context: Callable[[str, str], Context],
        zone: tzinfo,
        tasks: Iterable[Owned[Task]] = (),
        checks: Iterable[Owned[HealthCheck]] = (),
    ) -> None:
        self.name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid4().hex[:12]}"
        self.outbox = outbox
        self.clock = outbox.clock
        self.delivery = Delivery(outbox, boundary, context, self.name)
        self.checks = health.HealthRound(checks, boundary, lambda slug: context(slug, ""), self.clock)
        own: Sequence[Owned[Task]] = (
            Owned("core", Task("health", self.checks.run, every=health.EVERY)),
            Owned("core", Task("outbox", self._sweep, every=timedelta(hours=1))),
        )
        self.schedule = Schedule([*own, *tasks], boundary, lambda slug: context(slug, ""), self.clock, zone, self.name)
        self._stopping = False
        self._beaten = self.clock.now() - 2 * BEAT

    @asynccontextmanager
    async def working(self) -> AsyncIterator[OutboxWorker]:
        """Work beside the block; on leaving, what is under way has ten seconds to end."""
        running = asyncio.create_task(self.run(), name="outbox worker")
        try:
            yield self
        finally:
            self.stop()
            with suppress(asyncio.CancelledError):
                await running

    def stop(self) -> None:
        """Take nothing more; `run` returns when what is under way has ended."""
        self._stopping = True
        self.outbox.wake()

    async def run(self) -> None:
        """Work until stopped or cancelled. Whatever goes wrong with the database is logged and tried again."""
        with self.outbox.bind(), self.outbox.waking() as waker:
            renewing = asyncio.create_task(self._renew(), name="outbox leases")
            looking = asyncio.create_task(self._first_look(), name="outbox first look")
            try:
                while not self._stopping:
                    waker.clear()
                    await self._wait(waker, LOOK_SECONDS if await self._round() else TROUBLE_SECONDS)
                await self._let_end()
            finally:
                renewing.cancel()
                looking.cancel()
                await self._end()

    async def _first_look(self) -> None:
        """Run the checks that nobody ran lately, so that a portal which has just started need not be called degraded."""
        try:
            await self.checks.catch_up()
        except BOUNDARY as error:
            log.warning("the first look at the health checks failed", extra={"error": told(error)})

    async def drain(self) -> int:
        """Deliver all that is due now, one after another, and return how many were tried: for tests and commands."""
        tried = 0
        with self.outbox.bind():
            while rows := await self.delivery.claim():
                for row in rows:
                    await self.delivery.deliver(row)
                tried += len(rows)
        return tried

    async def run_due_tasks(self) -> list[str]:
        """Run the tasks that are due now, one after another: for tests and commands."""
        with self.outbox.bind():
            names = await self.schedule.claim()
            for name in names:
                await self.schedule.run(name)
        return names

    async def _round(self) -> bool:
        """Take what there is to do and start it; False when the database does not answer."""
        try:
            for row in await self.delivery.claim():
                self.delivery.start(row)
            for name in await self.schedule.claim():
                self.schedule.start(name)
            if self.clock.now() - self._beaten >= BEAT:
                self._beaten = self.clock.now()
                await health.stamp(health.HEARTBEAT, self._beaten, self.name)
        except BOUNDARY:
            log.exception("the outbox cannot be read; trying again")
            return False
        return True

    async def _wait(self, waker: asyncio.Event, seconds: float) -> None:
        if self._stopping:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await waker.wait()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                if self.delivery.running:
                    await self.delivery.renew()
                await self.schedule.renew()
            except BOUNDARY:
                log.exception("leases could not be renewed; trying again")

    async def _let_end(self) -> None:
        """Give what is under way some seconds to end by itself."""
        if under_way := [*self.delivery.running, *self.schedule.running]:
            await asyncio.wait(under_way, timeout=GRACE_SECONDS)

    async def _end(self) -> None:
        """Break off what is left and give its rows back."""
        under_way = [*self.delivery.running, *self.schedule.running]
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        try:
            await self.delivery.release()
            await self.schedule.release()
        except BOUNDARY:
            log.warning("leases could not be given back; they run out in a minute", exc_info=True)

    async def _sweep(self, _context: Context) -> None:
        await self.delivery.sweep()
