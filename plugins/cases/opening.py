"""Opening a case: everything that belongs to it, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Receipt, emit, transaction
from core.errors import PendopoError, did_you_mean
from core.identifiers import make_ticket
from core.language import Text, format_date
from core.language import gettext_lazy as _
from core.models import insert, new_row

from .calendar import WorkingCalendar
from .clock import Moment, Standing, stand
from .entries import OPENED, By, Writing, append, new_id
from .events import CaseOpened
from .links import Keys, columns, new_keys
from .listed import listing
from .matter import REPORTER, held, seal_matter
from .models import Answer, Case, Person
from .numbering import NUMBER
from .people import Reporter, sealed_row
from .procedure import Procedure
from .procedures import current_procedure, frozen_settings
from .visibility import PUBLIC, VISIBILITIES
from .workdays import calendar_of

if TYPE_CHECKING:
    from core import Context, Portal, Request

NEXT = _("Keep the tracking code with your ticket. {what} At the latest on {day}.")


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is asked for. `service` and `procedure` are full names (`slug.id`); `answers` are the form's values by plugin slug.

    `public_text` is read by everybody where the visibility allows it, so it holds no name and no contact.
    `files` are uploads staged for the service's plugin; they are bound to the case."""

    service: str
    procedure: str
    title: str
    public_text: str = ""
    agency: str = ""
    district: str = ""
    village: str = ""
    category: str = ""
    visibility: str = PUBLIC
    class_: str = ""
    reporter: Reporter = field(default_factory=Reporter)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    files: Sequence[UUID] = ()
    owner: str = ""
    on_behalf_of: str = ""
    settings: Mapping[str, int] = field(default_factory=dict)
    """Of the settings that the procedure's limits read: those that this case has of its own, such as the days of its kind."""
    offices: Mapping[str, str] = field(default_factory=dict)
    """Agencies by the names of offices that states of the procedure say."""
    marks: Sequence[str] = ()
    """What transitions need and this case has from the start."""
    stays: bool = False
    """Whether it stays with its agency, whatever the procedure allows: what is about officials must not reach them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was just opened, and the keys that its reporter takes along."""

    case: Case
    keys: Keys
    standing: Standing
    explanation: Text

    def location(self, portal: Portal) -> str:
        """Where the case is followed."""
        return portal.url_for("cases:follow", secret=self.keys.secret)

    def receipt(self, portal: Portal) -> Receipt:
        """The receipt of a form: ticket, code, link, and what happens now, until when, in every language of the site."""
        said = {language: self._next(portal, language) for language in portal.site.languages}
        return Receipt(self.case.ticket, self.location(portal), Text(next(iter(said.values())), said), self.keys.shown_code)

    def _next(self, portal: Portal, language: str) -> str:
        day = format_date(self.case.due, language, weekday=True) if self.case.due else ""
        what = portal.say(self.explanation, language, "cases")
        words = NEXT if day else _("Keep the tracking code with your ticket. {what}")
        return portal.say(words, language, "cases").format(what=what, day=day)


@dataclass(frozen=True, slots=True)
class Begun:
    """The rows of a new case, before any is written. Its ticket may still be another one, and its number is to be given."""

    new: NewCase
    case: Case
    keys: Keys
    standing: Standing
    settings: Mapping[str, int]
    proofs: Mapping[str, str]
    reporter: Person | None
    answers: Sequence[Answer]

    def first(self, number: int) -> Writing:
        """The first entry: it vouches for what the citizen wrote, and for the columns that nobody changes silently."""
        case, new = self.case, self.new
        data: dict[str, Any] = {
            "state": self.standing.state, "class": new.class_, "agency": new.agency, "settings": dict(self.settings), "due": self.standing.promised,
            "number": number, **held(case),
        }  # fmt: skip
        beside = {"stays": new.stays, REPORTER: self.reporter is not None, "offices": dict(new.offices), "marks": dict.fromkeys(new.marks, True)}
        data |= {name: value for name, value in beside.items() if value}
        owner = case.service.partition(".")[0]
        return Writing(OPENED, By("reporter", new.owner), case.opened, True, data, files=new.files, files_owner=owner, proofs=self.proofs)


