"""What cases do by themselves: the clock every hour, the calendar and the root of all timelines every night."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from core import Context, Health

from . import overdue, roots
from .listed import recount_listed
from .overview import count_overview
from .procedures import keep_procedures
from .workdays import UNKNOWN_YEAR, calendar_of, missing_year, today

log = logging.getLogger("pendopo.cases")


@asynccontextmanager
async def kept_procedures(context: Context) -> AsyncIterator[None]:
    """Write down the versions of the procedures before the first case is opened under them."""
    await keep_procedures(context.portal)
    yield


async def clock(context: Context) -> None:
    done = await overdue.sweep(context)
    if done.moved or done.late:
        log.info("the clock went over the cases", extra={"moved": done.moved, "late": done.late})


async def calendar(context: Context) -> None:
    done = await overdue.recompute(context)
    if done.recomputed:
        log.warning("due days moved with the calendar", extra={"cases": done.recomputed})


async def counts(context: Context) -> None:
    await recount_listed(context.portal)


async def overview(context: Context) -> None:
    await count_overview(context)


async def root(context: Context) -> None:
    await roots.write_root(context)


async def holidays(context: Context) -> Health:
    """Whether the days off of this year and, from October, of the next one are known."""
    year = missing_year(calendar_of(context.portal), today(context.portal))
    return Health("ok") if year is None else Health("degraded", context.gettext(UNKNOWN_YEAR, year=year))
