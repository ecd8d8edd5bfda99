"""A person's data in health: the queue numbers that they took while signed in, or with their telephone number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tortoise.expressions import Q, Subquery

from core import Erasure
from core.language import gettext_lazy as _

from .models import Booking, Session
from .queue import TABLE, cancel, shown_number

if TYPE_CHECKING:
    from core import Context, Subject


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """Number, service, place and day of each, with what was written."""
    rows = await _of(context, subject)
    sessions = {one.id: one for one in (await Session.filter(id__in=[row.session for row in rows]) if rows else [])}
    return {"queue_numbers": [_exported(context, row, sessions[row.session]) for row in rows]}


def _exported(context: Context, row: Booking, session: Session) -> Mapping[str, Any]:
    def opened(column: str, sealed: str | None) -> str:
        return context.portal.cipher.open(TABLE, column, str(row.id), sealed) if sealed else ""

    return {
        "number": shown_number(session, row.number), "service": session.title, "facility": session.place, "day": session.day.isoformat(),
        "state": row.state, "name": opened("name", row.name), "phone": opened("phone", row.phone), "taken": row.created.isoformat(),
    }  # fmt: skip


async def erase(context: Context, subject: Subject) -> Erasure:
    """All of them go; one that still waits is given back first, so that somebody else may have the place."""
    rows = await _of(context, subject)
    for row in rows:
        if context.portal.runs("notifications"):
            from plugins.notifications.api import forget_about

            await forget_about(str(row.id))
        await cancel(row)
    await Booking.filter(id__in=[row.id for row in rows]).delete()
    return Erasure((context.gettext(_("{n} queue numbers"), n=len(rows)),) if rows else ())


async def expire(context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Numbers of days that are over for a week; the sessions stay as counts without anybody."""
    day = before["health_booking.name"].astimezone(context.portal.site.zone).date()
    old = Booking.filter(session__in=Subquery(Session.filter(day__lt=day).values("id")))
    return {"queue numbers": await old.count() if dry else await old.delete()}


async def _of(context: Context, subject: Subject) -> list[Booking]:
    wanted = Q(owner=subject.actor_id) if subject.actor_id else None
    if subject.phone:
        phone = Q(phone_key=context.portal.cipher.index(subject.phone, "health.phone"))
        wanted = wanted | phone if wanted else phone
    return await Booking.filter(wanted).order_by("created") if wanted else []
