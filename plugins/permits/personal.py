"""A person's data in permits: answers, documents and inspections. Name, contact and NIK are with `cases`, the issued letter with `documents`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Subquery

from core import Erasure, transaction
from core.language import gettext_lazy as _
from plugins.cases.api import Case, cases_of_person

from .applying import answers_of
from .models import Application, Inspection, Paper, Permit

if TYPE_CHECKING:
    from core import Context, Portal, Subject

ANSWERS = "permits_application.answers"
AT_ONCE = 200
KEPT = _("The application is still worked on; withdraw it first, or wait for its end. Then ask again.")


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """Applications with their answers and documents, and permits, by ticket."""
    portal = context.portal
    cases = {case.id: case for case in await cases_of_person(portal, subject) if case.service.startswith("permits.")}
    rows = {row.id: row for row in await Application.filter(id__in=list(cases))} if cases else {}
    papers: dict[UUID, list[dict[str, str]]] = {}
    for paper in await Paper.filter(case__in=list(cases)).order_by("sent", "id") if cases else []:
        papers.setdefault(paper.case, []).append({"document": paper.requirement, "state": paper.state, "reason": paper.reason, "sent": paper.sent.isoformat()})
    permits = {row.id: row for row in await Permit.filter(id__in=list(cases))} if cases else {}
    return {
        "applications": [
            {
                "ticket": cases[case].ticket, "kind": row.kind, "answers": answers_of(portal, row), "documents": papers.get(case, []),
                **({"number": permits[case].number, "valid_until": str(permits[case].valid_until or "")} if case in permits else {}),
            }
            for case, row in rows.items()
        ]
    }  # fmt: skip


async def erase(context: Context, subject: Subject) -> Erasure:
    """Answers and documents of what has ended go. What is still worked on stays, for it cannot be decided without."""
    portal, erased, kept = context.portal, [], []
    for case in await cases_of_person(portal, subject):
        if not case.service.startswith("permits."):
            continue
        if case.closed is None:
            kept.append((case.ticket, context.gettext(KEPT)))
            continue
        await _forget(portal, [case.id])
        erased.append(context.gettext(_("{ticket}: answers of the application and its documents"), ticket=case.ticket))
    return Erasure(tuple(erased), tuple(kept))


async def expire(context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """The same long after an application has ended; how many."""
    moment, done = min(before.values()), 0
    while found := await _over(moment, 1_000_000 if dry else AT_ONCE):
        done += len(found)
        if dry:
            break
        await _forget(context.portal, found)
    return {"answers and documents of ended applications": done}


async def _over(moment: datetime, most: int) -> list[UUID]:
    closed = Subquery(Case.filter(closed__lt=moment).values("id"))
    rows: Any = await Application.filter(id__in=closed, answers__isnull=False).limit(most).values_list("id", flat=True)
    return list(rows)


async def _forget(portal: Portal, cases: Sequence[UUID]) -> None:
    async with transaction():
        files: Any = await Paper.filter(case__in=list(cases), file__isnull=False).values_list("file", flat=True)
        await portal.files.discard(list(files), owner="permits")
        await Paper.filter(case__in=list(cases)).update(file=None, reason="")
        await Application.filter(id__in=list(cases)).update(answers=None)
        await Inspection.filter(case__in=list(cases)).update(latitude=None, longitude=None, notes="")
        await Permit.filter(id__in=list(cases)).update(owner="")