@dataclass(frozen=True, slots=True)
class Desk:
    """What opening and moving cases of one procedure needs, asked for once."""

    portal: Portal
    procedure: Procedure
    calendar: WorkingCalendar
    settings: Mapping[str, int]

    @classmethod
    def of(cls, portal: Portal, name: str) -> Desk:
        procedure = current_procedure(portal, name)
        return cls(portal, procedure, calendar_of(portal), frozen_settings(portal, name, procedure))

    def stand(self, history: Sequence[Moment], settings: Mapping[str, int]) -> Standing:
        return stand(self.procedure, history, self.calendar, self.portal.site.zone, settings)

    def begin(self, new: NewCase, now: datetime) -> Begun:
        """Everything that a new case is made of, under a ticket that is most likely free."""
        _check(new, self.procedure)
        settings = {name: new.settings.get(name, value) for name, value in self.settings.items()}
        standing = self.stand([Moment(now, self.procedure.initial, new.class_)], settings)
        keys, identity = new_keys(), new_id(now)
        case = new_row(
            Case, id=identity, ticket=make_ticket(self.procedure.ticket), service=new.service,
            procedure=new.procedure, procedure_version=self.procedure.version, state=self.procedure.initial,
            agency=new.agency, district=new.district, village=new.village, category=new.category, visibility=new.visibility,
            title=new.title.strip()[:200], public_text=new.public_text, owner=new.owner, on_behalf_of=new.on_behalf_of,
            opened=now, due=standing.due.day if standing.due else None, version=1, **columns(self.portal, str(identity), keys),
        )  # fmt: skip
        answers = [
            new_row(Answer, id=new_id(now), case=identity, plugin=slug, values=json.dumps(values, ensure_ascii=False, default=str))
            for slug, values in new.answers.items()
        ]
        return Begun(new, case, keys, standing, settings, seal_matter(case, answers), sealed_row(self.portal, identity, new.reporter, now), answers)


def _check(new: NewCase, procedure: Procedure) -> None:
    if new.visibility not in VISIBILITIES:
        raise PendopoError(f"a case has no visibility {new.visibility!r}", hint=did_you_mean(new.visibility, VISIBILITIES), code="case.visibility")
    if new.class_ and new.class_ not in procedure.classes:
        raise PendopoError(f"{new.procedure} has no class {new.class_!r}", hint=did_you_mean(new.class_, procedure.classes), code="case.class")


async def open_case(context: Request | Context, new: NewCase) -> Opened:
    """Write the case, its first entry, who reported, the answers and the event: all of it in one transaction, or nothing."""
    portal = context.portal
    desk = Desk.of(portal, new.procedure)
    begun = desk.begin(new, portal.clock.now())
    case = begun.case
    async with transaction():
        while not await insert(case, unless="ticket"):
            case.ticket = make_ticket(desk.procedure.ticket)
        counted = await portal.counters.add_all({NUMBER: 1, **listing(case)})
        await append(portal, case.id, 1, "", begun.first(counted[NUMBER]))
        for row in (begun.reporter, *begun.answers):
            if row is not None:
                await insert(row)
        await tell_pages(portal, case)
        await emit(
            CaseOpened(
                subject=str(case.id), ticket=case.ticket, service=case.service, agency=case.agency, visibility=case.visibility, due=case.due, state=case.state
            )
        )
    return Opened(case, begun.keys, begun.standing, desk.procedure.states[case.state].explanation)


async def tell_pages(portal: Portal, case: Case) -> None:
    """Pages of the service that are kept under `cases` are stale now, and home, which says how many are open; a confidential case is on none of them."""
    if case.visibility in (PUBLIC, "anonymous"):
        await portal.changed(f"{case.service.partition('.')[0]}.cases", "core.home")
