"""The public pages: the list of facilities with its filters, and one facility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core import Response, render
from core.errors import RequestError
from core.fields import PageFields
from core.language import gettext_lazy as _
from plugins.cases.api import calendar_of

from .beds import FORGOTTEN, hospital_of
from .finding import Wanted, facilities
from .hours import Hours, hours_on, parse_hours
from .models import Bed, Facility, HealthService
from .settings import Settings
from .words import KINDS, SIGNS, WEEKDAYS

if TYPE_CHECKING:
    from core import Request

LONGEST = 100
MOST_SERVICES = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A facility for a list, in the reader's language. `tag` is (text, kind, icon)."""

    code: str
    name: str
    href: str
    kind: str
    sign: str
    place: str
    phone: str
    tag: tuple[str, str, str]
    emergency: bool


async def listed(request: Request) -> Response:
    """By name, narrowed by what the address says."""
    portal, settings = request.portal, request.settings(Settings)
    asked = _asked(request)
    after = request.query_params.get("sesudah", "")[:30]
    found, following = await facilities(portal, Wanted(asked["q"], asked["jenis"], asked["kecamatan"]), after=after, size=settings.page_size)
    names = {
        "rows": [shown(request, one) for one in found], "fields_shown": _fields(request, asked), "chips": _chips(request, asked),
        "next": _address(request, asked, sesudah=following) if following else "", "first": _address(request, asked) if after else "",
        "emergency": portal.site.emergency, "narrowed": any(asked.values()),
    }  # fmt: skip
    return render(request, "health/list.html", names, block="list")


async def facility(request: Request) -> Response:
    """One facility: when it is open, what it offers, its beds, and where one takes a number."""
    portal = request.portal
    one = await facility_of(request)
    services = await HealthService.filter(facility=one.code).order_by("name", "code").limit(MOST_SERVICES)
    beds = await Bed.filter(facility=one.code, told__gte=portal.clock.now() - FORGOTTEN).order_by("ward", "kind").limit(MOST_SERVICES)
    names = {
        "one": one, "shown": shown(request, one), "week": week(request, one), "services": [_service(request, each) for each in services],
        "hospital": hospital_of(request, one, beds, "") if beds else None, "beds": portal.url_for("health:free_beds"),
        "queues": any(each.quota for each in services), "linked": _linked(request, one),
        "round_the_clock": all(hours and hours.round_the_clock for hours in map(parse_hours, spans(one))),
    }  # fmt: skip
    return render(request, "health/facility.html", names)


async def facility_of(request: Request) -> Facility:
    """The facility of the address. RequestError 404."""
    one = await Facility.get_or_none(code=request.path_params["code"])
    if one is None:
        raise RequestError(404, request.gettext(_("There is no such facility here. Look for it in the list.")))
    return one


def shown(request: Request, one: Facility) -> Shown:
    portal = request.portal
    district = portal.site.regions.district(one.district)
    place = ", ".join(part for part in (one.address, district.name if district else "") if part)
    return Shown(
        one.code, one.name, portal.url_for("health:facility", code=one.code), request.gettext(KINDS[one.kind]), SIGNS[one.kind], place, one.phone,
        _tag(request, one), bool(one.emergency),
    )  # fmt: skip


def _tag(request: Request, one: Facility) -> tuple[str, str, str]:
    """Open now, later today, or not today."""
    now = request.portal.clock.now().astimezone(request.portal.site.zone)
    hours = hours_on(spans(one), now.date(), day_off=is_day_off(request, now.date()))
    if hours is None:
        return request.gettext(_("Closed today")), "", "x"
    if hours.covers(now.time()):
        return request.gettext(_("Open now, {hours}"), hours=str(hours)), "ok", "check"
    later = now.time() < hours.opens
    return (request.gettext(_("Opens at {time}"), time=f"{hours.opens:%H.%M}") if later else request.gettext(_("Closed for today"))), "", "clock"


def spans(one: Facility) -> tuple[str, str, str, str]:
    return one.weekdays, one.friday, one.saturday, one.sunday


def is_day_off(request: Request, day: date) -> bool:
    """A public holiday; Saturdays and Sundays have hours of their own."""
    return day.weekday() < 5 and not calendar_of(request.portal).is_working_day(day)


def week(request: Request, one: Facility) -> list[dict[str, str]]:
    """The hours as a list of terms; one line where every day is the same."""
    say, texts = request.gettext, spans(one)
    if len(set(texts)) == 1 and texts[0]:
        return [{"term": say(_("Every day")), "value": _hours(request, parse_hours(texts[0]))}]
    titles = (_("Monday to Thursday"), WEEKDAYS[4], WEEKDAYS[5], WEEKDAYS[6])
    return [{"term": say(title), "value": _hours(request, parse_hours(text))} for title, text in zip(titles, texts, strict=True)]


def _hours(request: Request, hours: Hours | None) -> str:
    if hours is None:
        return request.gettext(_("Closed"))
    return request.gettext(_("Day and night")) if hours.round_the_clock else f"{hours} {request.portal.clock.now().astimezone(request.portal.site.zone):%Z}"


def _service(request: Request, one: HealthService) -> dict[str, str]:
    return {"term": one.name, "value": f"{one.days}, {parse_hours(one.hours) or ''}", "note": one.note}


def _linked(request: Request, one: Facility) -> dict[str, object]:
    """For search engines: schema.org."""
    portal, district = request.portal, request.portal.site.regions.district(one.district)
    address = {"@type": "PostalAddress", "addressCountry": "ID", "addressRegion": portal.site.config.portal.regency or portal.site.name}
    address |= {name: value for name, value in (("addressLocality", district.name if district else ""), ("streetAddress", one.address)) if value}
    found: dict[str, object] = {
        "@context": "https://schema.org", "@type": "Hospital" if one.kind == "hospital" else "MedicalClinic", "name": one.name, "address": address,
        "url": portal.absolute_url_for("health:facility", code=one.code),
    }  # fmt: skip
    return found | ({"telephone": one.phone} if one.phone else {})


def _asked(request: Request) -> dict[str, str]:
    """The filters of the address; a value that is not known is no filter."""
    kind, district = request.query_params.get("jenis", ""), request.query_params.get("kecamatan", "")
    return {
        "q": " ".join(request.query_params.get("q", "").split())[:LONGEST],
        "jenis": kind if kind in KINDS else "",
        "kecamatan": district if request.portal.site.regions.district(district) else "",
    }


def _address(request: Request, asked: dict[str, str], **more: str) -> str:
    wanted = {name: value for name, value in {**asked, **more}.items() if value}
    path = request.portal.url_for("health:list")
    return f"{path}?{urlencode(wanted)}" if wanted else path


def _chips(request: Request, asked: dict[str, str]) -> Sequence[tuple[str, str, bool]]:
    kinds = [(request.gettext(title), _address(request, {**asked, "jenis": name}), asked["jenis"] == name) for name, title in KINDS.items()]
    return [(request.gettext(_("All")), _address(request, {**asked, "jenis": ""}), not asked["jenis"]), *kinds]


def _fields(request: Request, asked: dict[str, str]) -> list[object]:
    made, say = PageFields(request, asked), request.gettext
    search = {"type": "search", "maxlength": str(LONGEST), "autocomplete": "off", "enterkeyhint": "search"}
    districts = sorted((one.name, one.code) for one in request.portal.site.regions.districts)
    return [
        made.line("q", say(_("Name or service")), attributes=search),
        made.choose("kecamatan", say(_("Kecamatan")), [(code, name) for name, code in districts], none=say(_("All kecamatan"))),
    ]
