"""Moderation of a public complaint: an officer hides or rewrites what everybody reads, says why, and can take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from markupsafe import Markup
from starlette.responses import RedirectResponse

from core import Response, render, render_fragment
from core.errors import PendopoError, RequestError
from core.fields import PageFields, mistakes
from core.language import gettext_lazy as _
from plugins.cases.api import (
    MODERATION_REASONS,
    By,
    Case,
    Conflict,
    Matter,
    find_case,
    is_public,
    may_view,
    moderate,
    original_of,
    photos_of_report,
    restore,
    shown_case,
)

from .finding import index
from .forms import SERVICE
from .models import Complaint
from .words import without_contacts

if TYPE_CHECKING:
    from core import Actor, Request

RIGHT, SUPERVISE, VIEW_ALL = "complaints.moderate", "cases.supervise", "cases.view_all"
LONGEST_TITLE, LONGEST_TEXT, LONGEST_WORDS = 200, 2_000, 500
ALL_HIDDEN = _("Hidden by an officer")


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds, and what is wrong with it, by the names of its fields."""

    title: str
    text: str
    photos: Sequence[str] = ()
    reason: str = ""
    words: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def may_moderate(actor: Actor, case: Case) -> bool:
    """Officers with the right in the agency that has the complaint; and those who hold it and see all."""
    if case.service != SERVICE or not is_public(case) or not may_view(actor, case):
        return False
    return actor.may_in(RIGHT, case.agency, case.village or case.district) or (actor.may(RIGHT) and actor.may(VIEW_ALL))


def may_see_original(actor: Actor, case: Case) -> bool:
    """Whoever supervises in the agency that has it."""
    return may_view(actor, case) and actor.may_in(SUPERVISE, case.agency, case.village or case.district)


async def beside_the_desk(request: Request) -> Markup | None:
    """At the desk: what was written before something was hidden, for who may see it, and the way to the page of moderation."""
    case = shown_case(request)
    if case is None or case.service != SERVICE or not is_public(case):
        return None
    may, sees = may_moderate(request.actor, case), may_see_original(request.actor, case)
    original = await original_of(request.portal, case) if sees else None
    if not may and original is None:
        return None
    href = request.portal.url_for("complaints:moderation", ticket=case.ticket) if may else ""
    return render_fragment(request, "complaints/desk.html", {"original": original, "href": href})


async def moderation(request: Request) -> Response:
    """The form, with what everybody reads now."""
    case = await _case(request)
    hidden = [str(file.id) for file in await photos_of_report(case) if not file.public]
    return await _page(request, case, Typed(case.title, case.public_text, hidden))


async def send_moderation(request: Request) -> Response:
    """Hide, rewrite or show again; everybody reads why."""
    case, posted = await _case(request), request.posted
    version = posted.one("version")
    seen = int(version) if version.isdecimal() and len(version) < 10 else None
    typed = Typed(
        " ".join(posted.one("title").split())[:LONGEST_TITLE], posted.one("text").replace("\r\n", "\n").strip()[:LONGEST_TEXT],
        posted.every("photos"), posted.one("reason"), posted.one("words").strip()[:LONGEST_WORDS],
    )  # fmt: skip
    action = posted.one("_do")
    if action == "hide":
        everything = [str(file.id) for file in await photos_of_report(case)]
        typed = Typed(request.portal.say(ALL_HIDDEN, request.portal.site.languages[0], "complaints"), "", everything, typed.reason, typed.words)
    if errors := _mistakes(request, typed, action):
        return await _page(request, case, Typed(typed.title, typed.text, typed.photos, typed.reason, typed.words, errors), 422)
    try:
        await _carry_out(request, case, typed, action, seen)
    except Conflict:
        words = request.gettext(_("Somebody has just changed this complaint. Look at it again; nothing was changed."))
        return await _page(request, case, typed, 409, words)
    except PendopoError as refused:
        return await _page(request, case, typed, 409, refused.message)
    return RedirectResponse(str(request.url_for("complaints:detail", ticket=case.ticket)), 303)


async def _carry_out(request: Request, case: Case, typed: Typed, action: str, seen: int | None) -> None:
    by = By("supervisor" if request.actor.may_in(SUPERVISE, case.agency) else "verifier", request.actor.id, request.actor.name)
    words = without_contacts(typed.words)
    if action == "restore":
        changed = await restore(request, case.id, by, words, version=seen)
    else:
        known = {str(file.id): file.id for file in await photos_of_report(case)}
        hidden: list[UUID] = [known[photo] for photo in typed.photos if photo in known]
        shown = Matter(without_contacts(typed.title), without_contacts(typed.text))
        changed = await moderate(request, case.id, by, typed.reason, words, shown, hidden=hidden, version=seen)
    spot = await Complaint.get_or_none(id=case.id)
    await index(request.portal, changed, spot.landmark if spot else "")


def _mistakes(request: Request, typed: Typed, action: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if action != "restore":
        if not typed.title:
            errors["title"] = request.gettext(_("Write a title; everybody reads it in the list"))
        if typed.reason not in MODERATION_REASONS:
            errors["reason"] = request.gettext(_("Choose why"))
    if not typed.words:
        errors["words"] = request.gettext(_("Explain it in a sentence; everybody reads it"))
    return errors


async def _case(request: Request) -> Case:
    """The public complaint of the ticket, for whoever may moderate it; everything else answers like what does not exist."""
    try:
        case = await find_case(request.path_params["ticket"])
    except PendopoError:
        raise RequestError(404, "") from None
    if not may_moderate(request.actor, case):
        raise RequestError(404, "")
    return case


async def _page(request: Request, case: Case, typed: Typed, status: int = 200, notice: str = "") -> Response:
    original = await original_of(request.portal, case)
    photos = await photos_of_report(case)
    say = request.gettext
    reasons = [(code, request.portal.say(text, request.language, "cases")) for code, text in MODERATION_REASONS.items()]
    pictures = [(str(photo.id), say(_("Hide photo {n}"), n=n)) for n, photo in enumerate(photos, 1)]
    values = {"title": typed.title, "text": typed.text, "photos": typed.photos, "reason": typed.reason, "words": typed.words}
    made = PageFields(request, values, typed.errors)
    shown = [
        made.line("title", say(_("Title, as everybody reads it")), attributes={"type": "text", "maxlength": str(LONGEST_TITLE)}),
        made.words("text", say(_("Text, as everybody reads it")), rows=6, longest=LONGEST_TEXT),
        *([made.choose("photos", say(_("Photos of the report")), pictures, look="checkboxes")] if pictures else []),
        made.choose("reason", say(_("Why?")), reasons, look="radios"),
        made.words("words", say(_("What everybody reads about it")), rows=3, longest=LONGEST_WORDS),
    ]
    names = {
        "case": case, "fields_shown": shown, "errors": mistakes(shown), "notice": notice, "hidden": original is not None,
        "original": original if may_see_original(request.actor, case) else None,
    }  # fmt: skip
    response = render(request, "complaints/moderation.html", names, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
