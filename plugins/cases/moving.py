"""Making a transition: state, timeline and event in one transaction; of two at once, one wins and the other is told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import emit, transaction
from core.errors import PendopoError, did_you_mean
from core.identifiers import normalise_ticket

from .clock import Decision, Moment, Refused, Standing, decide, stand
from .entries import MOVED, By, Writing, append_next
from .events import CaseMoved
from .history import marks_of, moments_of, offices_of
from .listed import listing
from .models import Case
from .opening import tell_pages
from .procedure import Function, Procedure
from .procedures import procedure_for
from .proof import grade_proof
from .reading import Told, read_entries
from .reading import facts_of as read
from .visibility import NO_OFFICER
from .workdays import calendar_of, today

if TYPE_CHECKING:
    from core import Context, Portal, Request


class Conflict(PendopoError):
    """Somebody else changed the case in the meantime. Nothing was changed; look again, and then decide."""

    code = "case.conflict"


class NoSuchCase(PendopoError):
    """There is no case of that name, or it is not this person's to see: the two are told in the same words."""

    code = "case.unknown"


async def move(
    context: Request | Context,
    id: UUID,
    transition: str,
    by: By,
    answers: Mapping[str, str] | None = None,
    *,
    version: int | None = None,
    files: Sequence[UUID] = (),
    at: datetime | None = None,
) -> Case:
    """Make `transition`. `version` is the one that whoever decided has seen; without it the case is taken as it is now.

    Raises `Refused`, `Conflict` or `NoSuchCase`; then nothing has changed.
    """
    portal = context.portal
    async with transaction():
        # On PostgreSQL the lock keeps case and entries of one moment; SQLite has one writer anyway.
        case = await Case.select_for_update().get_or_none(id=id)
        if case is None:
            raise NoSuchCase("There is no such case.")
        if version is not None and case.version != version:
            raise await conflict(case)
        entries = await read_entries(id)
        return await _move(portal, case, entries, transition, by, answers or {}, files, at)


async def _move(
    portal: Portal, case: Case, entries: Sequence[Told], name: str, by: By, answers: Mapping[str, str], files: Sequence[UUID], at: datetime | None
) -> Case:
    procedure = await procedure_for(portal, case.procedure, case.procedure_version)
    calendar, zone, now = calendar_of(portal), portal.site.zone, at or portal.clock.now()
    moments, settings = moments_of(entries)
    before = stand(procedure, moments, calendar, zone, settings)
    given = {**answers, **({"photos": ",".join(map(str, files))} if files else {})}
    known = procedure.transitions.get(name)
    grade = await grade_proof(portal, case, files, _reported(entries), now) if known is not None and known.proof else None
    made = decide(
        procedure, before, name, by.function, given, agency=case.agency, today=today(portal, now), calendar=calendar, zone=zone,
        weak=grade is not None and grade.strength == "weak", who=who_is(by.actor, by.name), done_by=done_by(entries),
        offices=offices_of(entries), marks=marks_of(entries),
    )  # fmt: skip
    check_agency(portal, made.agency)
    _check_stays(case, entries, made.agency)
    after, had = stand(procedure, [*moments, Moment(now, made.state, made.class_)], calendar, zone, settings), case.agency
    await claim(case, after, state=made.state, agency=made.agency, closed=now if procedure.states[made.state].end else None)
    facts = {**facts_of(made, before, after), **({"proof": grade.facts()} if grade else {})}
    writing = Writing(MOVED, by, now, True, facts, words_of(made), files, case.service.partition(".")[0])
    await append_next(portal, case.id, case.version, writing)
    await portal.counters.add_all(listing(case, before.state))
    await tell_pages(portal, case)
    await emit(CaseMoved(
        subject=str(case.id), ticket=case.ticket, service=case.service, agency=case.agency, visibility=case.visibility, due=case.due,
        transition=name, before=before.state, state=case.state, tells=_told(procedure, made), agency_before=had,
    ))  # fmt: skip
    return case


