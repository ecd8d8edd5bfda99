"""The page of the queue: numbers that filter, saved views, filters, and the cases, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Response, render
from core.fields import PageFields
from core.identifiers import normalise_ticket
from core.language import format_date
from core.language import gettext_lazy as _

from ..models import Case
from ..procedures import declared_procedures
from ..saying import agency_name
from ..settings import Settings
from ..visibility import VIEW, VIEW_ALL, may_view
from ..workdays import calendar_of, today
from . import address, searching
from .attention import Seconds, may_be_second, seconds_of, supervises, waits_for
from .queue import CLOSED, ESCALATED, LATE, MINE, MOST_COUNTED, NOBODYS, PAUSED, SECOND, SOON, Asked, Days, Queued, QueuePage, Tallies, queue_page, tallies
from .rights import EXPORT, as_officer
from .telling import next_step, urgency

if TYPE_CHECKING:
    from core import Request

    from ..calendar import WorkingCalendar
    from ..procedure import Procedure

MOST_VIEWS = 12
_VIEWS = "SELECT id, title, query FROM cases_view WHERE owner = $1 ORDER BY made, id LIMIT $2"


@dataclass(frozen=True, slots=True)
class View:
    """A view that the officer keeps."""

    id: str
    title: str
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the queue, in the officer's language."""

    ticket: str
    title: str
    href: str
    service: str
    tag: tuple[str, str, str]
    due: str
    place: str
    note: str
    signs: Sequence[tuple[str, str, str]]
    step: tuple[str, str]
    owner: str
    mine: bool
    late: bool


async def queue(request: Request) -> Response:
    """The queue. One statement for the cases, one for the numbers, one for the saved views."""
    asked = address.read(request.query_params)
    found = await find(request, asked)
    if isinstance(found, str):
        from starlette.responses import RedirectResponse

        return RedirectResponse(found, 303)
    counted = await tallies(request.portal, request.actor, days_of(request))
    views = [View(str(row["id"]), row["title"], row["query"]) for row in await request.portal.database.records(_VIEWS, request.actor.id, MOST_VIEWS)]
    return render(request, "cases/desk/queue.html", names(request, asked, found, counted, views))


def days_of(request: Request) -> Days:
    day = today(request.portal)
    return Days(day, calendar_of(request.portal).add_working_days(day, 1))


async def find(request: Request, asked: Asked) -> QueuePage | str:
    """The page that was asked for; for a ticket that the officer may see, its address."""
    portal, size = request.portal, request.settings(Settings).page_size
    among: Sequence[UUID] | None = None
    if asked.words:
        ticket = _ticket(asked.words)
        if ticket:
            case = await Case.get_or_none(ticket=ticket)
            if case is not None and may_view(as_officer(request.actor), case):
                return str(request.url_for("cases:desk_case", ticket=ticket))
            return QueuePage(())
        among = await searching.find(request, asked.words)
    return await queue_page(portal, request.actor, asked, days_of(request), among=among, size=size)


def _ticket(words: str) -> str:
    try:
        return normalise_ticket(words)
    except ValueError:
        return ""


def names(request: Request, asked: Asked, found: QueuePage, counted: Tallies, views: Sequence[View]) -> dict[str, Any]:
    """What the template shows."""
    say, day = request.gettext, today(request.portal)
    seconds = seconds_of(request.portal)
    here, calendar, procedures = address.query_of(asked), calendar_of(request.portal), declared_procedures(request.portal)
    return {
        "rows": [row_of(request, one, day, calendar, procedures.get(one.procedure), seconds) for one in found.rows],
        "today": format_date(day, request.language, weekday=True),
        "agency": _agency(request),
        "tallies": [
            (_number(counted.late), say(_("Late")), address.address(request, Asked(), condition=LATE), asked.condition == LATE, counted.late > 0),
            (_number(counted.soon), say(_("Soon")), address.address(request, Asked(), condition=SOON), asked.condition == SOON, False),
            (_number(counted.mine), say(_("Mine")), address.address(request, Asked(), assignee=MINE), asked.assignee == MINE, False),
        ],
        "chips": [
            *_chips(request, here, seconds),
            *((view.title, f"{request.url_for('cases:desk')}?{view.query}", view.query == here, "bookmark") for view in views),
        ],
        "keep": "" if not here or any(view.query == here for view in views) or len(views) >= MOST_VIEWS else here,
        "drop": next((view.id for view in views if view.query == here), ""),
        "view_field": PageFields(request, prefix="tampilan").line("title", say(_("Name of the view"))),
        "filters": Filters(request, asked),
        "filtered": bool(asked.service or asked.district or asked.state or asked.agency or asked.words),
        "asked": asked,
        "by_urgency": asked.by_urgency,
        "next": address.address(request, asked, after=found.next) if found.next else "",
        "first": address.address(request, asked) if asked.after else "",
        "here": here,
        "export": _export(request, here),
        "gone": _ticket(request.query_params.get("diteruskan", "")),
    }


