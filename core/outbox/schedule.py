"""Tasks on a schedule, each run by one process however many there are: its row in `core_task` is the lease.

A task that was due while nobody ran is run once when somebody does. One that fails is tried again after five minutes, or
at its next regular time if that comes first.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError

from core.clock import Clock
from core.database import tables
from core.outbox.delivery import LEASE, free
from core.plugins.boundary import Boundary, told
from core.plugins.declarations import Owned
from core.plugins.plugin import BOUNDARY
from core.tasks import Task

if TYPE_CHECKING:
    from core.requests import Context

log = logging.getLogger("pendopo.outbox")

TASK_SECONDS = 3600.0
RETRY = timedelta(minutes=5)


def next_time(task: Task, now: datetime, zone: tzinfo) -> datetime:
    """When `task` is due after `now`: a period later, or at its time of day in `zone`."""
    if task.every is not None:
        return now + task.every
    assert task.at is not None  # Task itself refuses anything else
    local = now.astimezone(zone)
    today = datetime.combine(local.date(), task.at, zone)
    return (today if today > local else datetime.combine(local.date() + timedelta(days=1), task.at, zone)).astimezone(now.tzinfo)


class Schedule:
    """The tasks of one portal, as one worker, called `name` in its leases, sees them."""

    def __init__(self, tasks: Iterable[Owned[Task]], boundary: Boundary, context: Callable[[str], Context], clock: Clock, zone: tzinfo, name: str) -> None:
        self.tasks = {f"{owned.owner}.{owned.value.name}": owned for owned in tasks}
        self.boundary = boundary
        self.context = context
        self.clock = clock
        self.zone = zone
        self.name = name
        self.running: dict[asyncio.Task[None], str] = {}
        self._prepared = False

    async def prepare(self) -> None:
        """Make a row for each task that has none, and bring a due time nearer where the schedule was changed."""
        now = self.clock.now()
        for name, owned in self.tasks.items():
            due = next_time(owned.value, now, self.zone)
            row = await tables.TaskState.get_or_none(name=name)
            if row is None:
                await make_row(name, due)
            elif row.due is None or row.due > due or (owned.value.at is not None and row.due > now):
                await tables.TaskState.filter(name=name, due=row.due).update(due=due)
        self._prepared = True

    async def claim(self) -> list[str]:
        """The names of the tasks that are due and now this worker's."""
        if not self.tasks:
            return []
        if not self._prepared:
            await self.prepare()
        now = self.clock.now()
        under_way = set(self.running.values())
        due = await tables.TaskState.filter(free(now), name__in=list(self.tasks), due__lte=now).values_list("name")
        claimed: list[str] = []
        for (name,) in due:
            mine = tables.TaskState.filter(free(now), name=name, due__lte=now)
            if name not in under_way and await mine.update(leased_until=now + LEASE, leased_by=self.name, started=now):
                claimed.append(name)
        return claimed

    def start(self, name: str) -> None:
        """Run a claimed task beside everything else."""
        running = asyncio.create_task(self.run(name), name=f"task {name}")
        self.running[running] = name
        running.add_done_callback(self._ended)

    def _ended(self, running: asyncio.Task[None]) -> None:
        name = self.running.pop(running, "")
        if not running.cancelled() and (error := running.exception()):
            log.error("a task could not be marked; it comes again when its lease is over", extra={"task": name}, exc_info=error)

    async def run(self, name: str) -> None:
        """Run a claimed task and write down when it is due again."""
        owned = self.tasks[name]
        said = ""
        try:
            await self.boundary.call(owned.owner, f"task {name}", TASK_SECONDS, owned.value.run, self.context(owned.owner))
        except BOUNDARY as error:
            said = told(error)[:500]
            log.error("a task failed", extra={"plugin": owned.owner, "task": name, "error": said}, exc_info=error)
        now = self.clock.now()
        due = next_time(owned.value, now, self.zone)
        mine = tables.TaskState.filter(name=name, leased_by=self.name)
        await mine.update(finished=now, due=min(due, now + RETRY) if said else due, error=said, leased_until=None, leased_by="")

    async def renew(self) -> None:
        """Keep the leases of what is running."""
        if self.running:
            await tables.TaskState.filter(leased_by=self.name, name__in=list(self.running.values())).update(leased_until=self.clock.now() + LEASE)

    async def release(self) -> None:
        """Give back what was not finished."""
        if self.tasks:
            await tables.TaskState.filter(leased_by=self.name, name__in=list(self.tasks)).update(leased_until=None, leased_by="")


async def make_row(name: str, due: datetime | None) -> None:
    """A row of `core_task`; that another process made it meanwhile is as good."""
    try:
        await tables.TaskState.create(name=name, due=due)
    except IntegrityError:
        log.debug("the row of a task was made by another process", extra={"task": name})
