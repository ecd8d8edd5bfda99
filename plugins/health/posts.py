"""The posyandu: the list by kecamatan, one with its next days, and its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core import Response, render
from core.errors import RequestError
from core.fields import PageFields
from core.language import Text, format_date
from core.language import gettext_lazy as _
from plugins.cases.api import calendar_of

from .calendar_file import Entry, calendar_file
from .finding import by_name, today
from .hours import parse_hours
from .models import Facility, Posyandu
from .schedule import Schedule, parse_schedule
from .settings import Settings
from .words import WEEKDAYS

if TYPE_CHECKING:
    from core import Request

NEXT_DAYS = 3
NTH = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), -1: _("last")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A posyandu for the list: its next day first."""

    code: str
    name: str
    href: str
    where: str
    rule: str
    coming: str
    hours: str
    off: bool


async def listed(request: Request) -> Response:
    """By name, narrowed to a kecamatan."""
    portal = request.portal
    asked = request.query_params.get("kecamatan", "")
    district = asked if portal.site.regions.district(asked) else ""
    query = Posyandu.filter(district=district) if district else Posyandu.all()
    after = request.query_params.get("sesudah", "")[:40]
    rows, following = await by_name(query, after, request.settings(Settings).page_size)
    districts = sorted((one.name, one.code) for one in portal.site.regions.districts)
    made = PageFields(request, {"kecamatan": district})
    here = portal.url_for("health:posts")

    def address(**more: str) -> str:
        wanted = {name: value for name, value in {"kecamatan": district, **more}.items() if value}
        return f"{here}?{urlencode(wanted)}" if wanted else here

    choose = made.choose("kecamatan", request.gettext(_("Kecamatan")), [(code, name) for name, code in districts], none=request.gettext(_("All kecamatan")))
    names = {
        "fields_shown": [choose], "rows": [shown_post(request, one) for one in rows],
        "next": address(sesudah=following) if following else "", "first": address() if after else "",
    }  # fmt: skip
    return render(request, "health/posts.html", names, block="list")


async def post(request: Request) -> Response:
    """One posyandu: its next days, and how they come into a calendar."""
    one, portal = await _asked(request), request.portal
    puskesmas = await Facility.get_or_none(code=one.facility) if one.facility else None
    calendar = calendar_of(portal)
    days = [
        (format_date(day, request.language, weekday=True), _is_off(calendar.is_working_day(day), day))
        for day in islice(parse_schedule(one.schedule).from_day(today(portal)), NEXT_DAYS)
    ]
    file = portal.absolute_url_for("health:post_calendar", code=one.code)
    names = {
        "one": one, "shown": shown_post(request, one), "days": days, "file": portal.url_for("health:post_calendar", code=one.code),
        "webcal": "webcal://" + file.partition("://")[2], "puskesmas": puskesmas,
    }  # fmt: skip
    return render(request, "health/post.html", names)


async def calendar(request: Request) -> Response:
    """As a calendar file that repeats without end; its id stays, so whoever subscribed sees what changes."""
    one, portal = await _asked(request), request.portal
    plan, hours = parse_schedule(one.schedule), parse_hours(one.hours)
    entry = Entry(
        f"posyandu-{one.code}@{portal.base_url.partition('://')[2].split(':')[0]}", next(plan.from_day(today(portal).replace(month=1, day=1))), one.name,
        " ".join(part for part in (one.targets, request.gettext(_("On a public holiday the day may move: ask the cadre."))) if part),
        place=", ".join(part for part in (one.place, one.village) if part), hours=(hours.opens, hours.closes) if hours else None, rule=plan.rule,
        url=portal.absolute_url_for("health:post", code=one.code),
    )  # fmt: skip
    return calendar_file(portal, one.name, [entry], portal.clock.now(), "posyandu.ics")


async def _asked(request: Request) -> Posyandu:
    one = await Posyandu.get_or_none(code=request.path_params["code"])
    if one is None:
        raise RequestError(404, request.gettext(_("There is no such posyandu here. Look for it in the list.")))
    return one


def shown_post(request: Request, one: Posyandu) -> Shown:
    portal = request.portal
    plan = parse_schedule(one.schedule)
    coming = next(plan.from_day(today(portal)))
    district = portal.site.regions.district(one.district)
    where = ", ".join(part for part in (one.place, one.village, district.name if district else "") if part)
    return Shown(
        one.code, one.name, portal.url_for("health:post", code=one.code), where, in_words(request, plan),
        format_date(coming, request.language, weekday=True), str(parse_hours(one.hours) or ""), _is_off(calendar_of(portal).is_working_day(coming), coming),
    )  # fmt: skip


def _is_off(works: bool, day: date) -> bool:
    """A public holiday. A posyandu that is on Saturdays or Sundays means them."""
    return not works and day.weekday() < 5


def in_words(request: Request, plan: Schedule) -> str:
    if plan.day:
        return request.gettext(_("Each month on the {n}th"), n=plan.day)
    nth: Text = NTH[plan.nth]
    return request.gettext(_("Each month on the {nth} {weekday}"), nth=request.gettext(nth), weekday=request.gettext(WEEKDAYS[plan.weekday]))