def _export(request: Request, here: str) -> str:
    """Where the queue is downloaded as it is shown; empty for who may not."""
    path = str(request.url_for("cases:desk_export")) if request.actor.may(EXPORT) else ""
    return f"{path}?{here}" if path and here else path


def _number(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def _agency(request: Request) -> str:
    mine = [post.agency for post in request.actor.posts_with(VIEW)]
    return agency_name(request.portal, mine[0]) if len(set(mine)) == 1 and not request.actor.may(VIEW_ALL) else ""


def _chips(request: Request, here: str, seconds: Seconds) -> list[tuple[str, str, bool, str]]:
    say = request.gettext
    every = (
        (say(_("All open")), Asked()),
        (say(_("Not taken yet")), Asked(assignee=NOBODYS)),
        *([(say(_("Escalated")), Asked(condition=ESCALATED))] if supervises(request.actor) else []),
        *([(say(_("Waits for a second officer")), Asked(condition=SECOND))] if may_be_second(request.actor, seconds) else []),
        (say(_("On hold")), Asked(condition=PAUSED)),
        (say(_("Closed")), Asked(condition=CLOSED)),
    )
    return [(words, address.address(request, one), address.query_of(one) == here, "") for words, one in every]


class Filters:
    """The filters with what is chosen. Two of the same choice for officers of the same agencies are equal, so that a page keeps what it drew of them."""

    def __init__(self, request: Request, asked: Asked) -> None:
        self.fields = filter_fields(request, asked)
        chosen = (asked.words, asked.service, asked.district, asked.state, asked.agency)
        self._key = (request.language, chosen, request.actor.may(VIEW_ALL), request.actor.agencies)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Filters) and self._key == other._key


def filter_fields(request: Request, asked: Asked) -> list[Any]:
    """The filters, with what is chosen. Agencies only for who sees several."""
    portal, say = request.portal, request.gettext
    values = {address.NAMES[name]: getattr(asked, name) for name in address.NAMES}
    made = PageFields(request, values, prefix="saring")
    every = declared_procedures(portal).values()
    states = {name: portal.say(state.title, request.language, "cases") for one in every for name, state in one.states.items() if not state.end}
    services = services_of(request)
    agencies = [(one.id, one.short or one.name) for one in portal.site.agencies.values() if request.actor.may(VIEW_ALL) or one.id in request.actor.agencies]
    found = [made.line("q", say(_("Words or ticket")), attributes={"type": "search", "autocomplete": "off", "maxlength": "100", "enterkeyhint": "search"})]
    if len(services) > 1:
        found.append(made.choose("layanan", say(_("Service")), services.items(), none=say(_("All services"))))
    if portal.site.regions.districts:
        districts = [(one.code, one.name) for one in portal.site.regions.districts]
        found.append(made.choose("kecamatan", say(_("District")), districts, none=say(_("All districts"))))
    found.append(made.choose("langkah", say(_("Step")), sorted(states.items(), key=lambda pair: pair[1]), none=say(_("All steps"))))
    if len(agencies) > 1:
        found.append(made.choose("instansi", say(_("Agency")), agencies, none=say(_("All agencies"))))
    return found


def services_of(request: Request) -> dict[str, str]:
    """Full names and titles of the services that open cases, as far as the portal knows them."""
    portal = request.portal
    slugs = {name.partition(".")[0] for name in declared_procedures(portal)}
    found = {name: portal.say(owned.value.title, request.language, owned.owner) for name, owned in portal.tables.services.items() if owned.owner in slugs}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def row_of(request: Request, one: Queued, day: date, calendar: WorkingCalendar, procedure: Procedure | None, seconds: Seconds) -> Row:
    portal, say = request.portal, request.gettext
    words, kind, icon, line = urgency(request, calendar, day, due=one.due, paused=one.paused, closed=one.closed)
    regions = portal.site.regions
    village, district = regions.village(one.village) if one.village else None, regions.district(one.district) if one.district else None
    notes = []
    if one.supporters:
        notes.append(say(_("1 more person") if one.supporters == 1 else _("{n} more people"), n=one.supporters))
    if one.visibility == "confidential":
        notes.append(say(_("Confidential")))
    signs = [(say(_("Escalated to the supervisor")), "late", "bell")] if one.escalated else []
    if waits_for(request.actor, one, seconds):
        signs.append((say(_("Waits for a second officer")), "warn", "users"))
    title = portal.say(procedure.title, request.language, "cases") if procedure else one.service
    return Row(
        one.ticket, one.title, str(request.url_for("cases:desk_case", ticket=one.ticket)),
        f"{title} · {agency_name(portal, one.agency)}" if one.agency and request.actor.may(VIEW_ALL) else title,
        (words, kind, icon), line, ", ".join(part.name for part in (village, district) if part), " · ".join(notes), signs,
        next_step(request, procedure, one.state),
        one.assignee_name or (say(_("Taken")) if one.assignee else say(_("Not taken yet"))),
        one.assignee == request.actor.id and bool(one.assignee), kind == "late",
    )  # fmt: skip
