"""A person's data in complaints: where the problem was. Everything else about them is with `cases`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from core import Erasure
from core.language import gettext_lazy as _
from plugins.cases.api import cases_of_person

from . import rating, residents, supporters
from .finding import INDEX
from .models import Complaint, Point, Rating

if TYPE_CHECKING:
    from core import Context, Subject


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """The spots of the person's complaints, by ticket; and the reports of others that they stand behind."""
    tickets = {case.id: case.ticket for case in await cases_of_person(context.portal, subject)}
    spots = await Complaint.filter(id__in=list(tickets)) if tickets else []
    said = [{"ticket": tickets[spot.id], "landmark": spot.landmark, "latitude": spot.latitude, "longitude": spot.longitude} for spot in spots]
    rated = await rating.export(context.portal, tickets)
    return {"complaints": said, "ratings": rated, "supported": await supporters.export(context.portal, subject),
            "entered_for_residents": await residents.export(context.portal, subject.actor_id)}  # fmt: skip


async def erase(context: Context, subject: Subject) -> Erasure:
    """The spots go, and the words are not found any more; the village stays with the case. As a supporter the person is forgotten."""
    cases = await cases_of_person(context.portal, subject)
    for case in cases:
        await Complaint.filter(id=case.id).delete()
        await Point.filter(id=case.id).delete()
        await Rating.filter(id=case.id).delete()
        await context.portal.fulltext.remove(INDEX, str(case.id))
    await residents.forget_cases([case.id for case in cases])
    entered = await residents.forget(context, subject.actor_id)
    supported = await supporters.forget(context.portal, subject)
    said = (context.gettext(_("{n} reports of others: that the person stands behind them, and their contact"), n=supported),) if supported else ()
    if entered:
        said = (*said, context.gettext(_("{n} reports entered for residents: that you entered them"), n=entered))
    return Erasure((*(context.gettext(_("{ticket}: landmark and coordinates"), ticket=case.ticket) for case in cases), *said))
