"""For operators: the words of messages, edited with a preview and a history; and what could not be sent, or is held."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.fields import FieldView
from core.language import gettext_lazy as _
from plugins.accounts.api import person_name

from . import templates, words
from .channels import CHANNELS
from .deliveries import STATES, Shown, deliveries, send_again, words_of
from .mail import paragraphs
from .models import FAILED, HELD, QUEUED
from .templates import Kind, Wording, kinds_of

if TYPE_CHECKING:
    from core import Request

TITLES = {FAILED: _("Failed"), HELD: _("Held"), QUEUED: _("Waiting")}
SIZE = 25


@dataclass(frozen=True, slots=True)
class Version:
    """A line of the history."""

    n: int
    at: datetime
    by: str
    subject: str
    own: bool


@dataclass(slots=True)
class Edited:
    """The page of one template as it is filled in."""

    wording: Wording
    errors: dict[str, str] = field(default_factory=dict)
    preview: tuple[str, list[list[str]]] | None = None


async def listed(request: Request) -> Response:
    """Every kind of message, and in which languages its words are the site's own."""
    own, languages = await templates.changed(request.portal), request.portal.site.languages
    groups: dict[str, list[dict[str, Any]]] = {"citizen": [], "officer": []}
    for kind in kinds_of(request.portal).values():
        rows = []
        for language in languages:
            last = own.get((kind.name, language))
            rows.append({"language": language, "own": bool(last and last.body), "href": _address(request, "template", kind.name, language)})
        title = request.portal.say(kind.notice.title, request.language, kind.owner)
        groups[kind.notice.audience].append({"title": title, "name": kind.name, "rows": rows})
    return render(request, "notifications/templates.html", {"groups": groups})


async def template(request: Request) -> Response:
    """The words of one kind in one language."""
    kind, language = _asked(request)
    wording = await templates.current(request.portal, kind, language)
    return await _page(request, kind, language, Edited(wording), saved=request.query_params.get("tersimpan") == "1")


async def save(request: Request) -> Response:
    """Show how it would look, keep it, or go back to the words that the plugin brings."""
    kind, language = _asked(request)
    do = request.posted.one("_do")
    if do == "default":
        return await _kept(request, kind, language, "", "")
    subject = " ".join(request.posted.one("subject").split())[: words.LONGEST_SUBJECT]
    body = request.posted.one("body").replace("\r\n", "\n").strip()[: words.LONGEST_BODY]
    edited = Edited(Wording(subject, body, own=True))
    for wrong in words.problems(kind.notice, subject, body):
        edited.errors.setdefault(wrong.field, request.gettext(wrong.id, **wrong.values))
    if edited.errors:
        return await _page(request, kind, language, edited)
    if do == "preview":
        edited.preview = _filled(kind, edited.wording)
        return await _page(request, kind, language, edited)
    if subject == (as_brought := templates.as_declared(request.portal, kind, language)).subject and body == as_brought.body.strip():
        return await _kept(request, kind, language, "", "")
    return await _kept(request, kind, language, subject, body)


async def restore(request: Request) -> Response:
    """An earlier version becomes the newest one; what came between stays in the history."""
    kind, language = _asked(request)
    wanted = request.path_params["n"]
    version = next((row for row in await templates.history(kind, language) if str(row.n) == wanted), None)
    if version is None:
        raise RequestError(404, "")
    return await _kept(request, kind, language, version.subject, version.body)


async def sent(request: Request) -> Response:
    """Deliveries that failed, wait, or are held on a test site, with their words there."""
    state = request.query_params.get("keadaan", FAILED)
    state = state if state in STATES else FAILED
    after = request.query_params.get("setelah", "")
    found, further = await deliveries(request.portal, state, after=after, size=SIZE)
    here = request.portal.url_for("notifications:sent")
    chips = [(request.gettext(TITLES[one]), f"{here}?keadaan={one}", one == state) for one in STATES if one != HELD or request.portal.site.config.portal.test]
    names = {
        "rows": [_delivery(request, row) for row in found], "words": await words_of(request.portal, [row.id for row in found]), "state": state, "chips": chips,
        "next": f"{here}?keadaan={state}&setelah={further}" if further else "", "first": f"{here}?keadaan={state}" if after else "",
        "test": request.portal.site.config.portal.test,
    }  # fmt: skip
    return render(request, "notifications/sent.html", names)


