"""Finding public complaints by their words or their ticket. What is confidential is never indexed, so it is never found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.expressions import Q

from core import Hit
from core.identifiers import check_ticket, normalise_ticket
from plugins.cases.api import CaseErased, NoSuchCase, find_case, is_listed, is_public, list_cases

from .forms import SERVICE
from .models import Complaint

if TYPE_CHECKING:
    from core import Context, Portal, Request
    from plugins.cases.api import Case

INDEX = "complaints.public"
MOST = 200
"""Of what fits some words, the newest."""


async def index(portal: Portal, case: Case, landmark: str) -> None:
    """Make a public complaint findable by its words and its place; inside the transaction that opens it."""
    for entry in entries_of(portal, case, landmark):
        await portal.fulltext.index(*entry)


def entries_of(portal: Portal, case: Case, landmark: str) -> list[tuple[str, str, str, str]]:
    """What the full-text index is to hold of a complaint: of one that is not public, nothing."""
    if not is_public(case):
        return []
    regions = portal.site.regions
    places = [one.name for one in (regions.village(case.village), regions.district(case.district)) if one]
    return [(INDEX, str(case.id), case.title, " ".join((case.public_text, landmark, *places)))]


async def forget_words(context: Context, event: CaseErased) -> None:
    """Whatever was taken out of a report is not found by its words any more, and the landmark goes with the text."""
    if event.service == SERVICE and "matter" in event.parts:
        await context.portal.fulltext.remove(INDEX, event.subject)
        await Complaint.filter(id=event.subject).update(landmark="")


async def listed_with(portal: Portal, words: str) -> list[UUID]:
    """Ids of what `words` may mean: one complaint for a ticket, else the newest that have all of them."""
    if check_ticket(words):
        try:
            return [(await find_case(normalise_ticket(words))).id]
        except NoSuchCase:
            return []
    return [UUID(key) for key in await portal.fulltext.find(INDEX, words, MOST)]


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    """For `/cari`."""
    ids = await listed_with(request.portal, words)
    if not ids:
        return []
    found = await list_cases(is_listed() & Q(service=SERVICE, id__in=ids), size=limit)
    return [Hit(case.title, str(request.url_for("complaints:detail", ticket=case.ticket)), case.ticket, "complaint") for case in found.cases]
