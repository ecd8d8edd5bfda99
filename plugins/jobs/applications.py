"""Applications as the employer reads and decides them, and as their applicant sees again what was sent. For everybody else they are not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render, render_fragment
from core.errors import RequestError
from core.fields import FieldView, PageFields, mistakes
from core.identifiers import normalise_ticket
from core.language import format_date
from core.language import gettext_lazy as _
from core.models import page
from plugins.cases.api import By, Case, Conflict, Refused, closed_to_others, move, procedure_for, shown_case

from .applying import WITHDRAWN, written
from .counting import APPLY
from .employers import acting_for
from .finding import today
from .models import Application, Vacancy

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request
    from plugins.accounts.api import Organisation

SIZE = 25
LONGEST_NOTE = 2_000
GONE = _("There is no such application. It may have been withdrawn.")


@dataclass(frozen=True, slots=True)
class Received:
    """A line of the employer's list."""

    ticket: str
    name: str
    href: str
    title: str
    day: str
    tag: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """What the employer may do now; `field` asks for words to the applicant, or is none."""

    name: str
    title: str
    field: FieldView | None
    opened: bool
    lead: bool


async def received(request: Request) -> Response:
    """The applications to the organisation's vacancies, the newest first."""
    portal, who = request.portal, await acting_for(request)
    after, here = request.query_params.get("sesudah", ""), portal.url_for("jobs:applications")
    found = await page(Application.filter(nib=who.nib), "created", after=after, size=SIZE) if who else None
    rows: Sequence[Application] = found.rows if found else ()
    cases = {case.id: case for case in (await Case.filter(id__in=[row.id for row in rows]) if rows else ())}
    titles = dict(await Vacancy.filter(id__in=list({row.vacancy for row in rows})).values_list("id", "title")) if rows else {}
    lines = [await _line(request, row, cases[row.id], str(titles.get(row.vacancy, ""))) for row in rows if _is_there(cases.get(row.id))]
    names = {
        "who": who, "rows": lines, "next": f"{here}?sesudah={found.next}" if found and found.next else "", "first": here if after else "",
    }  # fmt: skip
    return closed_to_others(render(request, "jobs/applications.html", names))


async def one(request: Request) -> Response:
    """One application with everything that was sent, and what may be done now."""
    _organisation, row, case = await _own(request)
    return await _page(request, row, case)


async def decide(request: Request) -> Response:
    """Make one of the employer's steps. A second click finds it made; what was typed is never lost."""
    who, row, case = await _own(request)
    name, note = request.posted.one("deed"), request.posted.one("note")[:LONGEST_NOTE].strip()
    version = request.posted.one("version")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        await move(request, case.id, name, By("employer", request.actor.id, who.name), {"note": note} if note else {}, version=seen)
    except (Conflict, Refused) as refused:
        case = await Case.get(id=case.id)
        procedure = await procedure_for(request.portal, case.procedure, case.procedure_version)
        if (wanted := procedure.transitions.get(name)) is not None and wanted.to == case.state:
            return _back(request)
        if isinstance(refused, Refused) and refused.code == "case.answers":
            return await _page(request, row, case, (name, note, request.gettext(_("Write in a few words what the applicant is to know"))), status=422)
        said = request.gettext(_("Something has just changed. Look at the application again, then decide; nothing was sent."))
        return await _page(request, row, case, (name, note, ""), said, 409)
    return _back(request)


async def file(request: Request) -> Response:
    """The CV, for its applicant and for who acts for that employer; for all others it is not there."""
    row, case = await _found(request)
    who = await acting_for(request) if row.owner != request.actor.id else None
    if row.owner != request.actor.id and (who is None or who.nib != row.nib or not _is_there(case)):
        raise RequestError(404, request.gettext(GONE))

    async def look(stored: Any) -> Any:
        return "private" if stored.id == row.file and stored.owner == "jobs" else ""

    return closed_to_others(await request.portal.send_file(request, str(row.file), look))


async def below(request: Request) -> Markup | None:
    """Where the applicant follows it: what was sent. Only for themselves; whoever merely has the link sees how it goes."""
    case = shown_case(request)
    if case is None or case.service != APPLY or not request.actor.signed_in or case.owner != request.actor.id:
        return None
    row = await Application.get_or_none(id=case.id)
    return render_fragment(request, "jobs/below.html", _sent(request, row, case)) if row else None


