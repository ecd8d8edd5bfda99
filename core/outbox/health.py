"""Health as `/siap` reports it: checks run by the worker, results left in `core_task`, so that whichever process is asked runs nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from core.clock import Clock
from core.database import tables
from core.health import Health, HealthCheck, State
from core.outbox.schedule import make_row
from core.plugins.boundary import Boundary, told
from core.plugins.declarations import Owned
from core.plugins.plugin import BOUNDARY

if TYPE_CHECKING:
    from core.requests import Context

EVERY = timedelta(seconds=30)
CHECK_SECONDS = 10.0
STALE_AFTER = timedelta(minutes=2)
HEARTBEAT = "worker"


class HealthRound:
    """All checks of the portal, run side by side."""

    def __init__(self, checks: Iterable[Owned[HealthCheck]], boundary: Boundary, context: Callable[[str], Context], clock: Clock) -> None:
        self.checks = {check_name(owned): owned for owned in checks}
        self.boundary = boundary
        self.context = context
        self.clock = clock

    async def run(self, _context: Context | None) -> None:
        """Run every check and leave its result; one that fails or hangs is down."""
        results = await asyncio.gather(*(self._check(owned) for owned in self.checks.values()))
        for name, health in zip(self.checks, results, strict=True):
            await stamp(_row(name), self.clock.now(), f"{health.state} {health.sentence}"[:500])

    async def catch_up(self) -> None:
        """The same at a start, where a result is missing or old."""
        now = self.clock.now()
        fresh = await tables.TaskState.filter(name__in=[_row(name) for name in self.checks], finished__gt=now - STALE_AFTER).count()
        if fresh < len(self.checks):
            await self.run(None)

    async def _check(self, owned: Owned[HealthCheck]) -> Health:
        try:
            found: object = await self.boundary.call(owned.owner, f"health {owned.value.name}", CHECK_SECONDS, owned.value.check, self.context(owned.owner))
        except TimeoutError:
            return Health("down", f"no answer within {CHECK_SECONDS:.0f} s")
        except BOUNDARY as error:
            return Health("down", told(error))
        return found if isinstance(found, Health) else Health("down", f"the check answered {type(found).__name__} instead of Health")


@dataclass(frozen=True, slots=True)
class Report:
    """What the worker left: when it last showed itself, each check's result, and how the outbox stands."""

    beat: datetime | None
    checks: dict[str, Health]
    waiting: int
    dead: int

    def alive(self, now: datetime) -> bool:
        """Whether a worker showed itself within two minutes."""
        return self.beat is not None and now - self.beat < STALE_AFTER


async def report(names: Iterable[str], now: datetime) -> Report:
    """The last results of the checks `names` (`slug.name`); one not run for two minutes is degraded. Database only."""
    rows = {
        name: (finished, said)
        for name, finished, said in await tables.TaskState.filter(name__in=[HEARTBEAT, *map(_row, names)]).values_list("name", "finished", "error")
    }
    checks = {}
    for name in names:
        finished, said = rows.get(_row(name), (None, ""))
        if finished is None or now - finished >= STALE_AFTER:
            checks[name] = Health("degraded", "not checked for two minutes" if finished else "not checked yet")
        else:
            state, _, sentence = said.partition(" ")
            checks[name] = Health(cast("State", state), sentence)
    waiting = await tables.Outbox.filter(state="waiting", due__lte=now).count()
    return Report(rows.get(HEARTBEAT, (None, ""))[0], checks, waiting, await tables.Outbox.filter(state="dead").count())


def check_name(owned: Owned[HealthCheck]) -> str:
    return f"{owned.owner}.{owned.value.name}"


async def stamp(row: str, now: datetime, said: str = "") -> None:
    """Leave a moment and a word in a row of `core_task`."""
    if not await tables.TaskState.filter(name=row).update(finished=now, error=said):
        await make_row(row, None)
        await tables.TaskState.filter(name=row).update(finished=now, error=said)


def _row(name: str) -> str:
    return f"health:{name}"[:100]
