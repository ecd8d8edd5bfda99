"""Many cases with a past, written in batches: for a demo, an import, a measurement.

Each is played through its procedure exactly as an officer would have moved it, so every one of them verifies. Nobody is
told of them: they are no news. Officers find them at the desk, as they find the others.
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
from .desk.searching import entries_of
from .entries import MOVED, By, Rows, Writing, build
from .listed import recount_listed
from .models import Answer, Case, Entry, EntryText, Person
from .moving import facts_of, words_of
from .numbering import NUMBER
from .opening import Begun, Desk, NewCase
from .workdays import today

if TYPE_CHECKING:
    from core import Context

BATCH = 200
FINDABLE = 5_000
"""Of stories that are told at once so many are found by their words at the desk, the others by ticket and filters: the index would cost a third of all."""
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
            last = await portal.counters.add(NUMBER, len(played))
            await _write(played, last - len(played) + 1)
            findable = played if done < FINDABLE else ()
            await portal.fulltext.index_many(entry for one in findable for entry in entries_of(portal, one.begun.case))
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
    """What one story comes to, before it has a ticket and a number."""

    begun: Begun
    prefix: str
    steps: Sequence[Writing]


def _play(desk: Desk, story: Story) -> _Played:
    portal, zone = desk.portal, desk.portal.site.zone
    begun = desk.begin(story.new, story.opened)
    case, steps = begun.case, list[Writing]()
    history, standing = [Moment(story.opened, case.state, story.new.class_)], begun.standing
    for told in story.steps:
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
            offices=story.new.offices,
        )
        history.append(Moment(told.at, made.state, made.class_))
        before, standing = standing, desk.stand(history, begun.settings)
        steps.append(Writing(MOVED, told.by, told.at, True, facts_of(made, before, standing), words_of(made)))
        case.state, case.agency = made.state, made.agency
    case.version = 1 + len(steps)
    case.due, case.paused_since = standing.due.day if standing.due else None, standing.paused_since
    case.closed = None if desk.procedure.is_open(case.state) else history[-1].at
    case.supporters = story.supporters
    return _Played(begun, desk.procedure.ticket, steps)


async def _give_tickets(played: Sequence[_Played]) -> None:
    """See to it that each has a ticket that nobody else has."""
    cases = {one.begun.case.ticket: one for one in played}
    wanting = [one for one in played if cases[one.begun.case.ticket] is not one]
    while True:
        taken = await Case.filter(ticket__in=list(cases)).values_list("ticket", flat=True)
        wanting += [cases.pop(str(ticket)) for ticket in taken]
        if not wanting:
            return
        for one in wanting:
            while (ticket := make_ticket(one.prefix)) in cases:
                pass
            one.begun.case.ticket = ticket
            cases[ticket] = one
        wanting = []


def _chain(played: _Played, number: int) -> list[Rows]:
    """The timeline of one story, from the first entry on."""
    case, rows, previous = played.begun.case.id, list[Rows](), ""
    for n, writing in enumerate((played.begun.first(number), *played.steps), 1):
        rows.append(build(case, n, previous, writing))
        previous = rows[-1].entry.digest
    return rows


async def _write(played: Sequence[_Played], first: int) -> None:
    """All rows of a batch; its cases have the numbers from `first` on."""
    timelines = [row for number, one in enumerate(played, first) for row in _chain(one, number)]
    await Case.bulk_create([one.begun.case for one in played])
    await Entry.bulk_create([rows.entry for rows in timelines])
    texts = [rows.text for rows in timelines if rows.text]
    people = [one.begun.reporter for one in played if one.begun.reporter]
    answers = [answer for one in played for answer in one.begun.answers]
    for model, found in ((EntryText, texts), (Person, people), (Answer, answers)):
        if found:
            await _bulk(model, found)


async def _bulk(model: Any, rows: Sequence[Any]) -> None:
    await model.bulk_create(rows)
