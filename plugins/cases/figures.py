"""What became of cases, one by one, for whoever counts them: the first answer, whether it came in time, who said that it is done.

Only cases that everybody may see: a confidential one is in no figure. Read in batches, so it belongs in a task, not in a request.
"""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from uuid import UUID

from .calendar import WorkingCalendar
from .clock import Moment, stand
from .history import entries_of
from .models import Case, Entry
from .procedure import Procedure
from .procedures import procedure_for
from .reading import facts_of
from .visibility import is_listed
from .workdays import calendar_of, today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core import Portal

BATCH = 500
ANSWER = "answer"
"""The limit of a procedure that the first answer ends."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One case. `agency` gave the first answer, or has the case; `took` is None before it, `in_time` None while it may still come in time."""

    case: UUID
    opened: datetime
    agency: str
    district: str
    took: timedelta | None
    in_time: bool | None
    done: bool
    confirmed: bool
    """Whether the reporter said so: the step that closed it was theirs."""


async def read_figures(portal: Portal, service: str, since: datetime) -> AsyncIterator[Figure]:
    """Every public case of `service` opened from `since` on, in no promised order."""
    calendar, day, after = calendar_of(portal), today(portal), UUID(int=0)
    while True:
        cases = await Case.filter(is_listed(), service=service, opened__gte=since, id__gt=after).order_by("id").limit(BATCH)
        if not cases:
            return
        after = cases[-1].id
        entries = await entries_of([case.id for case in cases])
        for case in cases:
            procedure = await procedure_for(portal, case.procedure, case.procedure_version)
            if entries[case.id]:
                yield figure_of(case, entries[case.id], procedure, calendar, portal.site.zone, day)


def figure_of(case: Case, entries: Sequence[Entry], procedure: Procedure, calendar: WorkingCalendar, zone: tzinfo, day: date) -> Figure:
    """The figure of one case from its moving entries, the first one first. Pure."""
    facts = [facts_of(entry.data) for entry in entries]
    moments = [Moment(entry.at, data["state"], data.get("class", "")) for entry, data in zip(entries, facts, strict=True)]
    settings = next((dict(data["settings"]) for data in facts if data.get("settings")), {})
    ends = procedure.limits[ANSWER].ends if ANSWER in procedure.limits else ()
    answered = next((n for n, moment in enumerate(moments) if moment.state in ends), None)
    before = moments if answered is None else moments[:answered]
    took = None
    if answered is not None:
        took = working_time(calendar, moments[0].at, moments[answered].at, zone) - _paused(procedure, moments[: answered + 1], calendar, zone)
    last = facts[-1]
    done = procedure.states[moments[-1].state].end == "done"
    return Figure(
        case.id, case.opened, str(facts[answered].get("agency") or case.agency) if answered is not None else case.agency, case.district, took,
        _in_time(procedure, before, moments[answered].at if answered is not None else None, calendar, zone, settings, day) if before else None,
        done, done and last.get("by") == "reporter",
    )  # fmt: skip


def _in_time(
    procedure: Procedure, before: Sequence[Moment], answered: datetime | None, calendar: WorkingCalendar, zone: tzinfo, settings: Mapping[str, int], day: date
) -> bool | None:
    """Whether the answer came by its due day; without one None until that day is over. While the clock stands still nothing gets later."""
    reached = answered.astimezone(zone).date() if answered else day
    while len(before) > 1 and procedure.states[before[-1].state].pause:
        reached, before = before[-1].at.astimezone(zone).date(), before[:-1]
    running = stand(procedure, before, calendar, zone, settings).running
    due = next((limit.due.day for limit in running if limit.name == f"limits.{ANSWER}"), None)
    if due is None:
        return None
    return reached <= due if answered or reached > due else None


def _paused(procedure: Procedure, moments: Sequence[Moment], calendar: WorkingCalendar, zone: tzinfo) -> timedelta:
    """Working time in which the case waited for its reporter."""
    pairs = itertools.pairwise(moments)
    return sum((working_time(calendar, here.at, following.at, zone) for here, following in pairs if procedure.states[here.state].pause), timedelta())


def working_time(calendar: WorkingCalendar, start: datetime, end: datetime, zone: tzinfo) -> timedelta:
    """The hours from `start` to `end` that lie on working days; such a day has 24 of them."""
    begin, finish, total = start.astimezone(zone), end.astimezone(zone), timedelta()
    day = begin.date()
    while day <= finish.date():
        if calendar.is_working_day(day):
            midnight = datetime.combine(day, time(), zone)
            following = datetime.combine(day + timedelta(days=1), time(), zone)
            total += max(timedelta(), min(finish, following) - max(begin, midnight))
        day += timedelta(days=1)
    return total
