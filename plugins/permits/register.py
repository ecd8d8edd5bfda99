"""The officers' register of what was issued: a list to narrow, and the same as a file for a spreadsheet.

It holds the permit and no more: nobody's name, number or address. Officers see what their agencies have issued, in the areas of their posts.
The file asks a permission of its own, the password given just now, and a reason that is written down.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from tortoise.expressions import Q

from core import Response, render
from core.fields import PageFields
from core.language import gettext_lazy as _
from core.models import page
from core.tables import Cell
from plugins.cases.api import Case, Taking, agency_name, closed_to_others, query_taken, today

from .kinds import PermitTypes
from .models import Permit
from .settings import Settings
from .standing import STATES, in_state, state_of, tag_of

if TYPE_CHECKING:
    from uuid import UUID

    from tortoise.queryset import QuerySet

    from core import Actor, Request

VIEW, READ, EXPORT = "cases.view", "permits.register", "permits.export"
AT_ONCE, LONGEST = 100, 120
"""Rows of one question, and characters of what is asked for."""
FILE = Taking(
    owner="permits", ask_route="permits:export", download_route="permits:download", action=EXPORT, about="permits:register", file="izin",
    title=_("Download the register"),
    lede=_("A file for a spreadsheet with what the register shows now, {n} permits at most."),
    limits=_("It holds the permits of agencies in which you may download them. Whose they are is not in it."),
    back=_("Issued permits"),
    cut=_("Only the first {n} permits are in this file. Filter the register to get the others."),
    heads=(_("Number"), _("Permit"), _("Issued"), _("Valid until"), _("State"), _("Ticket"), _("Agency"), _("District"), _("Village")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the names are those of the address."""

    q: str = ""
    jenis: str = ""
    kecamatan: str = ""
    keadaan: str = ""
    dari: str = ""
    sampai: str = ""
    setelah: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Asked:
        """A state or a day that does not exist is nothing asked."""
        given = {part.name: " ".join(str(query.get(part.name, "")).replace("\x00", "").split()) for part in fields(cls)}
        given = {name: value if name == "setelah" else value[:LONGEST] for name, value in given.items()}
        given["keadaan"] = given["keadaan"] if given["keadaan"] in STATES else ""
        return cls(**given | {name: str(_day(given[name]) or "") for name in ("dari", "sampai")})

    @property
    def query(self) -> str:
        """The same as a query, without where the page begins."""
        return urlencode({part.name: value for part in fields(self) if part.name != "setelah" and (value := getattr(self, part.name))})


@dataclass(frozen=True, slots=True)
class Row:
    """A permit in the list, in the reader's language."""

    id: str
    number: str
    title: str
    href: str
    issued: date
    place: str
    tag: tuple[str, str, str]


