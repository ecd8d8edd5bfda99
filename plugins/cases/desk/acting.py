"""What an officer sends from the page of a case: a transition, a note or news, photos. Nothing that was typed is ever lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Response, transaction
from core.errors import RequestError
from core.fields import LONGEST_WORDS
from core.language import gettext_lazy as _

from ..clock import Refused
from ..follow import Reader
from ..history import Stand, stand_of, stands_of
from ..models import Case
from ..moving import Conflict, move
from ..notes import add_entry
from ..reading import Told, read_entries, read_timelines
from ..timeline import file_of
from ..visibility import may_view
from ..workdays import calendar_of, today
from . import replies
from .casepage import CITIZEN, OFFICERS, Shown, draft_of, page, staged_files
from .rights import as_officer, by_of, case_of, first_function, functions_of
from .steps import MOST_PHOTOS, Steps, Typed

if TYPE_CHECKING:
    from core import Request

    from ..calendar import WorkingCalendar

CHANGED = _("{who} has just changed this case. Nothing of yours was sent, and nothing is lost: look at what is new, then decide.")
NOT_NOW = _("This step is not possible any more: the case stands elsewhere now. What you wrote is kept below.")


def seen_version(request: Request) -> int | None:
    """The version that the officer's page showed."""
    text = request.posted.one("version")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def back(request: Request, case: Case, anchor: str = "") -> Response:
    return RedirectResponse(f"{request.url_for('cases:desk_case', ticket=case.ticket)}{anchor}", 303)


async def stand_at(request: Request, case: Case) -> tuple[list[Told], Stand, Steps]:
    """The case's timeline, where it stands, and what this officer may do."""
    calendar, entries = calendar_of(request.portal), await read_entries(case.id)
    found = await stand_of(request.portal, case, calendar, entries)
    return entries, found, _steps(request, found, entries, calendar)


async def steps_of(request: Request, cases: Sequence[Case]) -> dict[UUID, Steps]:
    """What this officer may do with each of several cases: their timelines are read together."""
    calendar, entries = calendar_of(request.portal), await read_timelines([case.id for case in cases])
    found = await stands_of(request.portal, cases, calendar, entries)
    return {case: _steps(request, one, entries[case], calendar) for case, one in found.items()}


def _steps(request: Request, found: Stand, entries: Sequence[Told], calendar: WorkingCalendar) -> Steps:
    reader = Reader(request, found, calendar, today(request.portal))
    return Steps(request, found, entries, functions_of(request.actor, found.case), reader)


async def act(request: Request) -> Response:
    """Make a transition; or do what another button of its form says: show what the citizen will read, add a photo, put in a reply."""
    case = await case_of(request)
    name = request.path_params["transition"]
    _entries, found, steps = await stand_at(request, case)
    if name not in found.procedure.transitions:
        raise RequestError(404, "")
    if name not in steps.possible:
        return await _too_late(request, case, name)
    wrong = await keep_photos(request, case, proof=steps.possible[name][0].proof)
    staged = await staged_files(request, case)
    typed, answers = steps.read(name, staged)
    if wrong:
        return await page(request, case, Shown(Typed(name, typed.values, {"photos": wrong}), status=422))
    other = await _other_button(request, case, typed)
    if other is not None:
        return other
    if typed.errors:
        return await page(request, case, Shown(typed, status=422))
    transition, function = steps.possible[name]
    photos = [file.id for file in staged] if any(ask.kind == "photos" for ask in transition.asks) else []
    try:
        moved = await move(request, case.id, name, by_of(request.actor, case, function), answers, version=seen_version(request), files=photos)
    except Conflict:
        return await conflicted(request, case.id, Shown(typed, since=seen_version(request) or 0, status=409))
    except Refused as refused:
        return await page(request, case, Shown(typed, notice=_why(request, refused), status=409))
    if not may_view(as_officer(request.actor), moved):
        return RedirectResponse(f"{request.url_for('cases:desk')}?diteruskan={moved.ticket}", 303)
    return back(request, moved)


async def _other_button(request: Request, case: Case, typed: Typed) -> Response | None:
    """What is not sent yet: the page again, with all that was typed."""
    verb, _colon, rest = request.posted.one("_do").partition(":")
    if verb == "preview":
        return await page(request, case, Shown(Typed(typed.name, typed.values), preview=True))
    if verb == "reply":
        words = await replies.words_of(request, case, request.posted.one("reply"))
        note = "\n\n".join(part for part in (typed.values.get("note", ""), words) if part)[:LONGEST_WORDS]
        return await page(request, case, Shown(Typed(typed.name, {**typed.values, "note": note})))
    if verb == "upload":
        return await page(request, case, Shown(Typed(typed.name, typed.values)))
    if verb == "drop":
        await _drop_photo(request, case, rest.rpartition(":")[2])
        return await page(request, case, Shown(Typed(typed.name, typed.values)))
    return None


async def _too_late(request: Request, case: Case, name: str) -> Response:
    """The step is gone: say what has happened meanwhile, and keep what was written."""
    typed = Typed(name, {"note": request.posted.one("note").strip()[:LONGEST_WORDS]})
    return await conflicted(request, case.id, Shown(typed, notice=request.gettext(NOT_NOW), since=seen_version(request) or 0, status=409))


