"""What people are told of their number: the evening before, when it is nearly their turn, and when a session ends without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.expressions import Q

from core import Event, emit, transaction
from core.language import gettext_lazy as _

from .events import QueueEnded, QueueNear, QueueTomorrow
from .finding import today
from .models import WAITING, Booking, Session
from .queue import TABLE, secret_of, shown_number

if TYPE_CHECKING:
    from core import Context
    from plugins.notifications.api import Message, Notice, Said

AT_ONCE = 500
"""Numbers that are reminded of in one transaction."""


async def remind(context: Context) -> None:
    """The evening before: tell each event once; a second run of the task the same evening tells nobody again."""
    tomorrow = today(context.portal) + timedelta(days=1)
    sessions = {one.id: one for one in await Session.filter(day=tomorrow)}
    while sessions and await _remind_some(sessions):
        pass


async def _remind_some(sessions: Mapping[UUID, Session]) -> bool:
    """Of those who can be reached; whether there may be more."""
    reached = Q(owner__isnull=False) | Q(phone__isnull=False)
    async with transaction():
        rows = await Booking.filter(reached, session__in=[*sessions], state=WAITING, reminded=False).limit(AT_ONCE)
        for row in rows:
            await emit(QueueTomorrow(subject=str(row.id), number=shown_number(sessions[row.session], row.number)))
        await Booking.filter(id__in=[row.id for row in rows]).update(reminded=True)
    return len(rows) == AT_ONCE


def notices() -> list[Notice]:
    """Three kinds of message, with their words."""
    from plugins.notifications.api import Notice, Place

    places = (
        Place("number", _("Number"), "A-012"), Place("service", _("Service"), "Poli Umum", personal=True), Place("place", _("Facility"), "Puskesmas Contoh"),
        Place("day", _("Day"), "24 November 2026"), Place("hours", _("Hours"), "08.00–11.00"),
    )  # fmt: skip
    button = _("See my number")
    return [
        Notice("queue_tomorrow", _("Tomorrow is the day of my queue number"), event=QueueTomorrow, make=_told, button=button, places=places,
               subject=_("Tomorrow: number {number} at {place}"),
               body=_("Your number {number} for {service} is for {day}, {hours}, at {place}.\n\n"
                      "If you cannot come, cancel it on its page, so that somebody else may.")),
        Notice("queue_near", _("It is nearly my turn"), event=QueueNear, make=_told, button=button, places=places,
               subject=_("Number {number} is called soon at {place}"),
               body=_("Your number {number} for {service} at {place} is called soon. Come to the waiting room now.")),
        Notice("queue_ended", _("A queue ended before my turn"), event=QueueEnded, make=_told, button=button, places=places,
               subject=_("The queue at {place} has ended"),
               body=_("We are sorry: {service} at {place} ended before number {number} was called. Take a number for another day, or ask at the counter.")),
    ]  # fmt: skip


async def _told(context: Context, event: Event) -> Sequence[Message]:
    """Whoever holds the number, if they can be reached and have not given it back."""
    from plugins.notifications.api import Message, To

    row = await Booking.get_or_none(id=UUID(event.subject))
    if row is None or not (row.owner or row.phone):
        return []
    session, portal = await Session.get(id=row.session), context.portal
    phone = portal.cipher.open(TABLE, "phone", str(row.id), row.phone) if row.phone else ""
    values: dict[str, Said] = {
        "number": shown_number(session, row.number), "service": session.title, "place": session.place, "day": session.day, "hours": session.hours,
    }  # fmt: skip
    link = portal.url_for("health:number", secret=secret_of(portal, row))
    return [Message(To(row.owner or "", phone=phone), values, link, about=str(row.id))]
