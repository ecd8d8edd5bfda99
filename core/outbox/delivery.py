"""Delivering: claim a row by a lease, call its listener, mark it; fail, wait longer, and give up after a day.

The claim is a conditional UPDATE whose row count says who won, the same on SQLite and PostgreSQL. A lease lasts 60 s and is
renewed while its listener runs, so a worker that is killed is taken over after a minute, and one that lives is not.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import F, Q

from core.database import tables, transaction
from core.outbox.outbox import Outbox, Subscription
from core.plugins.boundary import Boundary, told
from core.plugins.plugin import BOUNDARY

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.requests import Context

log = logging.getLogger("pendopo.outbox")

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 20.0
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
DONE_FOR = timedelta(days=7)
MARK_AGAIN_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)
AT_ONCE = 8
"""Listeners running at the same time in one worker."""
OF_ONE_LISTENER = 4
"""Of those, of one listener: when its mail server hangs, the others still get through."""


def wait_after(attempts: int) -> timedelta:
    """How long to wait after the `attempts`th failure: 10 s, 20 s, 40 s … one hour."""
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(attempts - 1, 20)))


def free(now: datetime) -> Q:
    """Rows that nobody has: never leased, or leased by somebody who is gone."""
    return Q(leased_until__isnull=True) | Q(leased_until__lt=now)


class Delivery:
    """The deliveries of one worker, called `name` in its leases."""

    def __init__(self, outbox: Outbox, boundary: Boundary, context: Callable[[str, str], Context], name: str) -> None:
        self.outbox = outbox
        self.boundary = boundary
        self.context = context
        self.name = name
        self.running: dict[asyncio.Task[None], str] = {}

    @property
    def room(self) -> int:
        return AT_ONCE - len(self.running)

    async def claim(self) -> list[tables.Outbox]:
        """Take rows that are due, as many as there is room for."""
        if self.room <= 0 or not self.outbox.subscriptions:
            return []
        now = self.outbox.clock.now()
        busy = Counter(self.running.values())
        full = [listener for listener, number in busy.items() if number >= OF_ONE_LISTENER]
        open_to_us = [name for name in self.outbox.subscriptions if name not in full]
        rows = await tables.Outbox.filter(free(now), state="waiting", due__lte=now, listener__in=open_to_us).order_by("due", "id").limit(self.room)
        if not rows:
            return []
        async with transaction():
            return [row for row in rows if await self._take(row, now, busy)]

    async def _take(self, row: tables.Outbox, now: datetime, busy: Counter[str]) -> bool:
        mine = tables.Outbox.filter(free(now), id=row.id, state="waiting", attempts=row.attempts)
        if busy[row.listener] >= OF_ONE_LISTENER or not await mine.update(leased_until=now + LEASE, leased_by=self.name, attempts=F("attempts") + 1):
            return False
        row.attempts += 1
        busy[row.listener] += 1
        return True

    def start(self, row: tables.Outbox) -> None:
        """Deliver a claimed row in a task of its own."""
        task = asyncio.create_task(self.deliver(row), name=f"deliver {row.listener}")
        self.running[task] = row.listener
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.running.pop(task, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("a delivery could not be marked; it comes again when its lease is over", exc_info=error)
        self.outbox.wake()

    async def deliver(self, row: tables.Outbox) -> None:
        """Call the listener of a claimed row and mark what came of it."""
        subscription = self.outbox.subscriptions[row.listener]
        try:
            event = self.outbox.unpack(row.event, row.payload)
            await self.boundary.deliver(
                subscription.owner, f"listener {row.listener}", subscription.handle, self.context(subscription.owner, row.dedupe), event
            )
        except BOUNDARY as error:
            await self._failed(row, subscription, error)
        else:
            await self._mark(row, state="done", error="", leased_until=None, leased_by="")

    async def _failed(self, row: tables.Outbox, subscription: Subscription, error: BaseException) -> None:
        now = self.outbox.clock.now()
        said = told(error)[:500]
        dead = now - row.created >= GIVE_UP_AFTER
        about = {"plugin": subscription.owner, "event": row.event, "listener": row.listener, "attempts": row.attempts, "error": said}
        if dead:
            log.error("given up: a dead letter", extra=about, exc_info=error)
        else:
            log.warning("not delivered, comes again", extra=about, exc_info=error)
        await self._mark(row, state="dead" if dead else "waiting", error=said, due=now + wait_after(row.attempts), leased_until=None, leased_by="")

    async def _mark(self, row: tables.Outbox, **values: object) -> None:
        """Write down what came of a delivery; a database that is busy is asked again, for a row not marked is delivered twice."""
        mine = tables.Outbox.filter(id=row.id, leased_by=self.name, attempts=row.attempts)
        for pause in MARK_AGAIN_SECONDS:
            try:
                marked = await mine.update(**values)
                break
            except BOUNDARY:
                await asyncio.sleep(pause)
        else:
            marked = await mine.update(**values)
        if not marked:
            log.warning("a lease ran out before its listener did; it may have been delivered twice", extra={"listener": row.listener, "key": row.dedupe})

    async def renew(self) -> None:
        """Keep the leases of what is running."""
        await tables.Outbox.filter(leased_by=self.name, state="waiting").update(leased_until=self.outbox.clock.now() + LEASE)

    async def release(self) -> None:
        """Give back what was not finished, so that another worker need not wait for the lease to run out."""
        await tables.Outbox.filter(leased_by=self.name, state="waiting").update(leased_until=None, leased_by="")

    async def sweep(self) -> None:
        """Forget what was delivered a week ago; what waits for a listener that is no longer there is a dead letter after a day."""
        now = self.outbox.clock.now()
        await tables.Outbox.filter(state="done", created__lt=now - DONE_FOR).delete()
        orphans = tables.Outbox.filter(free(now), state="waiting", created__lt=now - GIVE_UP_AFTER)
        if known := list(self.outbox.subscriptions):
            orphans = orphans.exclude(listener__in=known)
        if given_up := await orphans.update(state="dead", error="Its listener is not there: the plugin is not enabled."):
            log.error("given up: dead letters of listeners that are not there", extra={"number": given_up})