class Register:
    """The pages of one site."""

    def __init__(self, types: PermitTypes) -> None:
        self.types = types

    async def listed(self, request: Request) -> Response:
        """One page, the newest first: the permits, and their cases for the links; no more is asked."""
        asked, here = Asked.read(request.query_params), request.portal.url_for("permits:register")
        found = await page(self._rows(request, asked, visible(request.actor, READ)), "issued", after=asked.setelah, size=request.settings(Settings).page_size)
        tickets = await _tickets(found.rows)
        mine = f"{here}?{asked.query}" if asked.query else here
        names = {
            "rows": [self._row(request, one, tickets.get(one.id, "")) for one in found.rows], "filters": self._filters(request, asked),
            "filtered": bool(asked.query), "first": mine if asked.setelah else "",
            "next": f"{here}?{urlencode({**dict(parse_qsl(asked.query)), 'setelah': found.next})}" if found.next else "",
            "export": _path(request, "permits:export", asked) if request.actor.may(EXPORT) else "",
        }  # fmt: skip
        return closed_to_others(render(request, "permits/register.html", names))

    async def ask(self, request: Request) -> Response:
        """What is taken away, and why."""
        asked = Asked.read(request.query_params)
        return await FILE.ask(request, asked.query, _path(request, "permits:register", asked))

    async def download(self, request: Request) -> Response:
        """Write down who takes what, then send it."""
        asked = Asked.read(query_taken(request))
        agencies = [post.agency for post in request.actor.posts_with(EXPORT)]
        return await FILE.download(request, asked.query, _path(request, "permits:register", asked), agencies, self._pages(request, asked))

    # ------------------------------------------------------------ inside

    def _rows(self, request: Request, asked: Asked, rule: Q) -> QuerySet[Permit]:
        query = Permit.filter(rule)
        if asked.q:
            return query.filter(number=asked.q)
        kind = self.types.find(asked.jenis)
        if kind is not None:
            query = query.filter(kind=kind.id)
        if request.portal.site.regions.district(asked.kecamatan):
            query = query.filter(district=asked.kecamatan)
        if asked.keadaan:
            query = query.filter(in_state(asked.keadaan, today(request.portal)))
        if since := _day(asked.dari):
            query = query.filter(valid_until__gte=since)
        if until := _day(asked.sampai):
            query = query.filter(valid_until__lte=until)
        return query

    def _title(self, request: Request, permit: Permit) -> str:
        kind = self.types.find(permit.kind)
        return request.portal.say(kind.title, request.language, "permits") if kind else permit.kind

    def _row(self, request: Request, permit: Permit, ticket: str) -> Row:
        href = request.portal.url_for("cases:desk_case", ticket=ticket) if ticket else ""
        return Row(
            str(permit.id), permit.number, self._title(request, permit), href, permit.issued, ", ".join(filter(None, reversed(_places(request, permit)))),
            tag_of(request, permit, today(request.portal)),
        )  # fmt: skip

    def _filters(self, request: Request, asked: Asked) -> list[Any]:
        say, portal = request.gettext, request.portal
        made = PageFields(request, {part.name: getattr(asked, part.name) for part in fields(asked)}, prefix="saring")
        kinds = [(kind.id, portal.say(kind.title, request.language, "permits")) for kind in self.types.all]
        districts = [(one.code, one.name) for one in portal.site.regions.districts]
        day = {"type": "date"}
        return [
            made.line("q", say(_("Number of the permit")), attributes={"type": "search", "autocomplete": "off", "maxlength": str(LONGEST)}),
            made.choose("jenis", say(_("Permit")), kinds, none=say(_("All permits"))),
            *([made.choose("kecamatan", say(_("District")), districts, none=say(_("All districts")))] if districts else []),
            made.choose("keadaan", say(_("State")), [(name, say(words)) for name, words in STATES.items()], none=say(_("All states"))),
            made.line("dari", say(_("Expires from")), attributes=day),
            made.line("sampai", say(_("Expires until")), attributes=day),
        ]

    async def _pages(self, request: Request, asked: Asked) -> AsyncIterator[list[list[Cell]]]:
        query, after = self._rows(request, asked, visible(request.actor, EXPORT)), ""
        while True:
            found = await page(query, "issued", after=after, size=AT_ONCE)
            tickets = await _tickets(found.rows)
            yield [self._line(request, one, tickets.get(one.id, "")) for one in found.rows]
            if not found.next:
                return
            after = found.next

    def _line(self, request: Request, permit: Permit, ticket: str) -> list[Cell]:
        district, village = _places(request, permit)
        return [
            permit.number, self._title(request, permit), permit.issued.isoformat(), permit.valid_until.isoformat() if permit.valid_until else "",
            request.gettext(STATES[state_of(permit, today(request.portal))]), ticket, agency_name(request.portal, permit.agency or ""), district, village,
        ]  # fmt: skip


def visible(actor: Actor, permission: str) -> Q:
    """Permits that were issued by agencies where the officer has a post with `permission` that sees cases, in the post's areas."""
    rule = Q(pk__in=[])
    for post in actor.posts_with(permission):
        if VIEW in post.permissions:
            areas = sorted(post.areas)
            rule |= Q(Q(district__in=areas) | Q(village__in=areas), agency=post.agency) if areas else Q(agency=post.agency)
    return rule


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9000 else None


async def _tickets(rows: Sequence[Permit]) -> dict[UUID, str]:
    """The ticket of each."""
    return dict(await Case.filter(id__in=[row.id for row in rows]).values_list("id", "ticket")) if rows else {}


def _places(request: Request, permit: Permit) -> tuple[str, str]:
    regions = request.portal.site.regions
    district, village = regions.district(permit.district or ""), regions.village(permit.village or "")
    return district.name if district else "", village.name if village else ""


def _path(request: Request, route: str, asked: Asked) -> str:
    path = request.portal.url_for(route)
    return f"{path}?{asked.query}" if asked.query else path
