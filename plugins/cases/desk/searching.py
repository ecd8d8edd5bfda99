"""Finding cases by their words: an index for each agency, so that what another agency has cannot be found, or crowd out one's own.

What is not confidential stands in the index of the regency, too, for who may see all. Whatever is found is looked at once
more under the rule of the queue: an index that is late never shows what somebody may not see.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from ..models import Case, Entry
from ..visibility import CONFIDENTIAL, VERIFY, VIEW, VIEW_ALL

if TYPE_CHECKING:
    from core import Context, Portal, Request

    from ..events import CaseEvent

REGENCY = "cases.desk"
MOST = 200
"""Of what fits some words, the newest."""


def index_of(agency: str) -> str:
    return f"{REGENCY}.{agency}" if agency else f"{REGENCY}.-"


async def find(request: Request, words: str) -> list[UUID]:
    """Ids of cases with all these words, in the indexes that this officer reads."""
    actor, fulltext = request.actor, request.portal.fulltext
    names = [index_of(agency) for agency in sorted({post.agency for post in actor.posts_with(VIEW)})]
    if actor.may(VIEW_ALL):
        names.append(REGENCY)
    elif actor.may(VERIFY):
        names.append(index_of(""))
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(await fulltext.find(name, words, MOST)))
    return [UUID(key) for key in list(found)[:MOST]]


async def index_case(portal: Portal, case: Case) -> None:
    """Make the case findable where it is now, and nowhere else."""
    for entry in entries_of(portal, case):
        await portal.fulltext.index(*entry)


def entries_of(portal: Portal, case: Case) -> list[tuple[str, str, str, str]]:
    """What the full-text index is to hold of the case: for its agency, and for who may see all."""
    regions = portal.site.regions
    places = [one.name for one in (regions.village(case.village), regions.district(case.district)) if one]
    text = " ".join((case.public_text, *places))
    names = [index_of(case.agency), *([REGENCY] if case.visibility != CONFIDENTIAL else [])]
    return [(name, str(case.id), case.title, text) for name in names]


async def keep_index(context: Context, event: CaseEvent) -> None:
    """A case was opened or moved: find it where it is now, no longer where it was. The same again changes nothing."""
    case = await Case.get_or_none(id=UUID(event.subject))
    if case is None:
        return
    kept = await Entry.filter(case=case.id, kind__in=["opened", "moved"]).values_list("data", flat=True)
    before = {json.loads(str(data)).get("agency", "") for data in kept} - {case.agency}
    for agency in sorted(before):
        await context.portal.fulltext.remove(index_of(agency), str(case.id))
    await index_case(context.portal, case)
