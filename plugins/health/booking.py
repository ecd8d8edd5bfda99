"""A citizen takes a number, sees how many are before them, and gives it back. No account, no NIK, and nothing of an illness is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from core import Response, render, render_fragment, transaction
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.identifiers import normalise_phone
from core.language import Text, format_date
from core.language import gettext_lazy as _
from plugins.cases.api import closed_to_others

from .finding import today
from .hours import parse_hours
from .models import CALLED, CANCELLED, DONE, SKIPPED, WAITING, Booking, HealthService, Session
from .pages import facility_of
from .queue import FULL, OVER, TWICE, NoNumber, Offer, Person, book, cancel, find_by_secret, offers, secret_of, shown_number, waiting_before
from .settings import Settings

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request

    from .models import Facility

LONGEST_NAME = 40
A_DEVICE_AN_HOUR = 5
ON_THE_ACCOUNT = 5
WHY: Mapping[str, Text] = {
    FULL: _("All numbers of this day are taken. Choose another day or service."),
    TWICE: _("You already have a number for this day. Cancel it first if you want another one."),
    OVER: _("No numbers are given for this any more. Choose another day or service."),
}
STATES: Mapping[str, tuple[Text, str, str]] = {
    WAITING: (_("Waiting"), "info", "clock"), CALLED: (_("You are called now"), "ok", "megaphone"),
    SKIPPED: (_("Your number was passed over"), "warn", "clock"),
    DONE: (_("Done"), "ok", "check"), CANCELLED: (_("Cancelled"), "", "x"),
}  # fmt: skip

PAST = (_("Its day is over"), "", "clock")


@dataclass(frozen=True, slots=True)
class Mine:
    """A number on the page of the account."""

    number: str
    title: str
    place: str
    day: date
    href: str


async def form(request: Request) -> Response:
    """Which service and day; who it is for may be left out."""
    place = await facility_of(request)
    found = await _offers(request, place)
    return _form(request, place, found, {}, {})


async def take_number(request: Request) -> Response:
    """Lead to the page of the number."""
    place = await facility_of(request)
    found = await _offers(request, place)
    values = {name: " ".join(request.posted.one(name).split())[:200] for name in ("which", "name", "phone")}
    chosen = next((one for one in found if one.key == values["which"]), None)
    errors: dict[str, str] = {}
    if chosen is None:
        errors["which"] = request.gettext(_("Choose a service and a day."))
    if len(values["name"]) > LONGEST_NAME:
        errors["name"] = request.gettext(_("Write at most {n} characters."), n=LONGEST_NAME)
    phone = ""
    if values["phone"]:
        try:
            phone = normalise_phone(values["phone"])
        except ValueError:
            errors["phone"] = request.gettext(_("Write a number like 0812 3456 7890, or leave it empty."))
    if errors or chosen is None:
        return _form(request, place, found, values, errors, 422)
    await _count(request)
    try:
        _booking, secret = await book(request, chosen.service, place, chosen.day, Person(values["name"], phone, _owner(request)))
    except NoNumber as refused:
        return _form(request, place, await _offers(request, place), values, {"which": request.gettext(WHY[refused.why])}, 422)
    return closed_to_others(RedirectResponse(request.portal.url_for("health:number", secret=secret), 303))


async def number(request: Request) -> Response:
    """The page of a number. While somebody waits, a small part of it asks anew by itself."""
    one, session = await _asked(request)
    before = await waiting_before(one) if one.state == WAITING else 0
    day = today(request.portal)
    begins, over = session.day == day, session.day < day and one.state != CANCELLED
    text, kind, sign = PAST if over else STATES[one.state]
    names = {
        "one": one, "session": session, "number": shown_number(session, one.number), "before": before, "tag": (request.gettext(text), kind, sign),
        "current": shown_number(session, session.current) if session.current else "", "day": format_date(session.day, request.language, weekday=True),
        "moves": begins and one.state in (WAITING, CALLED, SKIPPED), "cancels": one.state in (WAITING, SKIPPED) and not over,
        "over": over, "here": request.url.path,
        "begins": begins, "reached": bool(one.phone or one.owner) and request.portal.runs("notifications"),
        "near": request.settings(Settings).near,
    }  # fmt: skip
    return closed_to_others(render(request, "health/number.html", names, block="live"))


async def give_back(request: Request) -> Response:
    """Cancel. A second click finds it cancelled; one that is called already stays."""
    one, _session = await _asked(request)
    async with transaction():
        await cancel(one)
    return closed_to_others(RedirectResponse(request.portal.url_for("health:number", secret=request.path_params["secret"]), 303))


async def on_the_account(request: Request) -> Markup | None:
    """The numbers of whoever is signed in, from today on."""
    rows = await Booking.filter(owner=request.actor.id, state__in=(WAITING, CALLED, SKIPPED)).order_by("-created").limit(ON_THE_ACCOUNT)
    sessions = {one.id: one for one in (await Session.filter(id__in=[row.session for row in rows], day__gte=today(request.portal)) if rows else [])}
    mine = [_mine(request, row, sessions[row.session]) for row in rows if row.session in sessions]
    return render_fragment(request, "health/account.html", {"mine": mine}) if mine else None


def _mine(request: Request, row: Booking, session: Session) -> Mine:
    href = request.portal.url_for("health:number", secret=secret_of(request.portal, row))
    return Mine(shown_number(session, row.number), session.title, session.place, session.day, href)


def _owner(request: Request) -> str:
    """An officer who books does it for somebody else."""
    return request.actor.id if request.actor.kind == "citizen" else ""


async def _offers(request: Request, place: Facility) -> list[Offer]:
    return await offers(request, await HealthService.filter(facility=place.code, quota__gt=0).order_by("name", "code"))


async def _asked(request: Request) -> tuple[Booking, Session]:
    one = await find_by_secret(request.path_params["secret"])
    if one is None:
        raise RequestError(404, request.gettext(_("This number is not known here. It is kept for a week after its day.")))
    return one, await Session.get(id=one.session)


async def _count(request: Request) -> None:
    """One mobile address may be a whole village's, so a device has few tries and an address many."""
    portal = request.portal
    for name, key, most in (
        ("health.device", portal.sessions.key(request), A_DEVICE_AN_HOUR),
        ("health.address", request.network, request.settings(Settings).bookings_per_hour),
    ):
        verdict = await portal.limits.hit(name, key, f"{most}/hour")
        if not verdict.allowed:
            words = request.gettext(_("Too many numbers were taken from here. Try again later, or come to the counter."))
            raise RequestError(429, words, headers={"Retry-After": str(verdict.retry_after)})


def _form(request: Request, place: Facility, found: list[Offer], values: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
    say, made = request.gettext, PageFields(request, values, errors)
    choices = [
        (
            one.key,
            f"{one.service.name}, {format_date(one.day, request.language, weekday=True)}",
            say(_("{hours}, {n} numbers left"), hours=str(parse_hours(one.service.hours) or ""), n=one.left),
        )
        for one in found
        if one.left
    ]
    fields = [
        made.choose("which", say(_("Service and day")), choices, look="radios"),
        made.line("name", say(_("What shall we call you?")), optional=True, hint=say(_("A first name will do. Do not write of your illness.")),
                  attributes={"type": "text", "autocomplete": "nickname", "maxlength": str(LONGEST_NAME)}),
        made.line("phone", say(_("Mobile number")), optional=True, hint=say(_("Only to tell you when it is nearly your turn. Gone after a week.")),
                  attributes={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": "20"}),
    ]  # fmt: skip
    names = {"place": place, "fields_shown": fields, "errors": mistakes(fields), "any": bool(choices), "full": bool(found) and not choices}
    return render(request, "health/book.html", names, status=status)
