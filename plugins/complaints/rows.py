"""One complaint as a card of the list, from the row of its case alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.language import format_date
from core.language import gettext_lazy as _
from plugins.cases.api import agency_name

from .categories import Categories

if TYPE_CHECKING:
    from core import Request
    from plugins.cases.api import ListedCase, Procedure


@dataclass(frozen=True, slots=True)
class Row:
    """A card: everything in the reader's language. `tag` is the state's words, kind and icon."""

    ticket: str
    title: str
    href: str
    tag: tuple[str, str, str]
    place: str
    agency: str
    icon: str
    photo: str
    foot: str


def row_of(request: Request, case: ListedCase, procedure: Procedure, categories: Categories, day: date) -> Row:
    """`procedure` is today's: a state that it no longer has is shown by its bare name."""
    category = categories.find(case.category)
    path = request.portal.url_for
    return Row(
        case.ticket,
        case.title,
        path("complaints:detail", ticket=case.ticket),
        _tag(request, case, procedure, day),
        place_of(request, case),
        agency_name(request.portal, case.agency),
        category.icon if category else "megaphone",
        path("complaints:small_photo", ticket=case.ticket, file=case.cover) if case.cover else "",
        _foot(request, case, procedure, day),
    )


def is_late(case: ListedCase, procedure: Procedure, day: date) -> bool:
    """Past its due day, and not because it waits for the reporter: then the clock goes on by itself."""
    state = procedure.states.get(case.state)
    return case.due is not None and case.due < day and not (state and (state.then or state.end))


def place_of(request: Request, case: ListedCase) -> str:
    """`Karangboyo, Cepu`."""
    regions = request.portal.site.regions
    village, district = regions.village(case.village), regions.district(case.district)
    return ", ".join(one.name for one in (village, district) if one)


def _tag(request: Request, case: ListedCase, procedure: Procedure, day: date) -> tuple[str, str, str]:
    state = procedure.states.get(case.state)
    if state is None:
        return case.state, "", "pause"
    title = request.portal.say(state.title, request.language, "complaints")
    if state.end:
        return (title, "ok", "check") if state.end == "done" else (title, "", "external-link" if state.end == "elsewhere" else "x")
    if is_late(case, procedure, day):
        return request.gettext(_("Late: {state}"), state=title), "late", "triangle-alert"
    if state.who == "reporter":
        return title, "warn", "reply"
    return title, "info", "eye" if case.state == procedure.initial else "clock"


def _foot(request: Request, case: ListedCase, procedure: Procedure, day: date) -> str:
    """Until when, or since when it is done."""

    def said(moment: datetime | date) -> str:
        found = moment.astimezone(request.portal.site.zone).date() if isinstance(moment, datetime) else moment
        written = format_date(found, request.language, weekday=True)
        return written.removesuffix(f" {day.year}")

    if case.closed is not None:
        return request.gettext(_("Closed on {day}"), day=said(case.closed))
    if case.due is None:
        return request.gettext(_("Reported on {day}"), day=said(case.opened))
    until = said(case.due)
    state = procedure.states.get(case.state)
    if is_late(case, procedure, day):
        return request.gettext(_("Was due on {day}"), day=until)
    if state is not None and state.who == "reporter":
        return request.gettext(_("The reporter may answer until {day}"), day=until)
    return request.gettext(_("Next step at the latest on {day}"), day=until)
