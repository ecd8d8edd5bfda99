"""From an event to rows: who is told, in which words, by which channels. Nothing is sent here.

A notice runs from the outbox, which may tell it twice. All ids come of the event's key and the person, so the second
time writes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from core import Event, emit, transaction
from core.errors import PendopoError, did_you_mean

from .api import Message
from .channels import CHANNELS, Open
from .leaving import row_of
from .models import HELD, QUEUED, Delivery, Inbox, Leaving
from .people import Reached, everybody, reach, ways
from .templates import Kind, current, kinds_of
from .words import filled_line, filled_paragraphs, said

if TYPE_CHECKING:
    from core import Context, Portal

TABLE = "notifications_message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written(Event):
    """Messages were written down and wait to be sent. Only this plugin listens."""

    name: ClassVar[str] = "written"


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says. `link` is a path of the portal."""

    subject: str
    words: str
    link: str = ""
    button: str = ""


@dataclass(slots=True)
class Rows:
    """What is about to be written."""

    inbox: list[Inbox] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    leavings: dict[str, Leaving] = field(default_factory=dict)


async def tell(context: Context, kind: Kind, messages: Iterable[Message]) -> int:
    """Write down what a notice made, and wake whoever sends. Returns the number of deliveries."""
    portal, kinds, channels, rows = context.portal, kinds_of(context.portal), CHANNELS.ready(context.portal), Rows()
    told: Counter[str] = Counter()
    for message in messages:
        worded = _worded(kind, message, kinds)
        for to in await everybody(portal, message.to):
            who = await reach(portal, to)
            if who is not None:
                told[who.person] += 1
                await _add(portal, rows, channels, worded, message, who, f"{context.key}|{who.person}|{told[who.person]}")
    if not rows.inbox:
        return 0
    async with transaction():
        await Inbox.bulk_create(rows.inbox, ignore_conflicts=True)
        await Delivery.bulk_create(rows.deliveries, ignore_conflicts=True)
        await Leaving.bulk_create(rows.leavings.values(), ignore_conflicts=True)
        await Leaving.filter(id__in=list(rows.leavings)).update(used=portal.clock.now())
        await emit(Written())
    return len(rows.deliveries)


def _worded(kind: Kind, message: Message, kinds: dict[str, Kind]) -> Kind:
    """The kind whose words a message takes."""
    if not message.notice:
        return kind
    name = f"{kind.owner}.{message.notice}"
    if name not in kinds:
        raise PendopoError(f"there is no notice {name!r}", hint=did_you_mean(name, kinds) or "Return it from register_notices.", code="notice.unknown")
    return kinds[name]


async def _add(portal: Portal, rows: Rows, channels: dict[str, Open], kind: Kind, message: Message, who: Reached, key: str) -> None:
    sendings = await ways(portal, channels, who, kind.name)
    if not who.actor and not sendings:
        return
    now, inbox = portal.clock.now(), _id_of(key)
    sealed = seal(portal, inbox, await _content(portal, kind, message, who.language))
    rows.inbox.append(Inbox(id=inbox, actor=who.actor, kind=kind.name, about=message.about[:64], language=who.language, content=sealed, created=now))
    for sending in sendings:
        delivery = _id_of(f"{key}|{sending.channel}")
        rows.deliveries.append(
            Delivery(
                id=delivery, message=inbox, channel=sending.channel, kind=kind.name, person=who.person, address=seal_address(portal, delivery, sending.address),
                state=state_of(portal, sending.address), together=sending.together, began=sending.due, due=sending.due, created=now,
            )
        )  # fmt: skip
        leaving = row_of(portal, who.person, kind.name, sending.channel, sending.address)
        rows.leavings[leaving.id] = leaving


async def _content(portal: Portal, kind: Kind, message: Message, language: str) -> Content:
    wording, values = await current(portal, kind, language), await said(portal, kind.owner, message.values, language)
    subject, words = filled_line(wording.subject, values), filled_paragraphs(wording.body, values)
    return Content(subject, words, message.link, portal.say(kind.notice.button, language, kind.owner) if message.link else "")


def state_of(portal: Portal, address: str) -> str:
    """A test site keeps what it would send, unless the address is one that the site named."""
    config = portal.site.config.portal
    allowed = {one.casefold() for one in config.test_recipients}
    return HELD if config.test and address.casefold() not in allowed else QUEUED


def seal(portal: Portal, id: UUID, content: Content) -> str:
    text = json.dumps([content.subject, content.words, content.link, content.button], ensure_ascii=False)
    return portal.cipher.seal(TABLE, "content", str(id), text)


def opened(portal: Portal, row: Inbox) -> Content:
    """What a message says, in the clear."""
    return Content(*json.loads(portal.cipher.open(TABLE, "content", str(row.id), row.content)))


def seal_address(portal: Portal, delivery: UUID, address: str) -> str:
    return portal.cipher.seal("notifications_delivery", "address", str(delivery), address)


def address_of(portal: Portal, row: Delivery) -> str:
    return portal.cipher.open("notifications_delivery", "address", str(row.id), row.address)


def _id_of(key: str) -> UUID:
    """The same id for the same thing, in the form of a UUID of digests (RFC 9562, version 5)."""
    return UUID(bytes=hashlib.sha256(key.encode()).digest()[:16], version=5)
