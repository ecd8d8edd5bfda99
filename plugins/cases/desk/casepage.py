"""The page of one case: what it is about, the one next step, the other ways, and what happened, apart by who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from core import Response, render
from core.fields import PageFields
from core.language import format_date
from core.language import gettext_lazy as _

from ..entries import LATE, NOTED
from ..follow import Reader
from ..history import Stand, stand_of
from ..models import Assignee, Case
from ..pictures import pictures_of
from ..reading import Told, facts_of, read_entries
from ..saying import FUNCTIONS, agency_name, place_name
from ..shown import SHOWN
from ..timeline import Line, read_timeline
from ..workdays import calendar_of, today
from . import merging, replies
from .rights import case_of, first_function, functions_of, may_open_identity
from .steps import Steps, Typed, Way
from .telling import urgency

if TYPE_CHECKING:
    from core import Request

LONGEST_STRIP = 24
"""Working days that the strip of the promise shows; a longer one is said in words alone."""
DRAFTS = UUID("6f3c2a4e-6d0b-5a53-9b0e-6c1f1e0a5d11")
EVERYBODY, CITIZEN, OFFICERS = "", "warga", "petugas"


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry as an officer reads it. `inside`: the citizen reads nothing of it; `said`: the words are the citizen's to read, too."""

    n: int
    title: str
    when: datetime
    who: str
    icon: str
    text: str
    inside: bool
    said: bool
    now: bool
    note: str = ""
    photos: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A working day of the promise, or the days off between two of them."""

    label: str
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class Shown:
    """How the page is to be shown once more, after something went wrong: what was typed, why, and what changed since."""

    typed: Typed | None = None
    note: Mapping[str, str] = field(default_factory=dict)
    note_errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    since: int = 0
    status: int = 200
    preview: bool = False


FIRST = Shown()


async def show(request: Request) -> Response:
    """The page of a case."""
    return await page(request, await case_of(request))


async def page(request: Request, case: Case, shown: Shown = FIRST) -> Response:
    portal, calendar = request.portal, calendar_of(request.portal)
    request.scope[SHOWN] = case
    entries = await read_entries(case.id)
    found = await stand_of(portal, case, calendar, entries)
    reader = Reader(request, found, calendar, today(portal))
    functions = functions_of(request.actor, case)
    staged = await staged_files(request, case) if functions else ()
    steps = Steps(request, found, entries, functions, reader)
    ways = steps.ways(shown.typed, staged)
    lines = happened(request, reader, entries, await read_timeline(portal, case, "officer", entries=entries))
    typed = shown.typed
    lost = typed if typed and typed.name not in steps.possible else None
    note = dict(shown.note) or ({"text": lost.values.get("note", ""), "reader": "petugas"} if lost else {})
    names = {
        **_now(request, reader, found, entries),
        "case": case,
        "functions": [reader.say(FUNCTIONS[name]) for name in functions],
        "ways": ways,
        "lead": next((way for way in ways if way.lead), None),
        "waits": steps.waits,
        "others": [way for way in ways if not way.lead],
        "lines": _chosen(request, lines),
        "pictures": [picture for line in lines if line.n == 1 for picture in line.photos],
        "notice": shown.notice,
        "changed": [line for line in lines if shown.since and line.n > shown.since],
        "lost": [(name, value) for name, value in lost.values.items() if value] if lost else [],
        "preview": shown.preview,
        "note_fields": note_fields(request, note, shown.note_errors) if functions else None,
        "note_open": bool(shown.note or shown.note_errors or lost),
        "note_preview": note.get("text", "") if shown.preview and note.get("reader") == CITIZEN else "",
        **await _replies(request, case, ways if functions else []),
        "reading": _reading(request, case),
        "identity": may_open_identity(request.actor, case),
        "answers": await _answers(request, case),
        "errors": _errors(ways, shown),
        **await _beside(request, case, functions),
    }
    return render(request, "cases/desk/case.html", names, status=shown.status)


# ------------------------------------------------------------ now


def _now(request: Request, reader: Reader, found: Stand, entries: Sequence[Told]) -> dict[str, Any]:
    case, portal = found.case, request.portal
    words, kind, icon, line = urgency(
        request, reader.calendar, reader.today, due=case.due, paused=case.paused_since is not None, closed=case.closed is not None
    )
    return {
        "title": case.title,
        "state": reader.tag(),
        "tag": (f"{words}, {line}" if line else words, kind, icon),
        "escalated": _escalated(request, case, entries),
        "agency": agency_name(portal, case.agency),
        "place": place_name(portal, case),
        "service": reader.say(found.procedure.title),
        "promise": reader.promise(),
        "days": promise_days(request, reader, case),
        "class_": reader.say(found.procedure.classes[found.standing.class_].title) if found.standing.class_ in found.procedure.classes else "",
    }


def _escalated(request: Request, case: Case, entries: Sequence[Told]) -> str:
    """That the supervisor was told, and on which day; empty when what was late has gone on since."""
    due = case.due.isoformat() if case.due and case.late_since == case.due and case.closed is None else ""
    told = next((one for one in reversed(entries) if one.kind == LATE and facts_of(one.data).get("due") == due), None)
    if told is None:
        return ""
    day = told.at.astimezone(request.portal.site.zone).date()
    said = format_date(day, request.language, weekday=True).removesuffix(f" {today(request.portal).year}")
    return request.gettext(_("Escalated on {day}"), day=said)


def promise_days(request: Request, reader: Reader, case: Case) -> list[Day]:
    """Every working day from the opening to the due day; days off stand as one."""
    if case.due is None or case.closed is not None:
        return []
    start = case.opened.astimezone(request.portal.site.zone).date()
    end, found = max(case.due, start), list[Day]()
    if (end - start).days > 2 * LONGEST_STRIP:
        return []
    day = start
    while day <= end:
        if reader.calendar.is_working_day(day):
            kind = "due" if day == case.due else "today" if day == reader.today else "past" if day < reader.today else ""
            found.append(Day(str(day.day), _day_words(request, reader, day, kind), kind))
        elif found and found[-1].kind != "off":
            found.append(Day("", request.gettext(_("days off")), "off"))
        day += timedelta(days=1)
    return found if len(found) <= LONGEST_STRIP else []


def _day_words(request: Request, reader: Reader, day: date, kind: str) -> str:
    said = format_date(day, request.language, weekday=True)
    words = {"due": _("{day}, due day"), "today": _("{day}, today"), "past": _("{day}, over")}.get(kind)
    return reader.say(words, day=said) if words else said


# ------------------------------------------------------------ before


def happened(request: Request, reader: Reader, entries: Sequence[Told], lines: Sequence[Line]) -> list[Happened]:
    """The timeline, the newest first."""
    found = []
    for entry, line in zip(entries, lines, strict=True):
        internal = facts_of(entry.data).get("note") == "internal"
        one = reader.entry(line, lambda each: pictures(request, reader.case, each), last=line is lines[-1])
        title = one.title
        if line.kind == NOTED:
            by_reporter = line.by == "reporter"
            title = reader.say(_("The reporter added something") if by_reporter else _("News for the reporter") if line.public else _("A note among officers"))
        who = " · ".join(part for part in (line.name, one.who) if part)
        inside = not line.public
        found.append(Happened(
            line.n, title, line.at, who, "notebook-pen" if inside else one.icon, line.text, inside, not inside and not internal,
            one.state == "now", one.note, one.photos,
        ))  # fmt: skip
    return found[::-1]


def _chosen(request: Request, lines: Sequence[Happened]) -> list[Happened]:
    reader = request.query_params.get("riwayat", "")
    return [line for line in lines if reader not in (CITIZEN, OFFICERS) or (line.inside or not line.said) == (reader == OFFICERS)]


def _reading(request: Request, case: Case) -> list[tuple[str, str, bool, str]]:
    now, path = request.query_params.get("riwayat", ""), str(request.url_for("cases:desk_case", ticket=case.ticket))
    every = ((EVERYBODY, _("All"), ""), (CITIZEN, _("Read by the citizen"), "eye"), (OFFICERS, _("Officers only"), "lock"))
    return [(request.gettext(words), f"{path}?riwayat={name}#riwayat" if name else f"{path}#riwayat", now == name, sign) for name, words, sign in every]


def pictures(request: Request, case: Case, line: Line) -> list[dict[str, Any]]:
    who = request.gettext(_("Reporter")) if line.by == "reporter" else agency_name(request.portal, line.agency)

    def said(number: int) -> str:
        return request.gettext(_("Photo {n} of {who}"), n=number, who=who)

    return pictures_of(request, line, ("cases:desk_small_file", "cases:desk_file"), said, ticket=case.ticket)


# ------------------------------------------------------------ beside


def draft_of(request: Request, case: Case) -> UUID:
    """Under which the photos wait that this officer has handed in for this case."""
    return uuid5(DRAFTS, f"{request.actor.id} {case.id}")


async def staged_files(request: Request, case: Case) -> tuple[Any, ...]:
    return await request.portal.files.staged(draft_of(request, case))


def note_fields(request: Request, values: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """The composer: who reads it, and the words."""
    say, made = request.gettext, PageFields(request, {"reader": OFFICERS, **values}, errors, prefix="catatan")
    choices = [(OFFICERS, say(_("A note among officers"))), (CITIZEN, say(_("News for the reporter")))]
    return {
        "reader": made.choose("reader", say(_("Who reads it?")), choices, look="radios"),
        "text": made.words("text", say(_("Text")), rows=3, more={"data-reads": "catatan-dibaca"}),
    }


async def _replies(request: Request, case: Case, ways: Sequence[Way]) -> dict[str, Any]:
    """The templates that fit, and a field for each form to choose one."""
    found = [(str(row.id), row.title) for row in await replies.fitting(case)] if ways else []
    label = request.gettext(_("Reply template"))
    fields = {way.name: PageFields(request, prefix=f"pakai-{way.name}").choose("reply", label, found) for way in ways} if found else {}
    return {"replies": found, "reply_fields": fields}


async def _answers(request: Request, case: Case) -> list[dict[str, Any]]:
    from .answers import answers_of

    return await answers_of(request, case)


async def _beside(request: Request, case: Case, functions: Sequence[str]) -> dict[str, Any]:
    """Who has it, whom it can be given to, and what it belongs to."""
    from .assigning import colleagues

    owner = await Assignee.get_or_none(id=case.assignee) if case.assignee else None
    others = await colleagues(request, case) if functions else []
    made = PageFields(request, {"officer": case.assignee}, prefix="bagi")
    say = request.gettext
    hint = say(_("This one then follows its progress."))
    main = PageFields(request, prefix="gabung").line("main", say(_("Ticket of the case that stays")), hint=hint)
    return {
        "assignee": (owner.name if owner else "") or (say(_("Taken")) if case.assignee else ""),
        "mine": bool(case.assignee) and case.assignee == request.actor.id,
        "assign_field": made.choose("officer", say(_("Officer")), others, none=say(_("Nobody"))) if others else None,
        "bound": await merging.bound(request, case),
        "merge_field": main if functions else None,
        "first_function": first_function(request.actor, case),
    }


def _errors(ways: Sequence[Any], shown: Shown) -> list[tuple[str, str]]:
    found = [(view.id, view.error) for way in ways for view in way.fields if view.error]
    return [*found, *((f"catatan-{name}", said) for name, said in shown.note_errors.items())]
