"""Numbers of a queue: which days may be booked, taking one, giving it back. No number is given twice, and no more than there are."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from core import transaction
from core.models import insert, new_row
from plugins.cases.api import calendar_of

from .finding import today
from .hours import parse_days, parse_hours
from .models import CANCELLED, OPEN, SKIPPED, WAITING, Booking, Facility, HealthService, Session
from .settings import Settings

if TYPE_CHECKING:
    from core import Context, Portal, Request

TABLE = "health_booking"
SECRET_LENGTH = 43
FULL, TWICE, OVER = "full", "twice", "over"


class NoNumber(Exception):
    """There is none: `why` is FULL, TWICE (this person has one already) or OVER (closed, or its hours are over)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Offer:
    """A service on a day for which numbers are given; `left` of them."""

    service: HealthService
    day: date
    left: int

    @property
    def key(self) -> str:
        return key_of(self.service.code, self.day)


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes a number, as far as they say. An actor is signed in."""

    name: str = ""
    phone: str = ""
    actor: str = ""


def key_of(service: str, day: date) -> str:
    return f"{service}@{day.isoformat()}"


def shown_number(session: Session, number: int) -> str:
    """As it is called: `A-012`."""
    return f"{session.letter}-{number:03}" if session.letter else f"{number:03}"


async def offers(context: Request | Context, services: Sequence[HealthService]) -> list[Offer]:
    """What may be booked now, day by day. One statement."""
    portal = context.portal
    first = today(portal)
    days = [first + timedelta(days=n) for n in range(context.settings(Settings).book_days)]
    open_days = [(one, day) for day in days for one in services if is_on(portal, one, day)]
    keys = [key_of(one.code, day) for one, day in open_days]
    there = {one.key: one for one in (await Session.filter(key__in=keys) if keys else [])}
    found = []
    for one, day in open_days:
        session = there.get(key_of(one.code, day))
        if session is None or session.state == OPEN:
            found.append(Offer(one, day, max(0, session.quota - session.taken) if session else one.quota or 0))
    return found


def is_on(portal: Portal, one: HealthService, day: date) -> bool:
    """Whether the service is given that day and its hours are not over. On a public holiday none is."""
    if not one.quota or day.weekday() not in parse_days(one.days) or (day.weekday() < 5 and not calendar_of(portal).is_working_day(day)):
        return False
    now, hours = portal.clock.now().astimezone(portal.site.zone), parse_hours(one.hours)
    return hours is not None and (day > now.date() or (day == now.date() and now.time() < hours.closes))


async def open_session(portal: Portal, service: HealthService, place: Facility, day: date, agency: str) -> Session:
    """The session of a service on a day, new with the first who asks for it; inside a transaction."""
    key = key_of(service.code, day)
    row = new_row(
        Session, id=uuid4(), key=key, service=service.code, facility=place.code, agency=agency, title=service.name, place=place.name,
        letter=service.letter, day=day, hours=str(parse_hours(service.hours) or service.hours), quota=service.quota or 0,
    )  # fmt: skip
    await insert(row, unless="key")
    return await Session.get(key=key)


async def book(context: Request | Context, service: HealthService, place: Facility, day: date, person: Person) -> tuple[Booking, str]:
    """Take the next number; answers it and the secret of its page. Raises NoNumber, and then nothing was taken.

    The counter is raised by one conditional statement, so of any who come at once exactly as many win as there are numbers left."""
    portal = context.portal
    if not is_on(portal, service, day):
        raise NoNumber(OVER)
    agency = place.agency or context.settings(Settings).agency
    try:
        async with transaction():
            session = await open_session(portal, service, place, day, agency)
            return await take(portal, session, person)
    except IntegrityError:  # the same person a moment ago, by another door
        raise NoNumber(TWICE) from None


async def take(portal: Portal, session: Session, person: Person) -> tuple[Booking, str]:
    """The same in a session that is there; inside a transaction."""
    key = portal.cipher.index(person.phone, "health.phone") if person.phone else None
    if (person.actor and await Booking.exists(session=session.id, owner=person.actor)) or (key and await Booking.exists(session=session.id, phone_key=key)):
        raise NoNumber(TWICE)
    won = await Session.filter(id=session.id, state=OPEN, taken__lt=F("quota")).update(given=F("given") + 1, taken=F("taken") + 1)
    if not won:
        raise NoNumber(FULL if session.state == OPEN else OVER)
    number = (await Session.get(id=session.id)).given
    row, secret = uuid4(), secrets.token_urlsafe(32)
    booking = new_row(
        Booking, id=row, session=session.id, number=number, secret=digest_of(secret), link=portal.cipher.seal(TABLE, "link", str(row), secret),
        name=portal.cipher.seal(TABLE, "name", str(row), person.name) if person.name else None,
        phone=portal.cipher.seal(TABLE, "phone", str(row), person.phone) if person.phone else None,
        phone_key=key, owner=person.actor or None, created=portal.clock.now(),
    )  # fmt: skip
    await insert(booking)
    return booking, secret


async def cancel(booking: Booking) -> bool:
    """Give a number back: somebody else may have the place, and what the person wrote is gone. Inside a transaction; False when it was called."""
    done = await Booking.filter(id=booking.id, state__in=(WAITING, SKIPPED)).update(state=CANCELLED, name=None, phone=None, phone_key=None, owner=None)
    if done:
        await Session.filter(id=booking.session, taken__gt=0).update(taken=F("taken") - 1)
    return bool(done)


async def waiting_before(booking: Booking) -> int:
    """How many are called earlier; at most a session's quota of rows in one index."""
    return await Booking.filter(session=booking.session, state=WAITING, number__lt=booking.number).count()


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_of(portal: Portal, booking: Booking) -> str:
    """The secret of its page again, for its owner."""
    return portal.cipher.open(TABLE, "link", str(booking.id), booking.link)


async def find_by_secret(secret: str) -> Booking | None:
    return await Booking.get_or_none(secret=digest_of(secret)) if len(secret) == SECRET_LENGTH else None
