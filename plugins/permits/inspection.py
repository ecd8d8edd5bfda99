"""The inspection at the place: a checklist, photos, where and when. Filled in on a phone, sent once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4, uuid5

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import PendopoError, RequestError
from core.fields import FieldView, FileView, PageFields, mistakes
from core.language import Text
from core.language import gettext_lazy as _
from plugins.cases.api import Case, add_entry, by_of, functions_of, hold_case

from .desk import Desk
from .kinds import PermitType
from .models import Inspection

if TYPE_CHECKING:
    from core import Request

BODY = 34 * 1024 * 1024
"""Phones make pictures of 30 MB."""
MOST_PHOTOS = 8
LONGEST_NOTE, LONGEST_NOTES = 200, 2_000
DRAFTS = UUID("2f5a1c1e-0a0b-5d0e-8f43-5d9be1c0a7f2")
FOUND: Mapping[str, tuple[Text, str, str]] = {
    "yes": (_("In order"), "ok", "check"), "no": (_("Not in order"), "warn", "x"), "none": (_("Does not apply"), "", "minus"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A line of a checklist that was filled in."""

    title: str
    tag: tuple[str, str, str]
    note: str


class Inspections:
    """The pages of one site."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def show(self, request: Request) -> Response:
        """The checklist to fill in, or what was found."""
        case, kind = await self._case(request)
        return await self._page(request, case, kind, {})

    async def send(self, request: Request) -> Response:
        """Keep photos as they come; with "send" the inspection is written down, and the recommendation can follow."""
        case, kind = await self._case(request)
        if not _may(request, case):
            notice = request.gettext(_("The application is not inspected now. Nothing was sent; look at where it stands."))
            return await self._page(request, case, kind, {}, notice=notice, status=409)
        action, typed = request.posted.one("_do"), self._typed(request, kind)
        if action.startswith("drop:"):
            await self._drop(request, case, action.rpartition(":")[2])
            return await self._page(request, case, kind, typed)
        wrong = await self._keep(request, case)
        errors = {"photos": wrong} if wrong else {}
        if action.startswith("upload:"):
            return await self._page(request, case, kind, typed, errors, status=422 if wrong else 200)
        errors |= self._mistakes(request, kind, typed)
        if errors:
            return await self._page(request, case, kind, typed, errors, status=422)
        await self._write(request, case, kind, typed)
        return RedirectResponse(request.portal.url_for("cases:desk_case", ticket=case.ticket), 303)

    async def small(self, request: Request) -> Response:
        """The small picture of a photo that waits here."""
        case, _kind = await self._case(request)
        draft = _draft_of(request, case)

        async def look(stored: Any) -> Any:
            return "private" if stored.draft == draft and stored.state == "staged" else ""

        return await request.portal.send_file(request, request.path_params["file"], look, small=True)

    # ------------------------------------------------------------ inside

    async def _case(self, request: Request) -> tuple[Case, PermitType]:
        case, kind, _function = await self.desk.application(request)
        if not kind.checklist:
            raise RequestError(404, "")
        return case, kind

    @staticmethod
    def _typed(request: Request, kind: PermitType) -> dict[str, str]:
        posted, found = request.posted, {}
        for line in kind.checklist:
            found[f"found_{line.id}"] = posted.one(f"found_{line.id}")
            found[f"note_{line.id}"] = " ".join(posted.one(f"note_{line.id}").split())[:LONGEST_NOTE]
        found["notes"] = posted.one("notes").replace("\r\n", "\n").strip()[:LONGEST_NOTES]
        return found | {name: posted.one(name).strip()[:20] for name in ("latitude", "longitude")}

    @staticmethod
    def _mistakes(request: Request, kind: PermitType, typed: Mapping[str, str]) -> dict[str, str]:
        errors = {}
        for line in kind.checklist:
            if typed[f"found_{line.id}"] not in FOUND:
                errors[f"found_{line.id}"] = request.gettext(_("Choose what was found"))
            elif typed[f"found_{line.id}"] == "no" and not typed[f"note_{line.id}"]:
                errors[f"note_{line.id}"] = request.gettext(_("Write what is not in order"))
        if bool(typed["latitude"] or typed["longitude"]) and _point(typed) is None:
            errors["latitude"] = request.gettext(_("Check the position, such as -6.97 and 111.42, or leave it empty"))
        return errors

    async def _keep(self, request: Request, case: Case) -> str:
        """Stage the photos of this form; a sentence when one cannot be kept."""
        files, draft = request.portal.files, _draft_of(request, case)
        room = MOST_PHOTOS - len(await files.staged(draft))
        for posted in request.posted.files_of("photos"):
            if not posted.size:
                continue
            if room <= 0:
                return request.gettext(_("At most {n} photos."), n=MOST_PHOTOS)
            try:
                await files.stage(
                    posted.file, name=posted.name, media_type=posted.media_type, owner="permits", field="photos", draft=draft, evidence=True,
                    taken=_taken(request), place=_point(self._point_posted(request)),
                )  # fmt: skip
            except PendopoError as refused:
                text: Any = getattr(refused, "text", None)
                said = request.portal.say(text, request.language).format(**getattr(refused, "values", {})) if text else refused.message
                return f"{posted.name}: {said}"
            room -= 1
        return ""

    @staticmethod
    def _point_posted(request: Request) -> dict[str, str]:
        return {name: request.posted.one(name).strip() for name in ("latitude", "longitude")}

    @staticmethod
    async def _drop(request: Request, case: Case, id: str) -> None:
        waiting = {str(file.id): file for file in await request.portal.files.staged(_draft_of(request, case))}
        if id in waiting:
            async with transaction():
                await request.portal.files.discard([waiting[id].id], owner="permits")

    async def _write(self, request: Request, case: Case, kind: PermitType, typed: Mapping[str, str]) -> None:
        """The inspection, its photos in the timeline, and the mark that the recommendation waits for."""
        portal, actor = request.portal, request.actor
        photos = [file.id for file in await portal.files.staged(_draft_of(request, case))]
        items = [{"id": line.id, "found": typed[f"found_{line.id}"], "note": typed[f"note_{line.id}"]} for line in kind.checklist]
        point = _point(typed)
        async with transaction():
            case = await hold_case(case.id)
            if case.state != "inspection":
                return
            await Inspection.create(
                id=uuid4(), case=case.id, at=portal.clock.now(), by=actor.id, name=actor.name, items=items, notes=typed["notes"],
                latitude=point[0] if point else None, longitude=point[1] if point else None,
            )  # fmt: skip
            await add_entry(request, case.id, by_of(actor, case, "handler"), self._told(request, items), public=True, files=photos, marks={"inspected": True})

    @staticmethod
    def _told(request: Request, items: Sequence[Mapping[str, str]]) -> str:
        portal = request.portal
        language, counted = portal.site.languages[0], {name: sum(item["found"] == name for item in items) for name in FOUND}
        words = portal.say(_("Inspection on site: {yes} in order, {no} not in order, {none} do not apply."), language, "permits")
        return words.format(**counted)

    async def _page(
        self,
        request: Request,
        case: Case,
        kind: PermitType,
        typed: Mapping[str, str],
        errors: Mapping[str, str] | None = None,
        *,
        notice: str = "",
        status: int = 200,
    ) -> Response:
        say, portal = request.gettext, request.portal
        may = _may(request, case)
        made = PageFields(request, typed, errors or {})
        choices = [(name, say(words)) for name, (words, _kind, _icon) in FOUND.items()]
        lines = [
            (
                portal.say(line.title, request.language, "permits"),
                made.choose(f"found_{line.id}", portal.say(line.title, request.language, "permits"), choices, look="radios"),
                made.line(f"note_{line.id}", say(_("Note")), optional=say(_("(where it is not in order)"))),
            )
            for line in kind.checklist
        ]
        staged = await portal.files.staged(_draft_of(request, case)) if may else ()
        more = [
            _photos(request, made, case, staged),
            made.line(
                "latitude", say(_("Latitude")), optional=True, attributes={"type": "text", "inputmode": "decimal", "autocomplete": "off", "maxlength": "20"}
            ),
            made.line(
                "longitude", say(_("Longitude")), optional=True, attributes={"type": "text", "inputmode": "decimal", "autocomplete": "off", "maxlength": "20"}
            ),
            made.words("notes", say(_("What else was seen, for officers")), optional=True, longest=LONGEST_NOTES),
        ]
        views: list[FieldView] = [view for _title, found, note in lines for view in (found, note)] + more
        names = {
            "case": case, "title": portal.say(kind.title, request.language, "permits"), "may": may, "lines": lines, "more": more, "notice": notice,
            "errors": mistakes(views), "done": await self._done(request, case, kind),
        }  # fmt: skip
        response = render(request, "permits/inspection.html", names, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response

    @staticmethod
    async def _done(request: Request, case: Case, kind: PermitType) -> list[tuple[Inspection, list[Found]]]:
        """What was found, the latest first."""
        titles = {line.id: request.portal.say(line.title, request.language, "permits") for line in kind.checklist}
        found = []
        for row in await Inspection.filter(case=case.id).order_by("-at"):
            items = []
            for item in row.items:
                words, sort, sign = FOUND.get(item["found"], FOUND["none"])
                items.append(Found(titles.get(item["id"], item["id"]), (request.gettext(words), sort, sign), item["note"]))
            found.append((row, items))
        return found


def _may(request: Request, case: Case) -> bool:
    return case.state == "inspection" and "handler" in functions_of(request.actor, case)


def _draft_of(request: Request, case: Case) -> UUID:
    """Under which the photos wait that this officer has handed in for this inspection."""
    return uuid5(DRAFTS, f"{request.actor.id} {case.id}")


def _taken(request: Request) -> str:
    """When the page says that a photo was taken; without its word it is now."""
    with suppress(ValueError):
        return datetime.fromisoformat(request.posted.one("taken")).isoformat()
    return request.portal.clock.now().isoformat()


def _point(typed: Mapping[str, str]) -> tuple[float, float] | None:
    with suppress(ValueError, KeyError):
        latitude, longitude = (float(typed[name].replace(",", ".")) for name in ("latitude", "longitude"))
        if -11 <= latitude <= 6 and 95 <= longitude <= 141:
            return round(latitude, 6), round(longitude, 6)
    return None


def _photos(request: Request, made: PageFields, case: Case, staged: Sequence[Any]) -> FieldView:
    say = request.gettext
    words: dict[str, Any] = {
        "pick": say(_("Take or choose photos")), "types": say(_("JPG, PNG or WebP, up to 32 MB")), "add": say(_("Add photo")), "remove": say(_("Remove")),
        "few": say(_("(optional)")), "most": "", "full": say(_("That is all: {n} photos."), n=MOST_PHOTOS) if len(staged) >= MOST_PHOTOS else "",
    }  # fmt: skip
    for file in staged:
        words[f"picture_{file.id}"] = request.portal.url_for("permits:inspection_photo", ticket=case.ticket, file=str(file.id))
    shown = tuple(FileView(str(file.id), file.name, f"{max(1, file.size // 1024)} KB", picture=True) for file in staged)
    return made.files("photos", say(_("Photos")), shown, words, {"accept": "image/jpeg,image/png,image/webp", "multiple": ""}, optional=True)
