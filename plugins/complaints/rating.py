"""After closing: is it really solved, how good was the work, and what else is there to say.

"Not solved" opens the complaint again as long as its procedure lets the reporter do that; later it is written down. Whoever has
the link of the case is the reporter, as on the page where it is followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.responses import RedirectResponse

from core import Response, render, render_fragment, transaction
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.language import format_date
from core.language import gettext_lazy as _
from plugins.cases.api import By, Case, add_entry, ask_first, calendar_of, closed_to_others, find_by_secret, hold_case, move, procedure_for, shown_case, today

from .forms import SERVICE
from .models import Rating

if TYPE_CHECKING:
    from datetime import date

    from core import Portal, Request
    from plugins.cases.api import Procedure

TABLE = "complaints_rating"
_ANY = "SELECT 1 FROM complaints_rating WHERE id = $1"
CHANGEABLE = 10
"""Working days within which what was said may be said otherwise."""
LONGEST = 1_000
REOPEN = "reopen"
SCORES = (_("1 - very bad"), _("2 - bad"), _("3 - fair"), _("4 - good"), _("5 - very good"))
SOLVED = (("yes", _("Yes, it is solved")), ("no", _("No, not solved")))


@dataclass(frozen=True, slots=True)
class Said:
    """What the form holds, and what is wrong with it, by the names of its fields."""

    solved: str = ""
    score: str = ""
    note: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


async def question(request: Request) -> Markup | None:
    """The question with its two answers, or what was said, below where a closed complaint stands.

    Either answer leads to the page with the rest: whoever only looks at the case is not made to read a form."""
    case = shown_case(request)
    if case is None or not _is_asked(case, await _procedure(request.portal, case)):
        return None
    row, secret = await _given(request.portal, case), request.path_params["secret"]
    if row is None:
        ask_first(request)
        return render_fragment(request, "complaints/asked.html", {"secret": secret, "answers": [(value, request.gettext(words)) for value, words in SOLVED]})
    names = {
        "secret": secret, "score": request.gettext(SCORES[row.score - 1]), "said": _words(request.portal, row), "until": _changeable(request, row),
    }  # fmt: skip
    return render_fragment(request, "complaints/rated.html", names)


async def rate(request: Request) -> Response:
    """The question as a page of its own, with the answer that was tapped already chosen."""
    case = await _case(request)
    row = await _given(request.portal, case)
    if row is not None and not _is_changeable(request.portal, row):
        return _back(request)
    tapped = request.query_params.get("beres", "")
    said = _as_said(request.portal, row) if row else Said(tapped if tapped in dict(SOLVED) else "")
    return _page(request, await _names(request, case, row, said))


async def send_rating(request: Request) -> Response:
    """Keep what was said. "Not solved" opens the complaint again while that is possible."""
    case, posted = await _case(request), request.posted
    said = Said(posted.one("solved"), posted.one("score"), posted.one("note").replace("\r\n", "\n").strip()[:LONGEST])
    if errors := _mistakes(request, said):
        wrong = Said(said.solved, said.score, said.note, errors)
        return _page(request, await _names(request, case, await _given(request.portal, case), wrong), 422)
    async with transaction():
        case = await hold_case(case.id)
        row = await _given(request.portal, case)
        if await _is_news(request.portal, case, row, said):
            await _keep(request, case, row, said)
    return _back(request)


async def _is_news(portal: Portal, case: Case, row: Rating | None, said: Said) -> bool:
    """Whether there is anything to keep: a second click finds it said, or the complaint open again."""
    if not _is_asked(case, await _procedure(portal, case)):
        return False
    return row is None or (_is_changeable(portal, row) and _as_said(portal, row) != said)


async def _keep(request: Request, case: Case, row: Rating | None, said: Said) -> None:
    portal, now = request.portal, request.portal.clock.now()
    sealed = portal.cipher.seal(TABLE, "words", str(case.id), said.note) if said.note else None
    await Rating.filter(id=case.id).delete()
    await Rating.create(
        id=case.id, score=int(said.score), solved=said.solved == "yes", words=sealed, given=row.given if row else now, changed=now
    )  # fmt: skip
    by = By("reporter", case.owner)
    if said.solved == "no" and await can_reopen(portal, case):
        await move(request, case.id, REOPEN, by, {"note": said.note}, version=case.version)
        return
    language = portal.site.languages[0]
    parts = (portal.say(SCORES[int(said.score) - 1], language, "complaints"), portal.say(dict(SOLVED)[said.solved], language, "complaints"), said.note)
    await add_entry(request, case.id, by, "\n".join(part for part in parts if part), public=True, version=case.version)


def _mistakes(request: Request, said: Said) -> dict[str, str]:
    errors: dict[str, str] = {}
    if said.solved not in ("yes", "no"):
        errors["solved"] = request.gettext(_("Choose whether it is solved"))
    if said.score not in ("1", "2", "3", "4", "5"):
        errors["score"] = request.gettext(_("Choose how good the work was, from 1 to 5"))
    if said.solved == "no" and not said.note:
        errors["note"] = request.gettext(_("Write in a few words what is not solved"))
    return errors


# ---------------------------------------------------------------- when it is asked


def _is_asked(case: Case, procedure: Procedure) -> bool:
    """Of a complaint that was completed; one that was not taken up has an objection of its own."""
    state = procedure.states.get(case.state)
    return case.service == SERVICE and case.closed is not None and state is not None and state.end == "done"


async def _given(portal: Portal, case: Case) -> Rating | None:
    """What was said since the complaint was closed; what was said before it was opened again is past.

    Most say nothing, and every look at a closed case asks: that there is no row is learned at the least cost."""
    if not await portal.database.records(_ANY, case.id):
        return None
    row = await Rating.get_or_none(id=case.id)
    return row if row is not None and (case.closed is None or row.given >= case.closed) else None


def _is_changeable(portal: Portal, row: Rating) -> bool:
    return today(portal) <= _until(portal, row.given)


def _changeable(request: Request, row: Rating) -> str:
    """Until when it may be said otherwise, in words, or ""."""
    until = _until(request.portal, row.given)
    return format_date(until, request.language, weekday=True) if today(request.portal) <= until else ""


def _until(portal: Portal, since: datetime) -> date:
    return calendar_of(portal).add_working_days(since.astimezone(portal.site.zone).date(), CHANGEABLE)


async def can_reopen(portal: Portal, case: Case) -> bool:
    """Whether the procedure still lets the reporter open this closed complaint again."""
    transition = (await _procedure(portal, case)).transitions.get(REOPEN)
    if transition is None or case.closed is None or case.state not in transition.from_ or "reporter" not in transition.who:
        return False
    since = case.closed.astimezone(portal.site.zone).date()
    return transition.within is None or today(portal) <= calendar_of(portal).add_working_days(since, transition.within)


async def _procedure(portal: Portal, case: Case) -> Procedure:
    return await procedure_for(portal, case.procedure, case.procedure_version)


async def _case(request: Request) -> Case:
    """The closed complaint of the link; a wrong one, another service's and one that is not closed are told in the same words."""
    case = await find_by_secret(request.path_params["secret"])
    if case is None or not _is_asked(case, await _procedure(request.portal, case)):
        raise RequestError(404, "")
    return case


