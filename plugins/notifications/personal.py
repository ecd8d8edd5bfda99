"""A person's data in notifications: what they were told, what they chose; all of it goes when they ask, or when its time is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tortoise.expressions import Q

from core import Context, Erasure, Subject, transaction

from .models import FAILED, HELD, SENT, Choice, Delivery, Inbox, Leaving, Rhythm
from .people import person_of
from .telling import opened

if TYPE_CHECKING:
    from core import Portal


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """The inbox, and what was chosen."""
    portal, persons = context.portal, _persons(context.portal, subject)
    rows = await Inbox.filter(actor=subject.actor_id).order_by("created") if subject.actor_id else []
    choices = await Choice.filter(person__in=persons) if persons else []
    if not rows and not choices:
        return {}
    messages = []
    for row in rows:
        said = opened(portal, row)
        messages.append({"at": row.created.isoformat(), "subject": said.subject, "text": said.words, "read": row.read.isoformat() if row.read else None})
    return {"messages": messages, "choices": [{"kind": one.kind, "channel": one.channel, "wanted": one.wanted} for one in choices]}


async def erase(context: Context, subject: Subject) -> Erasure:
    """Everything: no rule asks that a message be kept. What waits to be sent is not sent any more."""
    persons = _persons(context.portal, subject)
    if not persons:
        return Erasure()
    async with transaction():
        messages = [row.message for row in await Delivery.filter(person__in=persons)]
        gone = await Delivery.filter(person__in=persons).delete()
        gone += await Inbox.filter(id__in=messages).delete()
        if subject.actor_id:
            gone += await Inbox.filter(actor=subject.actor_id).delete()
            gone += await Rhythm.filter(actor=subject.actor_id).delete()
        gone += await Choice.filter(person__in=persons).delete()
        gone += await Leaving.filter(person__in=persons).delete()
    return Erasure(("messages, addresses and what was chosen about them",)) if gone else Erasure()


async def expire(_context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Messages, deliveries and links whose time is over. What lies in nobody's inbox goes with its deliveries."""
    told, sent = before["notifications_message.content"], before["notifications_delivery.address"]
    messages = Inbox.filter(Q(created__lt=told) | Q(actor="", created__lt=sent))
    deliveries = Delivery.filter(state__in=[SENT, FAILED, HELD], created__lt=sent)
    links = Leaving.filter(used__lt=before["notifications_leaving.address"])
    if dry:
        return {"messages": await messages.count(), "deliveries": await deliveries.count(), "links": await links.count()}
    return {"messages": await messages.delete(), "deliveries": await deliveries.delete(), "links": await links.delete()}


def _persons(portal: Portal, subject: Subject) -> list[str]:
    """What this person is kept under."""
    addresses = [person_of(portal, address) for address in (subject.email, subject.phone) if address]
    return [subject.actor_id, *addresses] if subject.actor_id else addresses
