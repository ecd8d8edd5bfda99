"""What time does to cases: the clock's own transitions, lateness that escalates, and due days that a changed calendar moves."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.expressions import Q

from core import Context, emit, transaction

from .clock import Refused
from .entries import DUE_MOVED, LATE, SYSTEM, Writing, append_next
from .events import CaseDueMoved, CaseLate
from .history import Stand, entries_of, stands_of
from .models import Case
from .moving import Conflict, claim, move
from .opening import tell_pages
from .workdays import calendar_of, today

if TYPE_CHECKING:
    from core import Portal

log = logging.getLogger("pendopo.cases")
BATCH = 200


@dataclass(slots=True)
class Swept:
    """What a sweep did."""

    moved: int = 0
    late: int = 0
    recomputed: int = 0


async def sweep(context: Context) -> Swept:
    """Look at every open case whose due day has passed: make the transition that the clock makes, or say that it is late."""
    portal, done = context.portal, Swept()
    day, calendar = today(portal), calendar_of(portal)
    async for cases in _overdue(day):
        entries = await entries_of([case.id for case in cases])
        stands = await stands_of(portal, cases, calendar, entries)
        for case in cases:
            try:
                await _act(context, stands[case.id], day, done)
            except Conflict:
                continue  # an officer was first; the next sweep looks again
            except Refused as error:
                log.error("the clock could not move a case", extra={"ticket": case.ticket, "why": error.message})
    return done


async def _overdue(day: date) -> AsyncIterator[list[Case]]:
    """Batches of open cases whose due day lies before `day`, by due day and id; each is met once."""
    after = Q()
    while True:
        # A duplicate follows the case that stays: its own days are not counted.
        cases = await Case.filter(after, closed__isnull=True, due__lt=day, main__isnull=True).order_by("due", "id").limit(BATCH)
        if not cases:
            return
        # Before the batch is worked on: that changes the due days of its cases.
        after = Q(due__gt=cases[-1].due) | Q(due=cases[-1].due, id__gt=cases[-1].id)
        yield cases


async def _act(context: Context, found: Stand, day: date, done: Swept) -> None:
    passed = found.standing.automatic(day)
    if passed is not None:
        await move(context, found.case.id, passed.then, SYSTEM, version=found.case.version)
        done.moved += 1
        return
    due = found.standing.due
    if due is not None and found.standing.is_late(day) and found.case.late_since != due.day:
        await _escalate(context.portal, found, due.day)
        done.late += 1


async def _escalate(portal: Portal, found: Stand, due: date) -> None:
    """Say once for each due day that it has passed. The case itself goes on: late never locks it."""
    case, limit = found.case, found.standing.running[0]
    async with transaction():
        await claim(case, found.standing, late_since=due)
        await append_next(portal, case.id, case.version, Writing(LATE, SYSTEM, portal.clock.now(), True, {"due": due.isoformat(), "limit": limit.name}))
        await tell_pages(portal, case)
        await emit(
            CaseLate(subject=str(case.id), ticket=case.ticket, service=case.service, agency=case.agency, visibility=case.visibility, due=due, limit=limit.name)
        )


async def recompute(context: Context, reason: str = "") -> Swept:
    """Ask the calendar again for every open case; a due day that changed is written into its timeline, never moved silently."""
    portal, done = context.portal, Swept()
    calendar, after = calendar_of(portal), UUID(int=0)
    while True:
        cases = await Case.filter(closed__isnull=True, id__gt=after).order_by("id").limit(BATCH)
        if not cases:
            return done
        after = cases[-1].id
        entries = await entries_of([case.id for case in cases])
        for found in (await stands_of(portal, cases, calendar, entries)).values():
            done.recomputed += await _recompute(portal, found, reason)


async def _recompute(portal: Portal, found: Stand, reason: str) -> bool:
    case = found.case
    now = found.standing.due.day if found.standing.due else None
    before = case.due
    if now == before:
        return False
    try:
        async with transaction():
            await claim(case, found.standing)
            data = {"before": before.isoformat() if before else "", "after": now.isoformat() if now else "", "reason": reason or "calendar"}
            await append_next(portal, case.id, case.version, Writing(DUE_MOVED, SYSTEM, portal.clock.now(), True, data))
            await tell_pages(portal, case)
            await emit(
                CaseDueMoved(
                    subject=str(case.id), ticket=case.ticket, service=case.service, agency=case.agency, visibility=case.visibility, due=now, before=before
                )
            )
    except Conflict:
        return False
    return True
