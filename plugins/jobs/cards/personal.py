"""A person's data in job-seeker cards. Name, contact and NIK are with `cases`, the issued card with `documents`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tortoise.expressions import Subquery

from core import transaction
from core.language import gettext_lazy as _
from plugins.cases.api import Case, cases_of_person

from ..models import Card
from .applying import papers_of, typed
from .form import CARD

if TYPE_CHECKING:
    from core import Context, Portal, Subject

ANSWERS = "jobs_card.answers"
AT_ONCE = 200
KEPT = _("The application for a card is still looked at; withdraw it first, or wait for its end. Then ask again.")


async def export(portal: Portal, subject: Subject) -> list[Mapping[str, Any]]:
    """Cards and applications for one, by ticket, with answers and names of the papers."""
    return [
        {
            "ticket": case.ticket, "state": case.state, "number": row.number, "issued": str(row.issued or ""), "valid_until": str(row.valid_until or ""),
            "reported": str(row.reported or ""), "found_work": str(row.ended or ""), "revoked": str(row.revoked or ""),
            "answers": typed(portal, row), "documents": sorted(papers_of(portal, row)),
        }
        for case, row in await _cards(portal, subject)
    ]  # fmt: skip


async def erase(context: Context, subject: Subject) -> tuple[list[str], list[tuple[str, str]]]:
    """What has ended goes, and what of it; what is still looked at stays, and why."""
    gone, kept = [], []
    for case, row in await _cards(context.portal, subject):
        if case.closed is None:
            kept.append((case.ticket, context.gettext(KEPT)))
            continue
        await _forget(context.portal, [row])
        gone.append(context.gettext(_("{ticket}: answers for the job-seeker card and its documents"), ticket=case.ticket))
    return gone, kept


async def expire(portal: Portal, before: datetime, dry: bool) -> int:
    """The same long after a card was issued or refused; how many."""
    old = Card.filter(id__in=Subquery(Case.filter(service=CARD, closed__lt=before).values("id")), answers__isnull=False).order_by("id")
    if dry:
        return await old.count()
    done = 0
    while rows := await old.limit(AT_ONCE):
        await _forget(portal, rows)
        done += len(rows)
    return done


async def _cards(portal: Portal, subject: Subject) -> list[tuple[Case, Card]]:
    cases = {case.id: case for case in await cases_of_person(portal, subject) if case.service == CARD}
    rows = await Card.filter(id__in=list(cases)).order_by("id") if cases else []
    return [(cases[row.id], row) for row in rows]


async def _forget(portal: Portal, rows: Sequence[Card]) -> None:
    files = [file for row in rows for found in papers_of(portal, row).values() for file in found]
    async with transaction():
        await portal.files.discard(files, owner="jobs")
        await Card.filter(id__in=[row.id for row in rows]).update(answers=None, owner="", next_report=None)
