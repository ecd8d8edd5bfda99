"""What people are told about cases, where the portal tells anything: the reporter, and the officers of the agency that has the case.

Only those who see it at the desk: whoever is complained of hears nothing of a case that stays with another. Of a
confidential case it is said that something happened and no more, and the reporter's link asks for the code.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Context
from core.language import gettext_lazy as _

from .events import CaseAssigned, CaseDueMoved, CaseErased, CaseEvent, CaseLate, CaseMoved, CaseNoted, CaseOpened
from .links import keys_of
from .models import Case, Entry, EntryText
from .people import Reporter, open_reporter
from .procedures import procedure_for
from .saying import agency_name
from .visibility import CONFIDENTIAL, VIEW_ALL

if TYPE_CHECKING:
    from core import Portal
    from plugins.notifications.api import Message, Notice, Officers, To

WORK: Mapping[str, str] = {"verifier": "cases.verify", "handler": "cases.handle", "supervisor": "cases.supervise"}
"""Functions of a procedure, and the permission that stands for each."""


def notices() -> list[Notice]:
    """Every kind of message, with its words."""
    from plugins.notifications.api import Notice, Place

    ticket, agency = Place("ticket", _("Ticket"), "ADU-7K3F-9Q2X"), Place("agency", _("Agency"), "DPUPR")
    state, day = Place("state", _("State"), "Dikerjakan"), Place("day", _("Due day"), "Senin, 30 November 2026")
    explained = Place("explanation", _("What the state means"), "Instansi sedang menangani aduan Anda.")
    title = Place("title", _("Title of the case"), "Lubang di depan pasar", personal=True)
    answer = Place("answer", _("What was written"), "Lubang sudah kami tambal.", personal=True)
    behalf = Place("on_behalf_of", _("Person it was asked for"), "Rina", personal=True)
    follow, work = _("Follow the case"), _("Open the case")
    return [
        Notice(
            "received", _("What I sent has arrived"), event=CaseOpened, make=received, button=follow, places=(ticket, title, state, explained, day, behalf),
            subject=_("{ticket} has arrived"),
            body=_("We have received “{title}”. Your ticket is {ticket}.\n\nAsked on behalf of {on_behalf_of}.\n\n{explanation}\n\nAt the latest on {day}."),
        ),
        Notice(
            "moved", _("My case goes on"), event=CaseMoved, make=moved, button=follow, places=(ticket, title, state, explained, agency, day, behalf),
            subject=_("{ticket}: {state}"),
            body=_("“{title}” ({ticket}) is now: {state}.\n\nAsked on behalf of {on_behalf_of}.\n\n{explanation}\n\nAt the latest on {day}."),
        ),
        Notice(
            "answered", _("Somebody answered me"), event=CaseNoted, make=answered, button=follow, places=(ticket, title, agency, answer, behalf),
            subject=_("{ticket}: an answer for you"),
            body=_("There is an answer about “{title}” ({ticket}).\n\nAsked on behalf of {on_behalf_of}.\n\n{answer}"),
        ),
        Notice(
            "due_moved", _("The due day of my case changed"), event=CaseDueMoved, make=due_moved, button=follow, places=(ticket, title, day, behalf),
            subject=_("{ticket}: the due day is another one"),
            body=_("“{title}” ({ticket}) is now to be done by {day}. Its timeline says why.\n\nAsked on behalf of {on_behalf_of}."),
        ),
        Notice(
            "confidential", _("Something happened in my confidential case"), event=(), make=nobody, button=_("Look it up with your code"), places=(),
            subject=_("There is news about what you sent"),
            body=_("Something happened in a matter that you asked us to keep confidential. Look it up with your ticket and your code."),
        ),
        Notice(
            "arrived", _("A new case for my agency"), event=CaseOpened, make=arrived, audience="officer", button=work, places=(ticket, title, agency, day),
            subject=_("{ticket}: a new case"),
            body=_("“{title}” ({ticket}) has arrived for {agency}.\n\nAt the latest on {day}."),
        ),
        Notice(
            "turn", _("A case waits for me"), event=(CaseMoved, CaseNoted), make=turn, audience="officer", button=work,
            places=(ticket, title, state, agency, day),
            subject=_("{ticket} waits for you"),
            body=_("“{title}” ({ticket}) waits at {agency}: {state}.\n\nAt the latest on {day}."),
        ),
        Notice(
            "assigned", _("A case was given to me"), event=CaseAssigned, make=assigned, audience="officer", button=work,
            places=(ticket, title, state, agency, day),
            subject=_("{ticket} was given to you"),
            body=_("“{title}” ({ticket}) was given to you. It stands at {agency}: {state}.\n\nAt the latest on {day}."),
        ),
        Notice(
            "handed_over", _("A case of my agency was handed over to another one"), event=CaseMoved, make=handed_over, audience="officer",
            button=_("Open the queue"), places=(ticket, agency, Place("before", _("Agency that had it"), "DLH")),
            subject=_("{ticket} was handed over to {agency}"),
            body=_("{ticket}, which {before} had, was handed over to {agency}. It is no longer in your queue. The promise to the citizen has not moved."),
        ),
        Notice(
            "late", _("A case of my agency is late"), event=CaseLate, make=late, audience="officer", button=work, places=(ticket, title, state, agency, day),
            subject=_("{ticket} is late"),
            body=_("“{title}” ({ticket}) at {agency} was due on {day} and is still: {state}."),
        ),
        Notice(
            "confidential_work", _("Something happened in a confidential case of my agency"), event=(), make=nobody, audience="officer", button=work, places=(),
            subject=_("News about a confidential case"),
            body=_("Something happened in a confidential case of your agency. Sign in to see it."),
        ),
    ]  # fmt: skip


async def nobody(_context: Context, _event: CaseEvent) -> Sequence[Message]:
    """Of words that only other notices take."""
    return []


async def received(context: Context, event: CaseOpened) -> Sequence[Message]:
    return await _to_reporter(context.portal, event)


async def moved(context: Context, event: CaseMoved) -> Sequence[Message]:
    return await _to_reporter(context.portal, event) if "reporter" in event.tells else []


async def answered(context: Context, event: CaseNoted) -> Sequence[Message]:
    """An answer that the reporter reads; not what they added themselves."""
    if not event.public or await _function(event) == "reporter":
        return []
    return await _to_reporter(context.portal, event, answer=await _words(event))


async def due_moved(context: Context, event: CaseDueMoved) -> Sequence[Message]:
    return await _to_reporter(context.portal, event) if event.due else []


async def arrived(context: Context, event: CaseOpened) -> Sequence[Message]:
    return await _to_officers(context.portal, event, ("verifier",))


async def turn(context: Context, event: CaseMoved | CaseNoted) -> Sequence[Message]:
    """Officers whom the procedure wants told; and whoever works on it when the reporter adds something."""
    if isinstance(event, CaseMoved):
        return await _to_officers(context.portal, event, event.tells)
    return await _to_officers(context.portal, event, ("handler",)) if await _function(event) == "reporter" else []


async def assigned(context: Context, event: CaseAssigned) -> Sequence[Message]:
    """Whoever has it now; not who took it themselves, and nobody when it was passed on meanwhile."""
    from plugins.notifications.api import Message, To

    case = await Case.get_or_none(id=UUID(event.subject))
    if case is None or not event.assignee or event.assignee == event.by or case.assignee != event.assignee:
        return []
    to, link = To(event.assignee), context.portal.url_for("cases:desk_case", ticket=case.ticket)
    if case.visibility == CONFIDENTIAL:
        return [Message(to, link=link, notice="confidential_work", about=event.subject)]
    return [Message(to, await _values(context.portal, case, event), link, about=event.subject)]


async def handed_over(context: Context, event: CaseMoved) -> Sequence[Message]:
    """The agency that worked on it until now. Who checks new cases forwards them every day: that is no news to them."""
    from plugins.notifications.api import Message, Officers

    portal, case = context.portal, await Case.get_or_none(id=UUID(event.subject))
    if case is None or event.agency_before in ("", event.agency):
        return []
    procedure = await procedure_for(portal, case.procedure, case.procedure_version)
    if procedure.states[event.before].who != "handler":
        return []
    to = tuple(Officers(event.agency_before, WORK[function], case.village or case.district) for function in ("handler", "supervisor"))
    link = portal.url_for("cases:desk")
    if case.visibility == CONFIDENTIAL:
        return [Message(to, link=link, notice="confidential_work", about=event.subject)]
    values = {"ticket": case.ticket, "agency": agency_name(portal, event.agency), "before": agency_name(portal, event.agency_before)}
    return [Message(to, values, link, about=event.subject)]


async def late(context: Context, event: CaseLate) -> Sequence[Message]:
    return await _to_officers(context.portal, event, ("handler", "supervisor"))


async def _to_reporter(portal: Portal, event: CaseEvent, **more: str) -> Sequence[Message]:
    from plugins.notifications.api import Message, Named

    case = await Case.get_or_none(id=UUID(event.subject))
    if case is None:
        return []
    to = _reporter(case, await open_reporter(portal, case.id))
    if case.visibility == CONFIDENTIAL and not (await procedure_for(portal, case.procedure, case.procedure_version)).told_openly:
        return [Message(to, link=portal.url_for("cases:track"), notice="confidential", about=event.subject)]
    values = {**await _values(portal, case, event), "on_behalf_of": Named(case.on_behalf_of), **more}
    return [Message(to, values, portal.url_for("cases:follow", secret=keys_of(portal, case).secret), about=event.subject)]


def _reporter(case: Case, left: Reporter | None) -> To:
    from plugins.notifications.api import To

    return To(case.owner, left.email if left else "", left.phone if left else "")


async def _to_officers(portal: Portal, event: CaseEvent, functions: Sequence[str]) -> Sequence[Message]:
    """The officers who see the case at the desk as it is now, and no others."""
    from plugins.notifications.api import Message

    case = await Case.get_or_none(id=UUID(event.subject))
    to = _officers(case, functions) if case is not None else ()
    if case is None or not to:
        return []
    link = portal.url_for("cases:desk_case", ticket=case.ticket)
    if case.visibility == CONFIDENTIAL:
        return [Message(to, link=link, notice="confidential_work", about=event.subject)]
    return [Message(to, await _values(portal, case, event), link, about=event.subject)]


def _officers(case: Case, functions: Sequence[str]) -> tuple[To | Officers, ...]:
    """Who fills these functions for the case, as at the desk: whoever checks for the whole regency too, and of those who work on it the one who has it."""
    from plugins.notifications.api import Officers, To

    found: list[To | Officers] = []
    for function in functions:
        if function == "handler" and case.assignee:
            found.append(To(case.assignee))
        elif function in WORK and case.agency:
            found.append(Officers(case.agency, WORK[function], case.village or case.district))
        if function == "verifier" and case.visibility != CONFIDENTIAL:
            found.append(Officers("", WORK[function], also=VIEW_ALL if case.agency else ""))
    return tuple(found)


async def _values(portal: Portal, case: Case, event: CaseEvent) -> dict[str, Any]:
    procedure = await procedure_for(portal, case.procedure, case.procedure_version)
    state = procedure.states[getattr(event, "state", "") or case.state]
    values: dict[str, Any] = {"ticket": case.ticket, "title": case.title, "state": state.title, "explanation": state.explanation}
    return {**values, "agency": agency_name(portal, case.agency), "day": event.due or ""}


async def _entry(event: CaseNoted) -> Entry | None:
    return await Entry.get_or_none(case=UUID(event.subject), n=event.n)


async def _function(event: CaseNoted) -> str:
    """Who added it, in which function."""
    entry = await _entry(event)
    return str(json.loads(entry.data).get("by", "")) if entry else ""


async def _words(event: CaseNoted) -> str:
    """What was written; empty when it was taken out since."""
    found = await EntryText.get_or_none(case=UUID(event.subject), n=event.n)
    return found.text if found else ""


async def forget(context: Context, event: CaseErased) -> None:
    """What was taken out of a case is not left in an inbox."""
    if context.portal.runs("notifications"):
        from plugins.notifications.api import forget_about

        await forget_about(event.subject)
