"""Asking the reporter of a closed case what they think of the service: once in 90 days a person, after what the case itself asks.

Whom it was offered to is known by a keyed index alone, and never stands beside an answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from core import Listener, render_fragment, transaction

from .models import Offer
from .settings import Settings

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Context, Portal, Request
    from plugins.cases.api import Case, CaseMoved

PERSON = "information.person"
REST = timedelta(days=90)
"""How long nobody is asked again."""
_OPEN = "SELECT id FROM information_offer WHERE about = $1 AND open = $2"


@asynccontextmanager
async def listening(context: Context) -> AsyncIterator[None]:
    """Cases are listened to where there are any: they may be another site's choice."""
    if context.portal.runs("cases"):
        from plugins.cases.api import CaseMoved

        context.portal.outbox.subscribe("information", Listener(CaseMoved, closed))
    yield


async def closed(context: Context, event: CaseMoved) -> None:
    """A case has moved: where it is closed now, and its reporter was not asked lately, they will be."""
    from plugins.cases.api import Case

    portal = context.portal
    if not context.settings(Settings).survey or event.service not in portal.tables.services:
        return
    case = await Case.get_or_none(id=UUID(event.subject))
    if case is None or case.closed is None or case.main is not None or await Offer.exists(about=case.id):
        return
    person, now = portal.cipher.index(await _person(portal, case), PERSON), portal.clock.now()
    async with transaction():
        if not await Offer.exists(person=person, at__gt=now - REST):
            await Offer.create(id=uuid4(), about=case.id, service=case.service, person=person, at=now)


async def offered(request: Request) -> Markup | None:
    """Below a closed case, once nothing else is asked there."""
    if not request.portal.runs("cases") or not request.settings(Settings).survey:
        return None
    from plugins.cases.api import asks, shown_case

    case = shown_case(request)
    if case is None or case.closed is None or case.closed <= request.portal.clock.now() - REST or asks(request):
        return None  # an offer counts for as long as nobody is asked again
    rows = await request.portal.database.records(_OPEN, case.id, True)
    if not rows:
        return None
    address = request.portal.url_for("information:survey", service=case.service)
    return render_fragment(request, "information/offered.html", {"href": f"{address}?tawaran={UUID(str(rows[0][0]))}"})


async def _person(portal: Portal, case: Case) -> str:
    """Who reported: by account, else by how they are reached, else nobody but this case."""
    from plugins.cases.api import open_reporter

    if case.owner:
        return f"account:{case.owner}"
    reporter = await open_reporter(portal, case.id)
    if reporter is not None and (reporter.phone or reporter.email):
        return f"phone:{reporter.phone}" if reporter.phone else f"email:{reporter.email.casefold()}"
    return f"case:{case.id}"


async def take(portal: Portal, number: str, service: str) -> bool:
    """Close the offer whose number came with an answer; inside the answer's transaction. Whether it was open, and for this service."""
    try:
        offer = UUID(number)
    except ValueError:
        return False
    return bool(await Offer.filter(id=offer, service=service, open=True, at__gt=portal.clock.now() - REST).update(open=False))
