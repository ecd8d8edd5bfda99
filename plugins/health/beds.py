"""Free beds: how many, by whom, and above all how old the figure is. Never a number without its age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.language import gettext_lazy as _

from .models import Bed, Facility
from .rights import refuse_others
from .settings import Settings

if TYPE_CHECKING:
    from core import Request

IMPORT = "health.beds"
FORGOTTEN = timedelta(days=14)
"""Older figures help nobody: they are not shown at all."""
MOST = 400


@dataclass(frozen=True, slots=True)
class Room:
    """Beds of one class in one ward, with the age of the figure in words."""

    ward: str
    kind: str
    total: int
    free: int
    told: datetime
    age: str
    stale: bool
    source: str


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital and its rooms; `oldest` is the age of the oldest figure in words."""

    name: str
    href: str
    phone: str
    rooms: tuple[Room, ...]
    free: int
    total: int
    oldest: str
    stale: bool


async def free_beds(request: Request) -> Response:
    """Of all hospitals. Three statements, whatever their number."""
    portal = request.portal
    since = portal.clock.now() - FORGOTTEN
    beds = await Bed.filter(told__gte=since).order_by("facility", "ward", "kind").limit(MOST)
    places = await Facility.filter(code__in=sorted({bed.facility for bed in beds})).order_by("name") if beds else []
    last = await portal.imports.last(IMPORT)
    found = [hospital_of(request, place, [bed for bed in beds if bed.facility == place.code], last.source if last else "") for place in places]
    names = {"rows": found, "hours": request.settings(Settings).beds_stale_hours, "emergency": portal.site.emergency}
    return render(request, "health/beds.html", names)


def hospital_of(request: Request, place: Facility, beds: Iterable[Bed], source: str) -> Hospital:
    rooms = tuple(room_of(request, bed, source) for bed in beds)
    oldest = min(rooms, key=lambda room: room.told)
    return Hospital(
        place.name, request.portal.url_for("health:facility", code=place.code), place.phone, rooms, sum(room.free for room in rooms),
        sum(room.total for room in rooms), oldest.age, any(room.stale for room in rooms),
    )  # fmt: skip


def room_of(request: Request, bed: Bed, source: str) -> Room:
    """A figure from the future is as new as can be: the hospital's clock goes ahead."""
    age = max(timedelta(0), request.portal.clock.now() - bed.told)
    stale = age > timedelta(hours=request.settings(Settings).beds_stale_hours)
    return Room(bed.ward, bed.kind, bed.total, bed.free, bed.told, age_in_words(request, age), stale, bed.source or source)


def age_in_words(request: Request, age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 1:
        return request.gettext(_("just now"))
    if minutes < 60:
        return request.gettext(_("{n} minutes ago"), n=minutes)
    if minutes < 48 * 60:
        return request.gettext(_("{n} hours ago"), n=minutes // 60)
    return request.gettext(_("{n} days ago"), n=minutes // (24 * 60))


async def tell_form(request: Request) -> Response:
    """For an officer of the hospital: how many are free now, room by room."""
    place, beds = await _own(request)
    return _form(request, place, beds, {bed.code: str(bed.free) for bed in beds}, {})


async def tell(request: Request) -> Response:
    """Write all of them, told now. One wrong figure writes none."""
    place, beds = await _own(request)
    values = {bed.code: request.posted.one(_name(n)).strip()[:6] for n, bed in enumerate(beds)}
    errors: dict[str, str] = {}
    for bed in beds:
        given = values[bed.code]
        if not given.isascii() or not given.isdecimal() or int(given) > bed.total:
            errors[bed.code] = request.gettext(_("Write a number from 0 to {n} for {ward}"), n=bed.total, ward=bed.ward)
    if errors:
        return _form(request, place, beds, values, errors, 422)
    now = request.portal.clock.now()
    async with transaction():
        for bed in beds:
            await Bed.filter(code=bed.code).update(free=int(values[bed.code]), told=now, source=place.name)
        await request.portal.audit.write(request, "health.beds", about=place.code, details={"free": sum(int(value) for value in values.values())})
    return RedirectResponse(request.portal.url_for("health:facility", code=place.code), 303)


async def _own(request: Request) -> tuple[Facility, list[Bed]]:
    place = await Facility.get_or_none(code=request.path_params["code"])
    beds = await Bed.filter(facility=place.code).order_by("ward", "kind", "code").limit(MOST) if place else []
    if place is None or not beds:
        raise RequestError(404, request.gettext(_("There are no beds here. Import their table first.")))
    refuse_others(request, "health.beds", place.agency)
    return place, beds


def _name(number: int) -> str:
    return f"bed_{number}"


def _form(request: Request, place: Facility, beds: list[Bed], values: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    numbered = list(enumerate(beds))
    by_name = {_name(n): values[bed.code] for n, bed in numbered}
    made = PageFields(request, by_name, {_name(n): errors[bed.code] for n, bed in numbered if bed.code in errors})
    typed = {"type": "text", "inputmode": "numeric", "autocomplete": "off", "maxlength": "5"}
    fields = [
        made.line(_name(n), ", ".join(dict.fromkeys((bed.ward, bed.kind))), hint=request.gettext(_("Free of {n} beds"), n=bed.total), attributes=typed)
        for n, bed in numbered
    ]  # fmt: skip
    return render(request, "health/tell_beds.html", {"place": place, "fields_shown": fields, "errors": mistakes(fields)}, status=status)
