"""The queue as a file for a spreadsheet.

It holds what stands in the queue and no more: nobody's name, number or address, no text but the title, and no confidential case.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from core import Response
from core.identifiers import normalise_ticket
from core.language import gettext_lazy as _
from core.tables import Cell

from ..models import Case
from ..procedures import declared_procedures
from ..saying import agency_name
from ..taking import Taking, query_taken
from ..visibility import CONFIDENTIAL, VERIFY, VIEW, VIEW_ALL
from ..workdays import calendar_of, today
from . import address, searching
from .listing import days_of
from .queue import Asked, Queued, queue_page
from .rights import EXPORT
from .telling import urgency

if TYPE_CHECKING:
    from core import Actor, Request

AT_ONCE = 500
"""Rows of one question."""
QUEUE = Taking(
    owner="cases", ask_route="cases:desk_export", download_route="cases:desk_download", action="cases.export", about="cases:queue", file="antrean",
    title=_("Download the queue"),
    lede=_("A file for a spreadsheet with what the queue shows now, {n} cases at most."),
    limits=_("It holds the cases of agencies in which you may download them. Who reported is not in it, and confidential cases are not."),
    back=_("Queue"),
    cut=_("Only the first {n} cases are in this file. Filter the queue to get the others."),
    heads=(
        _("Ticket"), _("Title"), _("Service"), _("Step"), _("State"), _("Agency"), _("District"), _("Village"), _("Received"), _("Due day"), _("More people"),
    ),
)  # fmt: skip


async def ask(request: Request) -> Response:
    """What is taken away, and why."""
    asked = address.read(request.query_params)
    return await QUEUE.ask(request, address.query_of(asked), address.address(request, asked))


async def download(request: Request) -> Response:
    """Write down who takes what, then send it."""
    asked, actor = address.read(query_taken(request)), exporter(request.actor)
    agencies = [post.agency for post in actor.posts]
    return await QUEUE.download(request, address.query_of(asked), address.address(request, asked), agencies, _pages(request, actor, asked))


def exporter(actor: Actor) -> Actor:
    """The same person where they hold the permission: whoever may see more at the desk does not take that away with them."""
    posts = tuple(post for post in actor.posts_with(EXPORT) if VIEW in post.permissions)
    return replace(actor, posts=posts, agencies=frozenset(post.agency for post in posts), permissions=actor.permissions - {VIEW_ALL, VERIFY})


async def _pages(request: Request, actor: Actor, asked: Asked) -> AsyncIterator[list[list[Cell]]]:
    among, asked = await _among(request, asked), replace(asked, after="")
    while True:
        page = await queue_page(request.portal, actor, asked, days_of(request), among=among, size=AT_ONCE)
        yield [_row(request, one) for one in page.rows if one.visibility != CONFIDENTIAL]
        if not page.next:
            return
        asked = replace(asked, after=page.next)


async def _among(request: Request, asked: Asked) -> Sequence[UUID] | None:
    if not asked.words:
        return None
    try:
        ticket = normalise_ticket(asked.words)
    except ValueError:
        return await searching.find(request, asked.words)
    return [UUID(str(one)) for one in await Case.filter(ticket=ticket).values_list("id", flat=True)]


def _row(request: Request, one: Queued) -> list[Cell]:
    portal = request.portal
    procedure = declared_procedures(portal).get(one.procedure)
    state = procedure.states.get(one.state) if procedure else None
    district, village = portal.site.regions.district(one.district), portal.site.regions.village(one.village)
    now = urgency(request, calendar_of(portal), today(portal), due=one.due, paused=one.paused, closed=one.closed)[0]
    return [
        one.ticket, one.title, portal.say(procedure.title, request.language, "cases") if procedure else one.service,
        portal.say(state.title, request.language, "cases") if state else one.state, now, agency_name(portal, one.agency),
        district.name if district else "", village.name if village else "", f"{one.opened.astimezone(portal.site.zone):%Y-%m-%d %H:%M}",
        one.due.isoformat() if one.due else "", one.supporters,
    ]  # fmt: skip
