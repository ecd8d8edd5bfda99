"""What goes when its time is over, every night, as the data passport says.

Five years after a case was closed nobody needs to know any more who asked: name, contact and answers go, the case and its
timeline stay. A list of what came of acting on many cases is there for the officer who did it, and only for a while.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Subquery

from core import Context, transaction

from .entries import ERASED, SYSTEM, Writing, append_next
from .models import Answer, Case, Person, Run
from .personal import RULE, forget_person

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from core import Portal

PERSON = "cases_person.name"
ANSWER = "cases_answer.values"
RUN = "cases_run.lines"
REPORTERS, RUNS = "reporters and answers of closed cases", "results of acting on many cases"
AT_ONCE = 200


async def expire(context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Forget the reporters of cases that were closed before, and what came of actions of that time; how many of each."""
    moment, old = min(before[PERSON], before[ANSWER]), Run.filter(made__lt=before[RUN])
    if dry:
        return {REPORTERS: len(await _over(moment, 1_000_000)), RUNS: await old.count()}
    done = 0
    while found := await _over(moment, AT_ONCE):
        for case in sorted(found):
            await _forget(context.portal, case, moment)
        done += len(found)
    return {REPORTERS: done, RUNS: await old.delete()}


async def _over(moment: datetime, most: int) -> set[UUID]:
    """Cases that were closed before `moment` and still tell of somebody."""
    closed: QuerySet[Case] = Case.filter(closed__lt=moment)
    found: set[UUID] = set()
    for model in (Person, Answer):
        rows: Any = await model.filter(case__in=Subquery(closed.values("id"))).limit(most).values_list("case", flat=True)
        found.update(rows)
    return found


async def _forget(portal: Portal, id: UUID, moment: datetime) -> None:
    """One case, if nobody opened it again meanwhile, with an entry that says by which rule."""
    async with transaction():
        case = await Case.select_for_update().get_or_none(id=id, closed__lt=moment)
        if case is None:
            return
        gone = await forget_person(case)
        await portal.consents.forget([case.ticket])
        data = {"n": 1, "parts": sorted(gone), "rule": f"{RULE}, retention"}
        await append_next(portal, id, case.version + 1, Writing(ERASED, SYSTEM, portal.clock.now(), False, data))
        await Case.filter(id=id).update(owner="", on_behalf_of="", version=case.version + 1)
