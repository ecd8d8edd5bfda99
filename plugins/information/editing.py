"""The officers' pages: everything that was written, the form with its preview, and who changed what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.fields import FieldView, PageFields, mistakes
from core.language import Text
from core.language import gettext_lazy as _
from core.models import page as page_of

from .articles import address_of, place_of
from .markdown import LONGEST
from .models import NEWS, PAGE, Article
from .pages import body_of
from .writing import CHANGED, EDIT, LONGEST_TITLE, WRITE, Written, drop_draft, may_change, mistakes_of, read_written, save, take_away, written_of

if TYPE_CHECKING:
    from core import Request

SIZE, MOST_HISTORY = 25, 10
KINDS = {"pengumuman": NEWS, "halaman": PAGE}
"""By the word in the address."""
DEEDS: dict[str, Text] = {
    "information.drafted": _("Draft saved"), "information.published": _("Published"), "information.taken_away": _("Taken away"),
    "information.dropped": _("Draft thrown away"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One of the list."""

    title: str
    href: str
    tag: tuple[str, str, str]
    draft: bool
    agency: str
    place: str
    changed: datetime
    code: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history."""

    at: datetime
    what: str
    who: str


async def manage(request: Request) -> Response:
    """All of one kind that this officer may write, what was changed last first."""
    word = request.query_params.get("jenis", "pengumuman")
    word = word if word in KINDS and (KINDS[word] == NEWS or request.actor.may(EDIT)) else "pengumuman"
    after, here = request.query_params.get("sesudah", ""), f"{request.portal.url_for('information:manage')}?jenis={word}"
    query = Article.filter(kind=KINDS[word])
    if not request.actor.may(EDIT):
        own = [post.agency for post in request.actor.posts_with(WRITE)]
        query = query.filter(agency__in=own)
    found = await page_of(query, "changed", after=after, size=SIZE)
    chips = [(request.gettext(_("Announcements")), _of_kind(request, "pengumuman"), word == "pengumuman")]
    chips += [(request.gettext(_("Pages")), _of_kind(request, "halaman"), word == "halaman")] if request.actor.may(EDIT) else []
    names = {
        "rows": [_line(request, one) for one in found.rows if may_change(request.actor, one)], "word": word, "chips": chips if len(chips) > 1 else [],
        "next": f"{here}&sesudah={found.next}" if found.next else "", "first": here if after else "",
    }  # fmt: skip
    return render(request, "information/manage.html", names)


async def begin(request: Request) -> Response:
    """An empty form."""
    kind = _kind(request)
    agencies = _agencies(request)
    return _page(request, None, kind, Written(agency=agencies[0][0] if len(agencies) == 1 else ""), {})


async def write(request: Request) -> Response:
    """Keep what was written for the first time."""
    return await _save(request, None, _kind(request))


async def edit(request: Request) -> Response:
    """The form with the draft, or with what everybody reads; below it how it looks, and who changed what."""
    one = await _own(request)
    return _page(request, one, one.kind, written_of(request.portal, one), {}, history=await _history(request, one))


async def change(request: Request) -> Response:
    """Keep it, publish it, take it away, or throw the draft away."""
    one, do = await _own(request), request.posted.one("_do")
    if do == "take":
        await take_away(request, one.id)
    elif do == "drop":
        if not await drop_draft(request, one.id):
            return RedirectResponse(_of_kind(request, _word(one.kind)), 303)
    else:
        return await _save(request, one, one.kind)
    return RedirectResponse(request.portal.url_for("information:edit", id=one.id), 303)


async def _save(request: Request, one: Article | None, kind: str) -> Response:
    given = read_written({name: request.posted.one(name) for name in Written.__dataclass_fields__})
    wrong = mistakes_of(request.portal, request.actor, kind, given)
    if wrong:
        return _page(request, one, kind, given, {name: request.gettext(said) for name, said in wrong.items()}, status=422)
    version = request.posted.one("version")
    kept = await save(request, one, kind, given, int(version) if version.isdecimal() else -1, publish=request.posted.one("_do") == "publish")
    if kept is None:
        fresh = await _own(request)
        return _page(request, fresh, kind, given, {}, notice=request.gettext(CHANGED), history=await _history(request, fresh), status=409)
    return RedirectResponse(request.portal.url_for("information:edit", id=kept.id), 303)


def _page(
    request: Request,
    one: Article | None,
    kind: str,
    given: Written,
    errors: dict[str, str],
    *,
    notice: str = "",
    history: list[Change] | None = None,
    status: int = 200,
) -> Response:
    shown, portal = _fields(request, kind, given, errors), request.portal
    names = {
        "kind": kind, "fields_shown": shown, "errors": mistakes(shown), "notice": notice, "history": history or [],
        "action": portal.url_for("information:change", id=one.id) if one else portal.url_for("information:write", kind=_word(kind)),
        "version": one.version if one else 0, "back": _of_kind(request, _word(kind)), "word": _word(kind),
        "tag": _tag(request, one) if one else None, "draft": bool(one and one.draft is not None), "published": bool(one and one.start),
        "address": address_of(portal, one) if one and one.start else "", "heading": given.title,
        "place": place_of(portal, given.area), "body": body_of(request, given.text) if given.text else "",
    }  # fmt: skip
    return render(request, "information/edit.html", names, status=status)


def _fields(request: Request, kind: str, given: Written, errors: dict[str, str]) -> list[FieldView]:
    say = request.gettext
    made = PageFields(request, {name: getattr(given, name) for name in Written.__dataclass_fields__}, errors)
    moment = {"type": "datetime-local", "autocomplete": "off"}
    hint = say(_("Markdown: an empty line begins a paragraph, ## a heading, - a list; **bold**, [words](https://address)."))
    shown = [
        made.line("title", say(_("Title")), attributes={"type": "text", "autocomplete": "off", "maxlength": str(LONGEST_TITLE)}),
        made.words("text", say(_("Text")), hint=hint, rows=14, longest=LONGEST),
        made.choose("agency", say(_("Agency")), _agencies(request), none=say(_("The regency")), optional=request.actor.may(EDIT)),
    ]
    if kind == NEWS:
        shown.append(made.choose("area", say(_("Area")), _areas(request), none=say(_("Whole regency")), optional=True))
    shown += [
        made.line("start", say(_("Published from")), hint=say(_("Empty: at once")), optional=True, attributes=moment),
        made.line("until", say(_("Until")), optional=True, attributes=moment),
    ]
    if kind == NEWS:
        shown.append(made.day("pinned", say(_("At the top of the home page until")), optional=True))
    return shown


def _agencies(request: Request) -> list[tuple[str, str]]:
    every = request.portal.site.agencies
    own = every if request.actor.may(EDIT) else {post.agency: None for post in request.actor.posts_with(WRITE)}
    return sorted(((name, every[name].name) for name in own if name in every), key=lambda one: one[1].casefold())


def _areas(request: Request) -> list[tuple[str, str]]:
    """Kecamatan, each followed by its villages; only those that a post covers."""
    regions, posts, editor = request.portal.site.regions, request.actor.posts_with(WRITE), request.actor.may(EDIT)
    found: list[tuple[str, str]] = []
    for district in sorted(regions.districts, key=lambda one: one.name):
        places = [(district.code, f"Kecamatan {district.name}"), *((one.code, f"{district.name}: {one.name}") for one in regions.villages(district.code))]
        found += [place for place in places if editor or any(post.covers(place[0]) for post in posts)]
    return found


async def _own(request: Request) -> Article:
    """What is not theirs to change is not there for them."""
    try:
        one = await Article.get_or_none(id=UUID(str(request.path_params["id"])))
    except ValueError:
        one = None
    if one is None or not may_change(request.actor, one):
        raise RequestError(404, "")
    return one


def _kind(request: Request) -> str:
    kind = KINDS.get(request.path_params["kind"], "")
    if not kind:
        raise RequestError(404, "")
    if kind == PAGE and not request.actor.may(EDIT):
        raise RequestError(403, request.gettext(_("Pages are written by editors of the portal.")))
    return kind


def _word(kind: str) -> str:
    return next(word for word, known in KINDS.items() if known == kind)


def _of_kind(request: Request, word: str) -> str:
    return f"{request.portal.url_for('information:manage')}?jenis={word}"


def _line(request: Request, one: Article) -> Line:
    portal, given = request.portal, written_of(request.portal, one)
    agency = portal.site.agencies.get(given.agency)
    return Line(
        given.title, portal.url_for("information:edit", id=one.id), _tag(request, one), one.draft is not None and one.start is not None,
        agency.short if agency else "", place_of(portal, given.area), one.changed, one.code,
    )  # fmt: skip


def _tag(request: Request, one: Article) -> tuple[str, str, str]:
    """Where it stands: text, kind, icon."""
    now = request.portal.clock.now()
    if one.start is None:
        return (request.gettext(_("Draft")), "", "pencil")
    if one.start > now:
        return (request.gettext(_("Scheduled")), "info", "calendar")
    if one.until is not None and one.until <= now:
        return (request.gettext(_("Ended")), "", "clock")
    return (request.gettext(_("Published")), "ok", "check")


async def _history(request: Request, one: Article) -> list[Change]:
    entries: list[Any] = await request.portal.audit.read(about=f"information:{one.id}", size=MOST_HISTORY)
    names: dict[str, str] = {}
    if request.portal.runs("accounts"):
        from plugins.accounts.api import person_name

        for actor in {entry.actor for entry in entries}:
            names[actor] = await person_name(request.portal, actor)
    return [Change(entry.at, request.gettext(DEEDS.get(entry.action, Text(entry.action, {}))), names.get(entry.actor, "")) for entry in entries]
