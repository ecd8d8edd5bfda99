"""The public pages: the list of open vacancies with its filters, one vacancy, and what is counted of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.responses import Response as PlainResponse

from core import Response, render
from core.errors import RequestError
from core.fields import PageFields
from core.language import format_date, format_number
from core.language import gettext_lazy as _
from core.tables import csv_file

from .alerts import can_tell
from .counting import COUNTER, Statistics, read_statistics
from .finding import FILTERS, LONGEST, asked_of, open_vacancies, today, wanted_of
from .models import REFUSED, WAITING, Vacancy
from .settings import Settings
from .showing import Teller, is_open
from .words import CLOSED, EDUCATION, KINDS

if TYPE_CHECKING:
    from core import Request

QUERY = (*FILTERS, "sesudah")
"""What the address of the list may say; anything else is not kept and not read."""
FEW = 5
"""Fewer applications than these are not told exactly: they might be somebody's."""
SECTORS = 20
CHIPS = ("smp", "sma", "d3", "s1")


async def listed(request: Request) -> Response:
    """The newest first, narrowed by what the address says."""
    portal, settings = request.portal, request.settings(Settings)
    asked = asked_of(portal, request.query_params)
    wanted = wanted_of(asked)
    after = request.query_params.get("sesudah", "")
    found = await open_vacancies(portal, wanted, after=after, size=settings.page_size)
    counts = await portal.counters.read([COUNTER]) if not any(asked.values()) else {}
    teller = Teller(request, today(portal), settings.closing_days)
    agency = portal.site.agencies.get(settings.agency)
    names = {
        "rows": [teller.shown(one) for one in found.rows], "total": counts.get(COUNTER), "agency": agency.short if agency else "",
        "fields_shown": _fields(request, asked), "chips": _chips(request, asked), "feed": portal.url_for("jobs:feed"),
        "next": _address(request, asked, sesudah=found.next) if found.next else "", "first": _address(request, asked) if after else "",
        "alert": _alert(request, asked) if can_tell(portal) else "",
    }  # fmt: skip
    return render(request, "jobs/list.html", names, block="list")


async def vacancy(request: Request) -> Response:
    """One vacancy. One that is closed says so, keeps its address, and is told to no search engine any more."""
    portal, one = request.portal, await Vacancy.get_or_none(code=request.path_params["code"])
    if one is None or one.state in (WAITING, REFUSED):
        raise RequestError(404, request.gettext(_("There is no such vacancy. It may have been taken away.")))
    day = today(portal)
    teller = Teller(request, day, request.settings(Settings).closing_days)
    shown, opened = teller.shown(one), is_open(one, day)
    address = portal.absolute_url_for("jobs:vacancy", code=one.code)
    names = {
        "shown": shown, "rows": teller.rows(one), "description": one.description, "opened": opened, "link": one.link, "contact": one.contact,
        "closed": "" if opened else request.gettext(CLOSED.get(one.state, CLOSED["expired"])), "linked": teller.linked(one) if opened else None,
        "until": format_date(one.until, request.language, weekday=True), "sex": one.sex,
        "apply": portal.url_for("jobs:offer", code=one.code) if one.nib else "",
        "share": f"https://wa.me/?text={quote(f'{shown.title}, {one.employer}. {address}', safe='')}",
    }  # fmt: skip
    return render(request, "jobs/vacancy.html", names)


async def statistics(request: Request) -> Response:
    """How many vacancies and places are open, where, for whom, and how many were filled and applied for."""
    found = await read_statistics(request.portal)
    applications = format_number(found.applications, request.language)
    if 0 < found.applications < FEW:
        applications = request.gettext(_("fewer than {n}"), n=FEW)
    names = {"found": found, "applications": applications, "groups": _groups(request, found), "csv": request.portal.url_for("jobs:statistics_csv")}
    return render(request, "jobs/statistics.html", names)


async def statistics_csv(request: Request) -> Response:
    """The same of what is open, for a spreadsheet."""
    say = request.gettext
    rows: list[tuple[str | int, ...]] = [(say(_("Grouped")), say(_("Name")), say(_("Open vacancies")), say(_("Places")))]
    rows += [(title, *row) for _name, title, lines in _groups(request, await read_statistics(request.portal)) for row in lines]
    headers = {"Content-Disposition": 'attachment; filename="statistik-lowongan.csv"'}
    return PlainResponse(csv_file(rows).encode(), media_type="text/csv; charset=utf-8", headers=headers)


def _groups(request: Request, found: Statistics) -> list[tuple[str, str, list[tuple[str, int, int]]]]:
    """An id, a title and its lines: name, vacancies, places. Kecamatan and sectors with the most places first."""
    portal, say = request.portal, request.gettext
    districts = [(one.name, *found.districts[one.code]) for one in portal.site.regions.districts if one.code in found.districts]
    educations = [(portal.say(title, request.language, "jobs"), *found.educations[name]) for name, title in EDUCATION.items() if name in found.educations]
    sectors = [(name, *both) for name, both in found.sectors.items()]
    groups = [
        ("kecamatan", say(_("By kecamatan")), sorted(districts, key=_most)),
        ("pendidikan", say(_("By education")), educations),
        ("sektor", say(_("By sector")), sorted(sectors, key=_most)[:SECTORS]),
    ]
    return [group for group in groups if group[2]]


def _most(line: tuple[str, int, int]) -> tuple[int, str]:
    return (-line[2], line[0])


def _alert(request: Request, asked: Mapping[str, str]) -> str:
    """Where this search is saved."""
    wanted = urlencode({name: value for name, value in asked.items() if value})
    path = request.portal.url_for("jobs:alert")
    return f"{path}?{wanted}" if wanted else path


def _address(request: Request, asked: Mapping[str, str], **more: str) -> str:
    wanted = {name: value for name, value in {**asked, **more}.items() if value}
    path = request.portal.url_for("jobs:list")
    return f"{path}?{urlencode(wanted)}" if wanted else path


def _chips(request: Request, asked: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Education and the one thing that people with a disability look for first."""
    none = {**asked, "pendidikan": "", "difabel": ""}
    plain = not asked["pendidikan"] and not asked["difabel"]
    levels = [(name, request.portal.say(EDUCATION[name], request.language, "jobs")) for name in CHIPS]
    chips = [(said, _address(request, none, pendidikan=name), asked["pendidikan"] == name) for name, said in levels]
    return [
        (request.gettext(_("All")), _address(request, none), plain),
        *chips,
        (request.gettext(_("Disability friendly")), _address(request, none, difabel="ya"), bool(asked["difabel"])),
    ]


def _fields(request: Request, asked: Mapping[str, str]) -> list[object]:
    made, say = PageFields(request, asked), request.gettext
    search = {"type": "search", "maxlength": str(LONGEST), "autocomplete": "off", "enterkeyhint": "search"}
    districts = sorted((one.name, one.code) for one in request.portal.site.regions.districts)
    kinds = [(name, request.portal.say(title, request.language, "jobs")) for name, title in KINDS.items()]
    return [
        made.line("q", say(_("Work or skill")), attributes=search),
        made.choose("kecamatan", say(_("Kecamatan")), [(code, name) for name, code in districts], none=say(_("All kecamatan"))),
        made.choose("jenis", say(_("Kind of work")), kinds, none=say(_("All kinds"))),
    ]
