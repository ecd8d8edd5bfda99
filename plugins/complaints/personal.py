"""A person's data in complaints: where the problem was. Everything else about them is with `cases`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core import Erasure
from plugins.cases.api import cases_of_person

from .finding import INDEX
from .models import Complaint

if TYPE_CHECKING:
    from core import Context, Subject


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """The spots of the person's complaints, by ticket."""
    tickets = {case.id: case.ticket for case in await cases_of_person(context.portal, subject)}
    spots = await Complaint.filter(id__in=list(tickets)) if tickets else []
    return {"complaints": [{"ticket": tickets[spot.id], "landmark": spot.landmark, "latitude": spot.latitude, "longitude": spot.longitude} for spot in spots]}


async def erase(context: Context, subject: Subject) -> Erasure:
    """The spots go, and the words are not found any more; the village stays with the case."""
    cases = await cases_of_person(context.portal, subject)
    for case in cases:
        await Complaint.filter(id=case.id).delete()
        await context.portal.fulltext.remove(INDEX, str(case.id))
    return Erasure(tuple(f"{case.ticket}: landmark and coordinates" for case in cases))
