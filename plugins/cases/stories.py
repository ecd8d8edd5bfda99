"""Many cases with a past, written in batches: for a demo, an import, a measurement.

Each is played through its procedure exactly as an officer would have moved it, so every one of them verifies. Nobody is
told of them: they are no news.
"""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import transaction
from core.identifiers import make_ticket

from .clock import Moment, decide
from .entries import MOVED, By, Rows, Writing, build
from .listed import recount_listed
from .models import Answer, Case, Entry, EntryText, Person
from .moving import facts_of, words_of
from .opening import Begun, Desk, NewCase
from .workdays import today

if TYPE_CHECKING:
    from core import Context

BATCH = 200
"""Cases in one transaction: about a tenth of a second, in which nobody else can write on SQLite."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A transition that was made, and when."""

    at: datetime
    transition: str
    by: By
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """A case, when it was opened, and what happened since. Its files are left out."""

    new: NewCase
    opened: datetime
    steps: Sequence[Telling] = ()
    supporters: int = 0


Beside = Callable[[Sequence[tuple[Case, Story]]], Awaitable[None]]


async def write_stories(
    context: Context, stories: Iterable[Story], *, beside: Beside | None = None, advance: Callable[[int], object] = lambda more: None
) -> int:
    """Write all `stories`; how many. `beside(cases)` is called in the transaction of each batch, for the service's own rows."""
    portal, desks, waiting, done = context.portal, dict[str, Desk](), iter(stories), 0
    while batch := list(itertools.islice(waiting, BATCH)):
        played = []
        for story in batch:
            desk = desks.get(story.new.procedure) or desks.setdefault(story.new.procedure, Desk.of(portal, story.new.procedure))
            played.append(_play(desk, story))
        async with transaction():
            await _give_tickets(played)
            await _write(played)
            if beside is not None:
                await beside([(one.begun.case, story) for one, story in zip(played, batch, strict=True)])
        done += len(batch)
        advance(len(batch))
    async with transaction():
        await recount_listed(portal)
        for service in {name.partition(".")[0] for name in desks}:
            await portal.changed(f"{service}.cases")
        await portal.changed("core.home")
    return done


@dataclass(frozen=True, slots=True)
class _Played:
    """The rows of one story."""

    begun: Begun
    prefix: str
    entries: Sequence[Rows]


def _play(desk: Desk, story: Story) -> _Played:
    portal, zone = desk.portal, desk.portal.site.zone
    begun = desk.begin(story.new, story.opened)
    case = begun.case
    rows = [build(case.id, 1, "", begun.first)]
    history, standing = [Moment(story.opened, case.state, story.new.class_)], begun.standing
    for n, told in enumerate(story.steps, 2):
        made = decide(
            desk.procedure,
            standing,
            told.transition,
            told.by.function,
            told.answers,
            agency=case.agency,
            today=today(portal, told.at),
            calendar=desk.calendar,
            zone=zone,
        )
        rows.append(build(case.id, n, rows[-1].entry.digest, Writing(MOVED, told.by, told.at, True, facts_of(made, standing), words_of(made))))
        history.append(Moment(told.at, made.state, made.class_))
        standing = desk.stand(history)
        case.state, case.agency, case.version = made.state, made.agency, n
    last = history[-1].at
    case.due, case.paused_since = standing.due.day if standing.due else None, standing.paused_since
    case.closed = None if desk.procedure.is_open(case.state) else last
    case.supporters = story.supporters
    return _Played(begun, desk.procedure.ticket, rows)


async def _give_tickets(played: Sequence[_Played]) -> None:
    """Tickets that nobody has."""
    wanting = list(played)
    while wanting:
        for one in wanting:
            one.begun.case.ticket = make_ticket(one.prefix)
        taken = set(await Case.filter(ticket__in=[one.begun.case.ticket for one in wanting]).values_list("ticket", flat=True))
        seen: set[str] = set()
        again = []
        for one in wanting:
            if one.begun.case.ticket in taken or one.begun.case.ticket in seen:
                again.append(one)
            seen.add(one.begun.case.ticket)
        wanting = again


async def _write(played: Sequence[_Played]) -> None:
    await Case.bulk_create([one.begun.case for one in played])
    await Entry.bulk_create([rows.entry for one in played for rows in one.entries])
    texts = [rows.text for one in played for rows in one.entries if rows.text]
    people = [one.begun.reporter for one in played if one.begun.reporter]
    answers = [answer for one in played for answer in one.begun.answers]
    for model, found in ((EntryText, texts), (Person, people), (Answer, answers)):
        if found:
            await _bulk(model, found)


async def _bulk(model: Any, rows: Sequence[Any]) -> None:
    await model.bulk_create(rows)
