"""How the desk says where a case stands: how urgent it is, what comes next, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from core.language import Text, format_date
from core.language import gettext_lazy as _

from ..calendar import WorkingCalendar
from ..procedure import Procedure, Transition
from ..saying import FUNCTIONS

if TYPE_CHECKING:
    from core import Request

URGENT = 1
"""Working days up to which something is due soon."""


def urgency(request: Request, calendar: WorkingCalendar, today: date, *, due: date | None, paused: bool, closed: bool) -> tuple[str, str, str, str]:
    """A tag (words, kind, icon) and a line about it."""
    say = request.gettext
    if closed:
        return say(_("Closed")), "", "check", ""
    day = format_date(due, request.language, weekday=True).removesuffix(f" {today.year}") if due else ""
    if paused:
        return say(_("On hold")), "", "pause", say(_("waits for the reporter, until {day}"), day=day) if day else say(_("waits for the reporter"))
    if due is None:
        return say(_("No limit")), "", "clock", ""
    if due < today:
        late = max(1, calendar.working_days_between(due, today))
        return say(_("Late")), "late", "triangle-alert", say(_("1 working day · {day}") if late == 1 else _("{n} working days · {day}"), n=late, day=day)
    left = calendar.working_days_between(today, due)
    if left <= URGENT:
        return say(_("Soon")), "warn", "clock", say(_("today")) if due == today else day
    return say(_("In time")), "ok", "check", say(_("{n} working days · {day}"), n=left, day=day)


def leading(procedure: Procedure, state: str, possible: Mapping[str, Transition]) -> str:
    """The one obvious next step among `possible`: the one that brings the case on along its way, by the shortest piece.

    Where nothing does, it is the first that does not end the case without doing what was asked."""
    way = {name: place for place, name in enumerate(procedure.track)}

    def place(name: str) -> int | None:
        found = procedure.states[name]
        return len(way) if found.end == "done" else way.get(found.shown_as or name)

    here = place(state)
    onwards = [
        (there, n, name)
        for n, (name, one) in enumerate(possible.items())
        if here is not None and not procedure.states[one.to].pause and (there := place(one.to)) is not None and there > here
    ]
    if onwards:
        return min(onwards)[2]
    return next((name for name, one in possible.items() if procedure.states[one.to].end not in ("refused", "elsewhere")), "")


def next_step(request: Request, procedure: Procedure | None, state: str) -> tuple[str, str]:
    """What happens next with a case in `state`, and its icon: the leading step of whoever has it, or whom it waits for."""
    if procedure is None or state not in procedure.states:
        return "", "arrow-right"
    found = procedure.states[state]
    portal, language = request.portal, request.language
    if found.end:
        return portal.say(found.title, language, "cases"), "check"
    if found.who == "reporter":
        return request.gettext(_("Wait for the reporter")), "pause"
    mine = {name: one for name, one in procedure.leaving(state) if found.who is None or found.who in one.who}
    lead = leading(procedure, state, mine)
    if lead:
        return portal.say(procedure.transitions[lead].title, language, "cases"), "arrow-right"
    return portal.say(FUNCTIONS[found.who] if found.who else Text(state), language, "cases"), "arrow-right"