async def _page(request: Request, row: Application, case: Case, kept: tuple[str, str, str] = ("", "", ""), notice: str = "", status: int = 200) -> Response:
    portal, procedure = request.portal, await procedure_for(request.portal, case.procedure, case.procedure_version)
    possible = [(name, step) for name, step in procedure.leaving(case.state) if "employer" in step.who]
    deeds = []
    for name, step in possible:
        asked, mine = step.asked("note"), kept[0] == name
        made = PageFields(request, {"note": kept[1]} if mine else {}, {"note": kept[2]} if mine and kept[2] else {})
        optional = "" if asked is None or asked.required else request.gettext(_("(may stay empty)"))
        field = replace(made.words("note", request.gettext(_("Words to the applicant")), optional=optional, longest=LONGEST_NOTE), own_id=f"note-{name}")
        deeds.append(Deed(name, portal.say(step.title, request.language, "jobs"), field if asked else None, mine, name == possible[0][0]))
    vacancy = await Vacancy.get_or_none(id=row.vacancy)
    names = {
        **_sent(request, row, case), "tag": await _tag(request, case), "deeds": deeds, "version": case.version, "notice": notice, "ticket": case.ticket,
        "explanation": portal.say(procedure.states[case.state].explanation, request.language, "jobs"),
        "title": vacancy.title if vacancy else case.title, "vacancy": portal.url_for("jobs:vacancy", code=vacancy.code) if vacancy else "",
        "errors": mistakes([deed.field for deed in deeds if deed.field]),
    }  # fmt: skip
    return closed_to_others(render(request, "jobs/application.html", names, status=status))


def _sent(request: Request, row: Application, case: Case) -> dict[str, Any]:
    """What the applicant wrote, for a list of terms."""
    portal, sent = request.portal, written(request.portal, row)
    said = portal.answers_in_words(APPLY, {name: sent[name] for name in ("name", "phone", "email")}, request.language, today(portal))
    rows: list[Mapping[str, str]] = [{"term": term, "value": lines[0]} for _name, term, lines in said]
    day = format_date(row.created.astimezone(portal.site.zone).date(), request.language, weekday=True)
    return {
        "name": sent["name"], "facts": [*rows, {"term": request.gettext(_("Sent on")), "value": day}], "words": sent["text"],
        "cv": portal.url_for("jobs:cv", ticket=case.ticket),
    }  # fmt: skip


async def _line(request: Request, row: Application, case: Case, title: str) -> Received:
    day = format_date(row.created.astimezone(request.portal.site.zone).date(), request.language)
    href = request.portal.url_for("jobs:application", ticket=case.ticket)
    return Received(case.ticket, written(request.portal, row)["name"], href, title, day, await _tag(request, case))


async def _tag(request: Request, case: Case) -> tuple[str, str, str]:
    state = (await procedure_for(request.portal, case.procedure, case.procedure_version)).states[case.state]
    title = request.portal.say(state.title, request.language, "jobs")
    return (title, "ok", "check") if state.end == "done" else (title, "", "x") if state.end else (title, "warn" if case.state == "sent" else "info", "clock")


async def _own(request: Request) -> tuple[Organisation, Application, Case]:
    """An application to the organisation's own vacancies; another's and a withdrawn one answer like one that does not exist."""
    who = await acting_for(request)
    row, case = await _found(request)
    if who is None or row.nib != who.nib or not _is_there(case):
        raise RequestError(404, request.gettext(GONE))
    return who, row, case


async def _found(request: Request) -> tuple[Application, Case]:
    try:
        case = await Case.get_or_none(ticket=normalise_ticket(request.path_params["ticket"]), service=APPLY)
    except ValueError:
        case = None
    row = await Application.get_or_none(id=case.id) if case else None
    if case is None or row is None:
        raise RequestError(404, request.gettext(GONE))
    return row, case


def _is_there(case: Case | None) -> bool:
    return case is not None and case.state != WITHDRAWN


def _back(request: Request) -> Response:
    return closed_to_others(RedirectResponse(request.portal.url_for("jobs:application", ticket=request.path_params["ticket"]), 303))