# ---------------------------------------------------------------- the form


def _words(portal: Portal, row: Rating) -> str:
    return portal.cipher.open(TABLE, "words", str(row.id), row.words) if row.words else ""


def _as_said(portal: Portal, row: Rating) -> Said:
    return Said("yes" if row.solved else "no", str(row.score), _words(portal, row))


async def _names(request: Request, case: Case, row: Rating | None, said: Said) -> dict[str, Any]:
    reopens = await can_reopen(request.portal, case)
    will = _("Then the complaint is opened again and worked on.") if reopens else _("It is too late to open the complaint again; the officers read it.")
    solved = [(value, request.gettext(label), request.gettext(will) if value == "no" else "") for value, label in SOLVED]
    scores = [(str(n), request.gettext(label)) for n, label in enumerate(SCORES, 1)]
    made = PageFields(request, {"solved": said.solved, "score": said.score, "note": said.note}, said.errors)
    shown = [
        made.choose("solved", request.gettext(_("Is the problem solved?")), solved, look="radios"),
        made.choose("score", request.gettext(_("How good was the work?")), scores, look="radios"),
        made.words(
            "note", request.gettext(_("What else do you want to tell?")), rows=3, longest=LONGEST,
            optional=request.gettext(_("(may stay empty when it is solved)")),
        ),
    ]  # fmt: skip
    return {
        "secret": request.path_params["secret"], "ticket": case.ticket, "errors": mistakes(shown), "fields_shown": shown,
        "until": _changeable(request, row) if row else "",
    }  # fmt: skip


def _page(request: Request, names: Mapping[str, Any], status: int = 200) -> Response:
    return closed_to_others(render(request, "complaints/rate.html", names, status=status))


def _back(request: Request) -> Response:
    return closed_to_others(RedirectResponse(str(request.url_for("cases:follow", secret=request.path_params["secret"])), 303))


async def export(portal: Portal, tickets: Mapping[Any, str]) -> list[Mapping[str, Any]]:
    """What the person said of these of their complaints."""
    rows = await Rating.filter(id__in=list(tickets)) if tickets else []
    return [{"ticket": tickets[row.id], "score": row.score, "solved": row.solved, "words": _words(portal, row)} for row in rows]