def who_is(actor: str, name: str) -> str:
    """Who acted, as far as it is known, to tell two persons apart: the account, else the name that was given."""
    return actor or (f"~{name.strip().casefold()}" if name.strip() else "")


def done_by(entries: Sequence[Told]) -> dict[str, str]:
    """Who made each transition last, so that a second person is another one."""
    return {str(read(entry.data)["transition"]): who_is(entry.actor, entry.name) for entry in entries if entry.kind == MOVED}


def _reported(entries: Sequence[Told]) -> list[UUID]:
    """The photos that came from the reporter."""
    return [UUID(file) for entry in entries if read(entry.data).get("by") == "reporter" for file in read(entry.data).get("files", ())]


def _told(procedure: Procedure, made: Decision) -> tuple[Function, ...]:
    """Whom the procedure wants told; and whoever must agree now, where a second person must."""
    if made.state == made.transition.to:
        return made.transition.tells
    agree = [function for _name, one in procedure.leaving(made.state) if made.name in one.other_than for function in one.who]
    return tuple(dict.fromkeys((*made.transition.tells, *agree)))


def _check_stays(case: Case, entries: Sequence[Told], agency: str) -> None:
    """A case that was opened to stay goes to no other agency: the one complained of could be among them."""
    if agency != case.agency and entries and json.loads(entries[0].data).get("stays"):
        raise Refused("This case stays with its agency.", hint="It is about officials: only that agency may read it.", code="case.stays")


def facts_of(made: Decision, before: Standing, after: Standing) -> dict[str, Any]:
    """What the timeline keeps for ever of a transition: no words of a person. The due day is the one that was promised, whatever the calendar says later."""
    note = made.transition.asked("note")
    internal = {"note": "internal"} if note is not None and not note.public else {}
    kept = {ask.name: made.answers[ask.name] for ask in made.transition.asks if ask.name in made.answers and ask.kind in ("choice", "date")}
    facts = {"transition": made.name, "from": before.state, "state": made.state, "class": made.class_, "agency": made.agency, "due": after.promised}
    return {**facts, **({"answers": kept} if kept else {}), **internal}


def words_of(made: Decision) -> str:
    """The words of an entry: the note, then the answers to other questions for text."""
    words = [made.answers.get("note", "")]
    words += [made.answers[ask.name] for ask in made.transition.asks if ask.kind == "text" and made.answers.get(ask.name)]
    return "\n\n".join(word for word in words if word)


async def claim(case: Case, after: Standing, **columns: Any) -> None:
    """Write the case's columns if nobody has in the meantime; afterwards `case` is what stands in the database.

    Where another agency has it then, nobody has taken it there yet."""
    changes = {
        "due": after.due.day if after.due else None,
        "paused_since": after.paused_since,
        "version": case.version + 1,
        **({"assignee": ""} if columns.get("agency", case.agency) != case.agency else {}),
        **columns,
    }
    if not await Case.filter(id=case.id, version=case.version).update(**changes):
        raise await conflict(case)
    for name, value in changes.items():
        setattr(case, name, value)


async def conflict(case: Case) -> Conflict:
    """What to raise when somebody else was first."""
    now = await Case.get_or_none(id=case.id)
    state = f" It is in the state {now.state!r} now." if now else ""
    return Conflict(f"Somebody else has just changed {case.ticket}.{state}", hint="Look at the case again; nothing of yours was written.")


def check_agency(portal: Portal, agency: str) -> None:
    """Refuse an agency that the site does not have."""
    if agency not in ("", NO_OFFICER) and portal.site.agencies and agency not in portal.site.agencies:
        raise Refused(f"There is no agency {agency!r}.", hint=did_you_mean(agency, portal.site.agencies), code="case.answers")


async def find_case(ticket: str) -> Case:
    """The case of a ticket, for whoever may see all. Raises NoSuchCase."""
    try:
        case = await Case.get_or_none(ticket=normalise_ticket(ticket))
    except ValueError as error:
        raise NoSuchCase(str(error)) from None
    if case is None:
        raise NoSuchCase(f"There is no case {ticket}.")
    return case
