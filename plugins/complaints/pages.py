"""The public pages: the list of complaints with its filters, and the public part of one, with its photos.

All of them are the same for everybody and read by anybody; what is confidential answers like what does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode
from uuid import UUID

from core import Request, Response, render
from core.errors import RequestError
from core.fields import FieldView, PageFields
from core.identifiers import normalise_ticket
from core.language import gettext_lazy as _
from plugins.cases.api import (
    Case,
    Explanation,
    Line,
    NoSuchCase,
    Reader,
    calendar_of,
    current_procedure,
    file_of,
    find_case,
    is_public,
    listed_cases,
    listed_counts,
    pictures_of,
    read_timeline,
    shown_name,
    stand_of,
    today,
)

from .categories import Categories
from .finding import listed_with
from .forms import PROCEDURE, SERVICE
from .models import Complaint
from .rows import row_of
from .settings import Settings

QUERY = ("q", "state", "category", "district", "after")
"""What the address of the list may say; anything else is not kept and not read."""
LONGEST = 100


@dataclass(frozen=True, slots=True, eq=False)
class Filters:
    """The fields of the filter form, as the macros of `macros/fields.html` take them. One object for each choice, so that the page can keep them."""

    fields: Sequence[FieldView]


class Pages:
    """The pages of one site, with its categories at hand."""

    def __init__(self, categories: Categories) -> None:
        self.categories = categories
        self._known_filters: dict[tuple[str, str, str], Filters] = {}

    # ------------------------------------------------------------ the list

    async def listed(self, request: Request) -> Response:
        """The newest first, narrowed by what the address says."""
        portal, procedure = request.portal, current_procedure(request.portal, PROCEDURE)
        asked = self._asked(request, procedure)
        found = await listed_cases(
            portal,
            SERVICE,
            filters={name: asked[name] for name in ("state", "category", "district")},
            among=await listed_with(portal, asked["q"]) if asked["q"] else None,
            after=request.query_params.get("after", ""),
            size=request.settings(Settings).page_size,
        )
        counts = {} if asked["q"] or asked["category"] or asked["district"] else await listed_counts(portal, SERVICE, procedure.states)
        day = today(portal)
        names = {
            "rows": [row_of(request, case, procedure, self.categories, day) for case in found.cases],
            "filters": self._filters(request, asked),
            "states": self._states(request, procedure, asked, counts),
            "total": (counts[asked["state"]] if asked["state"] else sum(counts.values())) if counts else None,
            "next": self._address(request, asked, after=found.next) if found.next else "",
            "first": self._address(request, asked) if request.query_params.get("after") else "",
        }
        return render(request, "complaints/list.html", names, block="list")

    def _asked(self, request: Request, procedure: Any) -> dict[str, str]:
        """The filters of the address; a value that the site does not have is no filter."""
        given = {name: request.query_params.get(name, "") for name in QUERY}
        known: Mapping[str, Any] = {
            "state": procedure.states,
            "category": {one.id for one in self.categories.all if not one.whistleblowing},
            "district": {one.code for one in request.portal.site.regions.districts},
        }
        asked = {name: value if value in known[name] else "" for name, value in given.items() if name in known}
        return {**asked, "q": " ".join(given["q"].split())[:LONGEST]}

    def _address(self, request: Request, asked: Mapping[str, str], **more: str) -> str:
        wanted = {name: value for name, value in {**asked, **more}.items() if value}
        path = request.portal.url_for("complaints:list")
        return f"{path}?{urlencode(wanted)}" if wanted else path

    def _states(self, request: Request, procedure: Any, asked: Mapping[str, str], counts: Mapping[str, int]) -> list[tuple[str, str, bool, str, int | None]]:
        """Chips: all, then every state of the way, then whatever else has complaints in it."""
        say = request.portal.say
        way = [*procedure.track, *(name for name, state in procedure.states.items() if state.end == "done")]
        others = [name for name in procedure.states if name not in way and (counts.get(name) or name == asked["state"])]
        titles = {"": request.gettext(_("All"))}
        titles |= {name: say(procedure.states[name].title, request.language, "complaints") for name in (*way, *others)}
        numbers = {**counts, "": sum(counts.values())} if counts else {}
        return [(title, self._address(request, {**asked, "state": name}), name == asked["state"], "", numbers.get(name)) for name, title in titles.items()]

    def _filters(self, request: Request, asked: Mapping[str, str]) -> Filters:
        """The filter form; without words of somebody's own there are only as many as kecamatan times groups."""
        if asked["q"]:
            return self._new_filters(request, asked)
        key = (request.language, asked["district"], asked["category"])
        found = self._known_filters.get(key)
        if found is None:
            found = self._known_filters[key] = self._new_filters(request, asked)
        return found

    def _new_filters(self, request: Request, asked: Mapping[str, str]) -> Filters:
        say = request.portal.say
        districts = sorted((one.name, one.code) for one in request.portal.site.regions.districts)
        groups = [(say(one.title, request.language, "complaints"), one.id) for one in self.categories.all if not one.whistleblowing]
        made, words = PageFields(request, asked), request.gettext
        search = {"type": "search", "maxlength": str(LONGEST), "autocomplete": "off", "enterkeyhint": "search"}
        return Filters((
            made.line("q", words(_("Words or ticket")), attributes=search),
            made.choose("district", words(_("Kecamatan")), [(code, name) for name, code in districts], none=words(_("All kecamatan"))),
            made.choose("category", words(_("Group")), [(code, name) for name, code in groups], none=words(_("All groups"))),
        ))  # fmt: skip

    # ------------------------------------------------------------ one complaint

    async def detail(self, request: Request) -> Response:
        """What everybody may read of one complaint."""
        portal, case = request.portal, await self._case(request)
        calendar = calendar_of(portal)
        found = await stand_of(portal, case, calendar)
        reader = PublicReader(request, found, calendar, today(portal))
        lines = await read_timeline(portal, case, "everybody")
        spot = await Complaint.get_or_none(id=case.id)
        category = self.categories.find(case.category)
        address = portal.absolute_url_for("complaints:detail", ticket=case.ticket)
        shown = reader.following(lines, lambda line: self._pictures(request, case, line), ())
        explained = Explanation(found.procedure, reader.say, found.settings)
        names = {
            "shown": shown,
            "name": await shown_name(portal, case.id) if case.visibility == "public" else "",
            "category": portal.say(category.title, request.language, "complaints") if category else "",
            "landmark": spot.landmark if spot else "",
            "through": spot.entered_as if spot else "",
            "explained": explained,
            "hidden": _hidden(reader, lines),
            "share": f"https://wa.me/?text={quote(f'{case.title}. {shown.tag[0]}. {address}', safe='')}",
        }
        return render(request, "complaints/detail.html", names)

    async def photo(self, request: Request) -> Response:
        """A photo of a public complaint."""
        return await self._photo(request, small=False)

    async def small_photo(self, request: Request) -> Response:
        """The small picture of the same."""
        return await self._photo(request, small=True)

    async def _photo(self, request: Request, *, small: bool) -> Response:
        case = await self._case(request)

        async def look(stored: Any) -> Literal["", "public"]:
            kept = await file_of(case, stored.id)
            return "public" if kept is not None and kept.public and kept.media_type.startswith("image/") and await self._told(request, case, stored.id) else ""

        return await request.portal.send_file(request, request.path_params["file"], look, small=small)

    async def _told(self, request: Request, case: Case, file: UUID) -> bool:
        """Whether the timeline that everybody reads shows the file: what a reporter adds later is between them and the officers."""
        return any(kept.id == file for line in await read_timeline(request.portal, case, "everybody") for kept in line.files)

    async def _case(self, request: Request) -> Case:
        """The public complaint of the ticket, or 404: for a wrong ticket, another service's and a confidential one alike.

        Wrong ones are counted by address, so that nobody reads through all tickets."""
        case = None
        with suppress(NoSuchCase, ValueError):
            case = await find_case(normalise_ticket(request.path_params["ticket"]))
        if case is not None and case.service == SERVICE and is_public(case):
            return case
        address = request.client.host if request.client else ""
        verdict = await request.portal.limits.hit("complaints.unknown", address, f"{request.settings(Settings).unknown_per_minute}/minute")
        if not verdict.allowed:
            words = request.gettext(_("Too many tickets that do not exist were opened from here. Wait a minute, then try again."))
            raise RequestError(429, words, headers={"Retry-After": str(verdict.retry_after)})
        raise RequestError(404, request.gettext(_("There is no public complaint with this ticket. To follow your own, use the link on your receipt.")))

    def _pictures(self, request: Request, case: Case, line: Line) -> Sequence[Mapping[str, Any]]:
        who = request.gettext(_("Reporter")) if line.by == "reporter" else request.gettext(_("Officer"))

        def said(number: int) -> str:
            return request.gettext(_("Photo {n} of: {title}. {who}"), n=number, title=case.title, who=who)

        return pictures_of(request, line, ("complaints:small_photo", "complaints:photo"), said, ticket=case.ticket)


class PublicReader(Reader):
    """Says the same to everybody: not "you", but "the reporter"."""

    def promise(self) -> tuple[str, Any, str]:
        state = self.procedure.states[self.standing.state]
        due = self.standing.due
        if not state.end and state.who == "reporter" and due:
            return self.request.gettext(_("The reporter may answer until")), due.day, ""
        text, day, note = super().promise()
        return text, day, "" if state.end else note


def _hidden(reader: Reader, lines: Sequence[Line]) -> str:
    """Why an officer hid or rewrote something of what everybody reads; empty when all is shown."""
    last = next((line for line in reversed(lines) if line.kind in ("hidden", "restored")), None)
    if last is None or last.kind == "restored":
        return ""
    return reader.request.gettext(_("Hidden or rewritten by an officer: {reason}. {words}"), reason=reader.why_hidden(last.reason), words=last.text)
