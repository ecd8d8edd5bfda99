"""The public pages: the list of schools with its filters, and one school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core import Response, render
from core.errors import RequestError
from core.fields import PageFields
from core.language import gettext_lazy as _

from .finding import Wanted, schools
from .models import School
from .settings import Settings
from .tables import NAME
from .words import ACCREDITATIONS, LEVELS, STATUSES

if TYPE_CHECKING:
    from core import Request

QUERY = ("q", "jenjang", "status", "kecamatan", "sesudah")
LONGEST = 100
TAGS = {"a": ("ok", "badge-check"), "b": ("ok", "badge-check"), "c": ("", "badge-check")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A school for a list, in the reader's language. `tag` is (text, kind, icon), or none where no accreditation is known."""

    npsn: str
    name: str
    href: str
    kind: str
    place: str
    tag: tuple[str, str, str] | None


async def listed(request: Request) -> Response:
    """By name, narrowed by what the address says."""
    portal, asked = request.portal, _asked(request)
    after = request.query_params.get("sesudah", "")[:8]
    wanted = Wanted(asked["q"], asked["jenjang"], asked["status"], asked["kecamatan"])
    found, following = await schools(portal, wanted, after=after, size=request.settings(Settings).page_size)
    names = {
        "rows": [shown(request, one) for one in found], "fields_shown": _fields(request, asked), "chips": _chips(request, asked),
        "next": _address(request, asked, sesudah=following) if following else "", "first": _address(request, asked) if after else "",
        "narrowed": any(asked.values()),
    }  # fmt: skip
    return render(request, "education/list.html", names, block="list")


async def school(request: Request) -> Response:
    """One school, with where and when its figures come from."""
    one = await School.get_or_none(npsn=request.path_params["npsn"])
    if one is None:
        raise RequestError(404, request.gettext(_("There is no such school here. Look for it in the list.")))
    last = await request.portal.imports.last(NAME)
    names = {
        "one": one, "shown": shown(request, one), "facts": _facts(request, one), "source": last.source if last else "", "linked": _linked(request, one),
        "map": f"https://www.openstreetmap.org/?mlat={one.latitude}&mlon={one.longitude}#map=17/{one.latitude}/{one.longitude}" if one.latitude else "",
        "last": last,
    }  # fmt: skip
    return render(request, "education/school.html", names)


def shown(request: Request, one: School) -> Shown:
    portal, say = request.portal, request.gettext
    district = portal.site.regions.district(one.district)
    place = ", ".join(part for part in (one.address, district.name if district else "") if part)
    tag = (say(_("Accreditation {grade}"), grade=say(ACCREDITATIONS[one.accreditation])), *TAGS[one.accreditation]) if one.accreditation in TAGS else None
    kind = f"{say(LEVELS[one.level])}, {say(STATUSES[one.status])}"
    return Shown(one.npsn, one.name, portal.url_for("education:school", npsn=one.npsn), kind, place, tag)


def _facts(request: Request, one: School) -> list[Mapping[str, str]]:
    say = request.gettext
    rows = [{"term": say(_("NPSN")), "value": one.npsn}, {"term": say(_("Level")), "value": say(LEVELS[one.level])}]
    rows.append({"term": say(_("Status")), "value": say(STATUSES[one.status])})
    if one.accreditation:
        grade = say(ACCREDITATIONS[one.accreditation])
        rows.append({"term": say(_("Accreditation")), "value": f"{grade} ({one.accredited})" if one.accredited else grade})
    if one.seats is not None:
        rows.append({"term": say(_("Seats for new pupils")), "value": str(one.seats)})
    return [*rows]


def _linked(request: Request, one: School) -> dict[str, object]:
    """For search engines: schema.org."""
    portal = request.portal
    address = {"@type": "PostalAddress", "addressCountry": "ID", "addressRegion": portal.site.config.portal.regency or portal.site.name}
    if one.address:
        address["streetAddress"] = one.address
    found: dict[str, object] = {"@context": "https://schema.org", "@type": "School", "name": one.name, "identifier": one.npsn, "address": address}
    if one.latitude:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": one.latitude, "longitude": one.longitude}
    return {**found, "url": portal.absolute_url_for("education:school", npsn=one.npsn)}


def _asked(request: Request) -> dict[str, str]:
    """The filters of the address; a value that is not known is no filter."""
    given = {name: request.query_params.get(name, "") for name in QUERY[:-1]}
    return {
        "q": " ".join(given["q"].split())[:LONGEST],
        "jenjang": given["jenjang"] if given["jenjang"] in LEVELS else "",
        "status": given["status"] if given["status"] in STATUSES else "",
        "kecamatan": given["kecamatan"] if request.portal.site.regions.district(given["kecamatan"]) else "",
    }


def _address(request: Request, asked: Mapping[str, str], **more: str) -> str:
    wanted = {name: value for name, value in {**asked, **more}.items() if value}
    path = request.portal.url_for("education:list")
    return f"{path}?{urlencode(wanted)}" if wanted else path


def _chips(request: Request, asked: Mapping[str, str]) -> Sequence[tuple[str, str, bool]]:
    levels = [(request.gettext(title), _address(request, {**asked, "jenjang": name}), asked["jenjang"] == name) for name, title in LEVELS.items()]
    return [(request.gettext(_("All")), _address(request, {**asked, "jenjang": ""}), not asked["jenjang"]), *levels]


def _fields(request: Request, asked: Mapping[str, str]) -> list[object]:
    made, say = PageFields(request, asked), request.gettext
    search = {"type": "search", "maxlength": str(LONGEST), "autocomplete": "off", "enterkeyhint": "search"}
    districts = sorted((one.name, one.code) for one in request.portal.site.regions.districts)
    return [
        made.line("q", say(_("Name or NPSN")), attributes=search),
        made.choose("kecamatan", say(_("Kecamatan")), [(code, name) for name, code in districts], none=say(_("All kecamatan"))),
        made.choose("status", say(_("Status")), [(name, say(title)) for name, title in STATUSES.items()], none=say(_("State and private"))),
    ]
