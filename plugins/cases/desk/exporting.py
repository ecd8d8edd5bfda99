"""The queue as a file for a spreadsheet: with a permission of its own, the password given just now, and a reason that is written down.

It holds what stands in the queue and no more: nobody's name, number or address, no text but the title, and no confidential case.
The rows are read and sent a page at a time, so that a long file takes no more memory than a short one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from starlette.responses import RedirectResponse, StreamingResponse

from core import Response, render, transaction
from core.fields import PageFields, mistakes
from core.identifiers import normalise_ticket
from core.language import format_number
from core.language import gettext_lazy as _
from core.tables import MARK, Cell, csv_lines

from ..models import Case
from ..procedures import declared_procedures
from ..saying import agency_name
from ..visibility import CONFIDENTIAL, VERIFY, VIEW, VIEW_ALL
from ..workdays import calendar_of, today
from . import address, searching
from .listing import days_of
from .queue import Asked, Queued, queue_page
from .rights import EXPORT
from .telling import urgency

if TYPE_CHECKING:
    from core import Actor, Request

ACTION = "cases.export"
MOST, AT_ONCE = 10_000, 500
"""Rows of a file, and of one question."""
SHORTEST_REASON, LONGEST_REASON = 5, 300
HEADS = (
    _("Ticket"), _("Title"), _("Service"), _("Step"), _("State"), _("Agency"), _("District"), _("Village"), _("Received"), _("Due day"), _("More people"),
)  # fmt: skip


async def ask(request: Request) -> Response:
    """What is taken away, and why."""
    return await _say_it_again(request) or _page(request, address.read(request.query_params))


async def download(request: Request) -> Response:
    """Write down who takes what, then send it."""
    asked = address.read(dict(parse_qsl(request.posted.one("query")[:1_000])))
    again = await _say_it_again(request, asked)
    if again is not None:
        return again
    reason = " ".join(request.posted.one("reason").split())[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        return _page(request, asked, reason, request.gettext(_("Say in a few words why you need it")))
    actor = exporter(request.actor)
    async with transaction():
        details = {"query": address.query_of(asked), "agencies": sorted({post.agency for post in actor.posts})}
        await request.portal.audit.write(request, ACTION, about="cases:queue", reason=reason, details=details)
    name = f"antrean-{today(request.portal).isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(_file(request, actor, asked), media_type="text/csv; charset=utf-8", headers=headers)


def exporter(actor: Actor) -> Actor:
    """The same person where they hold the permission: whoever may see more at the desk does not take that away with them."""
    posts = tuple(post for post in actor.posts_with(EXPORT) if VIEW in post.permissions)
    return replace(actor, posts=posts, agencies=frozenset(post.agency for post in posts), permissions=actor.permissions - {VIEW_ALL, VERIFY})


async def _say_it_again(request: Request, asked: Asked | None = None) -> Response | None:
    """The way to the password when it was not given within the last minutes."""
    if await request.portal.sessions.confirmed(request):
        return None
    here = request.portal.url_for("cases:desk_export")
    query = address.query_of(asked or address.read(request.query_params))
    again = request.portal.url_for("accounts:confirm") if request.portal.runs("accounts") else "/masuk"
    return RedirectResponse(f"{again}?{urlencode({'next': f'{here}?{query}' if query else here})}", 303)


def _page(request: Request, asked: Asked, reason: str = "", error: str = "") -> Response:
    made = PageFields(request, {"reason": reason}, {"reason": error} if error else {})
    hint = request.gettext(_("It is written down with your name. Do not write the names of others here."))
    field = made.line("reason", request.gettext(_("Why do you need it?")), hint=hint)
    names = {"field": field, "errors": mistakes([field]), "query": address.query_of(asked), "back": address.address(request, asked), "most": MOST}
    return render(request, "cases/desk/export.html", names, status=422 if error else 200)


async def _file(request: Request, actor: Actor, asked: Asked) -> AsyncIterator[str]:
    """The file, a piece at a time; where it ends too early its last row says so."""
    yield MARK + csv_lines([[request.gettext(head) for head in HEADS]])
    among, left, asked = await _among(request, asked), MOST, replace(asked, after="")
    while True:
        page = await queue_page(request.portal, actor, asked, days_of(request), among=among, size=AT_ONCE)
        rows = [_row(request, one) for one in page.rows if one.visibility != CONFIDENTIAL]
        yield csv_lines(rows[:left])
        if len(rows) > left or (len(rows) == left and page.next):
            yield csv_lines(
                [
                    [
                        request.gettext(
                            _("Only the first {n} cases are in this file. Filter the queue to get the others."), n=format_number(MOST, request.language)
                        )
                    ]
                ]
            )
            return
        left -= len(rows)
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
