"""The pages of whoever follows a case: ticket and code, the case itself, how it is handled, and what the reporter may do.

The address of these pages is the key, so it is told to no other server and kept by no cache. A wrong key of any kind is
one and the same "not found": nothing tells whether a ticket exists.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.fields import FieldView, PageFields, mistakes
from core.identifiers import normalise_ticket, normalise_tracking_code
from core.language import gettext_lazy as _

from .clock import Refused
from .entries import MOVED, By
from .explain import Explanation
from .follow import Action, Reader
from .history import Stand, stand_of
from .links import SECRET_LENGTH, digest_of, find_by_code, find_by_secret, keys_of
from .models import Case
from .moving import Conflict, move
from .pictures import pictures_of
from .procedures import procedure_for
from .reading import Told, read_case, read_entries
from .saying import agency_name
from .settings import Settings
from .shown import SHOWN
from .timeline import Line, file_of, read_timeline
from .workdays import calendar_of, today

if TYPE_CHECKING:
    from core import Request

LONGEST_NOTE = 2_000
EXAMPLE = "ADU\u20117K3F\u20119Q2X"
"""A ticket with hyphens that do not break at the end of a line."""
SHARED = 10
"""How many people at once are thought to look for their cases from one address."""


async def track(request: Request) -> Response:
    """Ask for the ticket and its code."""
    return _form(request, {"ticket": request.query_params.get("tiket", "")[:40], "code": ""}, {})


async def find(request: Request) -> Response:
    """Lead to the case of a ticket and its code; tries are counted for the ticket and for the address."""
    values = {name: request.posted.one(name)[:40] for name in ("ticket", "code")}
    errors: dict[str, str] = {}
    for name, read, words in (
        ("ticket", normalise_ticket, _("Check the ticket: three letters and eight characters, like {example}")),
        ("code", normalise_tracking_code, _("Check the tracking code: six letters and digits")),
    ):
        try:
            values[name] = read(values[name])
        except ValueError:
            errors[name] = request.gettext(words, example=EXAMPLE)
    if errors:
        return _form(request, values, errors, 422)
    await _count_try(request, values["ticket"])
    case = await find_by_code(request.portal, values["ticket"], values["code"])
    if case is None:
        both = request.gettext(_("We know no case with this ticket and this code. Compare both with your receipt."))
        return _form(request, values, {"ticket": both}, 422)
    return closed_to_others(RedirectResponse(str(request.url_for("cases:follow", secret=keys_of(request.portal, case).secret)), 303))


async def _count_try(request: Request, ticket: str) -> None:
    """Refuse one try too many: a code has 30 bits, so it is guessed only by whoever may try without end.

    A whole village may share one mobile address, so an address has more tries than a ticket."""
    tries = request.settings(Settings).code_tries_per_hour
    address = request.client.host if request.client else ""
    for name, key, most in (("cases.address", address, tries * SHARED), ("cases.ticket", ticket, tries)):
        verdict = await request.portal.limits.hit(name, key, f"{most}/hour")
        if not verdict.allowed:
            words = request.gettext(_("Too many tries with a wrong code. Try again later, or open the link on your receipt."))
            raise RequestError(429, words, headers={"Retry-After": str(verdict.retry_after)})


def _form(request: Request, values: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    made = PageFields(request, values, errors)
    typed = {"type": "text", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    ticket, code = (
        request.gettext(_("It stands on your receipt, like {example}"), example=EXAMPLE),
        request.gettext(_("Six letters and digits, beside the ticket")),
    )
    fields = [
        made.line("ticket", request.gettext(_("Ticket")), hint=ticket, attributes=typed),
        made.line("code", request.gettext(_("Tracking code")), hint=code, attributes=typed),
    ]
    return render(request, "cases/track.html", {"fields_shown": fields, "errors": mistakes(fields)}, status=status)


async def follow(request: Request) -> Response:
    """The case: who has it and until when, what happened, what the reporter may do."""
    secret = request.path_params["secret"]
    found = await read_case(request.portal, digest_of(secret)) if len(secret) == SECRET_LENGTH else None
    if found is None:
        raise RequestError(404, "")
    return closed_to_others(await _follow(request, *found))


async def _follow(
    request: Request, case: Case, entries: list[Told] | None = None, *, refused: Action | None = None, notice: str = "", status: int = 200
) -> Response:
    portal, calendar = request.portal, calendar_of(request.portal)
    request.scope[SHOWN] = case
    entries = await read_entries(case.id) if entries is None else entries
    found = await stand_of(portal, case, calendar, entries)
    reader = Reader(request, found, calendar, today(portal))
    lines = await read_timeline(portal, case, "reporter", entries=entries)
    actions = [refused if refused and refused.name == one.name else one for one in reader.actions()]
    shown = reader.following(lines, lambda line: _pictures(request, line), actions)
    explained = _explanation(found, reader)
    note = {one.name: _note_field(request, one) for one in actions if one.note}
    names = {
        "shown": shown, "secret": request.path_params["secret"], "keys": keys_of(portal, case), "notice": notice, "note_fields": note,
        "explained": explained, "title": case.title, "errors": _errors(refused),
    }  # fmt: skip
    return render(request, "cases/follow.html", names, status=status)


async def handled(request: Request) -> Response:
    """How the case is handled, and until when: the flow chart, and the same as a list."""
    case = await _case(request)
    found = await stand_of(request.portal, case, calendar_of(request.portal))
    reader = Reader(request, found, calendar_of(request.portal), today(request.portal))
    explained = _explanation(found, reader)
    names = {
        "title": reader.say(found.procedure.title), "chart": explained.chart(), "steps": explained.steps(), "limits": explained.limits(), "case": case,
        "legal_basis": found.procedure.legal_basis, "holds_from": found.procedure.holds_from,
        "secret": request.path_params["secret"],
    }  # fmt: skip
    return closed_to_others(render(request, "cases/handled.html", names))


async def act(request: Request) -> Response:
    """Make a transition as the reporter, and go back to the case. A second click finds it made, and is no mistake."""
    case = await _case(request)
    name, note = request.path_params["transition"], request.posted.one("note")[:LONGEST_NOTE].strip()
    version = request.posted.one("version")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    try:
        await move(request, case.id, name, By("reporter", case.owner), {"note": note} if note else {}, version=seen)
    except (Conflict, Refused) as refused:
        return await _refused(request, name, note, refused)
    return _back(request)


async def _refused(request: Request, name: str, note: str, refused: Conflict | Refused) -> Response:
    """Why nothing was sent, with all that was typed; or, when somebody clicked twice, the case as it is now."""
    case = await _case(request)
    if await _is_made(request, case, name):
        return _back(request)
    if isinstance(refused, Refused) and refused.code == "case.answers":
        kept = _kept(name, note, request.gettext(_("Write in a few words why")))
        return closed_to_others(await _follow(request, case, refused=kept, status=422))
    changed = _("Something has just changed. Look at the case again, then decide; nothing was sent.")
    gone = _("This is not possible any more. Look at the case again.")
    notice = request.gettext(changed if isinstance(refused, Conflict) else gone)
    return closed_to_others(await _follow(request, case, refused=_kept(name, note), notice=notice, status=409))


async def _is_made(request: Request, case: Case, name: str) -> bool:
    """Whether the last thing that happened is this very transition, made by the reporter."""
    last = (await read_timeline(request.portal, case, "reporter"))[-1]
    procedure = await procedure_for(request.portal, case.procedure, case.procedure_version)
    wanted = procedure.transitions.get(name)
    return last.kind == MOVED and last.by == "reporter" and wanted is not None and last.state == wanted.to


def _back(request: Request) -> Response:
    return closed_to_others(RedirectResponse(str(request.url_for("cases:follow", secret=request.path_params["secret"])), 303))


async def file(request: Request) -> Response:
    """A picture or document of the case, for whoever has its link."""
    return await _file(request, small=False)


async def small_file(request: Request) -> Response:
    """The small picture of the same."""
    return await _file(request, small=True)


async def _file(request: Request, *, small: bool) -> Response:
    case = await _case(request)

    async def look(stored: Any) -> Any:
        kept = await file_of(case, stored.id)
        return "private" if kept is not None and kept.public else ""

    return closed_to_others(await request.portal.send_file(request, request.path_params["file"], look, small=small))


async def _case(request: Request) -> Case:
    case = await find_by_secret(request.path_params["secret"])
    if case is None:
        raise RequestError(404, "")
    return case


def closed_to_others(response: Response) -> Response:
    """The answer, as any page is sent whose address is a key: told to no other server, kept by no cache, in no index."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _explanation(found: Stand, reader: Reader) -> Explanation:
    return Explanation(found.procedure, reader.say, found.settings, found.standing.state)


def _kept(name: str, note: str, error: str = "") -> Action:
    """The action as the person left it, so that nothing that was typed is lost."""
    return Action(name, "", "required", error=error, value=note)


def _note_field(request: Request, action: Action) -> FieldView:
    optional = "" if action.note == "required" else request.gettext(_("(may stay empty)"))
    made = PageFields(request, {"note": action.value}, {"note": action.error} if action.error else {})
    field = made.words("note", request.gettext(_("What do you want to tell?")), optional=optional, longest=LONGEST_NOTE)
    return replace(field, own_id=f"note-{action.name}")


def _errors(refused: Action | None) -> list[tuple[str, str]]:
    return [(f"note-{refused.name}", refused.error)] if refused and refused.error else []


def _pictures(request: Request, line: Line) -> list[dict[str, Any]]:
    who = request.gettext(_("Reporter")) if line.by == "reporter" else agency_name(request.portal, line.agency)

    def said(number: int) -> str:
        return request.gettext(_("Photo {n} of {who}"), n=number, who=who)

    return pictures_of(request, line, ("cases:small_file", "cases:file"), said, secret=request.path_params["secret"])