async def conflicted(request: Request, id: UUID, shown: Shown) -> Response:
    """Somebody was first: who, what is new, and everything that was typed."""
    case = await Case.get(id=id)
    if not may_view(as_officer(request.actor), case):
        raise RequestError(404, "")
    notice = shown.notice
    if not notice or case.version > (shown.since or case.version):
        entries = await read_entries(id)
        who = next((one.name for one in reversed(entries) if one.name and one.n > shown.since), "") or request.gettext(_("Somebody"))
        notice = " ".join(part for part in (request.gettext(CHANGED, who=who), notice) if part)
    return await page(request, case, Shown(shown.typed, shown.note, shown.note_errors, notice, shown.since, shown.status, shown.preview))


def _why(request: Request, refused: Refused) -> str:
    words = {
        "case.stays": _("This case stays with its agency: it is about officials, and only that agency may read it."),
        "case.too_late": _("This step was possible for a number of working days only, and they are over."),
        "case.second": _("Another officer must do this: whoever did the work does not check it."),
    }.get(refused.code)
    return request.gettext(words) if words else request.gettext(_("This is not possible just now. Look at the case again."))


# ------------------------------------------------------------ notes and news


async def note(request: Request) -> Response:
    """Write a note among officers, or news for the reporter after its preview was seen."""
    case = await case_of(request)
    function = first_function(request.actor, case)
    if not function:
        raise RequestError(404, "")
    values = {"reader": request.posted.one("reader"), "text": request.posted.one("text").strip()[:LONGEST_WORDS]}
    errors = _note_mistakes(request, values)
    if errors:
        return await page(request, case, Shown(note=values, note_errors=errors, status=422))
    if values["reader"] == CITIZEN and request.posted.one("_do") != "send":
        return await page(request, case, Shown(note=values, preview=True))
    try:
        await add_entry(
            request, case.id, by_of(request.actor, case, function), values["text"], public=values["reader"] == CITIZEN, version=seen_version(request)
        )
    except Conflict:
        return await conflicted(request, case.id, Shown(note=values, since=seen_version(request) or 0, status=409))
    return back(request, case, "#riwayat")


def _note_mistakes(request: Request, values: Mapping[str, str]) -> dict[str, str]:
    errors = {}
    if values["reader"] not in (OFFICERS, CITIZEN):
        errors["reader"] = request.gettext(_("Choose who reads it"))
    if not values["text"]:
        errors["text"] = request.gettext(_("Write something"))
    return errors


# ------------------------------------------------------------ files


async def keep_photos(request: Request, case: Case, *, proof: bool = False) -> str:
    """Stage the photos of this form for the officer and the case; a sentence when one cannot be kept.

    Of a proof it is kept when and where it was taken: as its camera says, or the page did when it was taken just now."""
    from core.errors import PendopoError

    room = MOST_PHOTOS - len(await staged_files(request, case))
    for posted in request.posted.files_of("photos"):
        if not posted.size:
            continue
        if room <= 0:
            return request.gettext(_("At most {n} photos."), n=MOST_PHOTOS)
        try:
            await request.portal.files.stage(
                posted.file, name=posted.name, media_type=posted.media_type, owner=case.service.partition(".")[0], field="photos",
                draft=draft_of(request, case), evidence=proof, **(_captured(request) if proof else {}),
            )  # fmt: skip
        except PendopoError as refused:
            text: Any = getattr(refused, "text", None)
            said = request.portal.say(text, request.language).format(**getattr(refused, "values", {})) if text else request.gettext(_("It could not be kept."))
            return f"{posted.name}: {said}"
        room -= 1
    return ""


def _captured(request: Request) -> dict[str, Any]:
    """The moment and the place that the page says; what is neither was not said."""
    found: dict[str, Any] = {}
    with suppress(ValueError):
        found["taken"] = datetime.fromisoformat(request.posted.one("taken")).isoformat()
    with suppress(ValueError):
        latitude, longitude = float(request.posted.one("latitude")), float(request.posted.one("longitude"))
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            found["place"] = (latitude, longitude)
    return found


async def _drop_photo(request: Request, case: Case, id: str) -> None:
    waiting = {str(file.id): file for file in await staged_files(request, case)}
    if id in waiting:
        async with transaction():
            await request.portal.files.discard([waiting[id].id], owner=waiting[id].owner)


async def file(request: Request) -> Response:
    """A file of the case, of whichever entry."""
    return await _file(request, small=False)


async def small_file(request: Request) -> Response:
    """The small picture of the same, or of one that waits to be sent with the next step."""
    return await _file(request, small=True)


async def _file(request: Request, *, small: bool) -> Response:
    case = await case_of(request)
    draft = draft_of(request, case)

    async def look(stored: Any) -> Any:
        return "private" if (stored.draft == draft and stored.state == "staged") or await file_of(case, stored.id) is not None else ""

    return await request.portal.send_file(request, request.path_params["file"], look, small=small)