async def again(request: Request) -> Response:
    """Send one failed message again, or all of them."""
    one = request.posted.one("id")
    try:
        number = await send_again(request.portal, [UUID(one)] if one else None)
    except ValueError:
        raise RequestError(404, "") from None
    await request.portal.audit.write(request, "notifications.retry", details={"number": number})
    return RedirectResponse(request.portal.url_for("notifications:sent") + f"?keadaan={QUEUED}", 303)


def _delivery(request: Request, row: Shown) -> dict[str, Any]:
    portal, kind = request.portal, kinds_of(request.portal).get(row.kind)
    one = CHANNELS.ready(portal).get(row.channel)
    channel = portal.say(one.value.title, request.language, one.owner) if one else row.channel
    title = portal.say(kind.notice.title, request.language, kind.owner) if kind else row.kind
    return {"row": row, "title": title, "channel": channel}


async def _kept(request: Request, kind: Kind, language: str, subject: str, body: str) -> Response:
    await templates.write(request, kind, language, subject, body)
    return RedirectResponse(_address(request, "template", kind.name, language) + "?tersimpan=1", 303)


def _filled(kind: Kind, wording: Wording) -> tuple[str, list[list[str]]]:
    """Subject and paragraphs with the examples of the places."""
    values = words.examples(kind.notice.places)
    return words.filled_line(wording.subject, values), paragraphs(words.filled_paragraphs(wording.body, values))


async def _page(request: Request, kind: Kind, language: str, edited: Edited, *, saved: bool = False) -> Response:
    rows = await templates.history(kind, language)
    names = {row.by: await person_name(request.portal, row.by) or row.by for row in rows if row.by}
    versions = [Version(row.n, row.at, names.get(row.by, ""), row.subject, bool(row.body)) for row in rows]
    views = _fields(request, language, edited)
    places = [(f"{{{place.name}}}", request.portal.say(place.title, request.language, kind.owner), place.personal) for place in kind.notice.places]
    errors = [(name, edited.errors[name]) for name in ("subject", "body") if name in edited.errors]
    shown = {
        "views": views, "places": places, "errors": errors, "versions": versions, "saved": saved, "preview": edited.preview, "own": edited.wording.own,
        "title": request.portal.say(kind.notice.title, request.language, kind.owner), "kind": kind.name, "written_in": language,
        "button": request.portal.say(kind.notice.button, language, kind.owner),
    }  # fmt: skip
    return render(request, "notifications/template.html", shown, status=422 if errors else 200)


def _fields(request: Request, language: str, edited: Edited) -> list[FieldView]:
    say, wording, errors = request.gettext, edited.wording, edited.errors
    line = {"type": "text", "maxlength": str(words.LONGEST_SUBJECT), "autocomplete": "off", "lang": language}
    area = {"rows": "10", "maxlength": str(words.LONGEST_BODY), "lang": language}
    everybody = say(_("Without anything about a person: everybody may see it."))
    empty = say(_("An empty line begins a new paragraph. A paragraph whose places are all empty is left out."))
    return [
        FieldView("input", "subject", say(_("Subject")), everybody, errors.get("subject", ""), value=wording.subject, attributes=line),
        FieldView("textarea", "body", say(_("Words")), empty, errors.get("body", ""), value=wording.body, attributes=area, words={"left": ""}),
    ]


def _asked(request: Request) -> tuple[Kind, str]:
    kind, language = kinds_of(request.portal).get(request.path_params["kind"]), request.path_params["language"]
    if kind is None or language not in request.portal.site.languages:
        raise RequestError(404, "")
    return kind, language


def _address(request: Request, route: str, kind: str, language: str) -> str:
    return request.portal.url_for(f"notifications:{route}", kind=kind, language=language)
