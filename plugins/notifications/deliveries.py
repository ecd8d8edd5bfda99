"""Deliveries as an operator looks at them: what failed, what a test site holds, what waits; and sending again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from core.models import page

from .models import FAILED, HELD, QUEUED, Delivery, Inbox
from .telling import address_of, opened

if TYPE_CHECKING:
    from core import Portal

STATES = (FAILED, HELD, QUEUED)
_ADDRESSES = re.compile(r"[^\s<>()\[\]'\",;:@]+@[^\s<>()\[\]'\",;:@]+|\+?\d{9,}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A delivery without the words: an operator need not read what people are told. `to` is masked, but on a test site."""

    id: UUID
    state: str
    channel: str
    kind: str
    to: str
    tries: int
    created: datetime
    due: datetime
    error: str


async def deliveries(portal: Portal, state: str, *, after: str = "", size: int = 50) -> tuple[list[Shown], str]:
    """The newest deliveries in a state, and where the next page begins."""
    found = await page(Delivery.filter(state=state), "created", after=after, size=size)
    return [_shown(portal, row) for row in found.rows], found.next


def _shown(portal: Portal, row: Delivery) -> Shown:
    address = address_of(portal, row)
    to = address if row.state == HELD else masked(address)
    return Shown(row.id, row.state, row.channel, row.kind, to, row.tries, row.created, row.due, row.error)


async def words_of(portal: Portal, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Subject and words of held deliveries: what a test site would have sent."""
    rows = {row.message: row.id for row in await Delivery.filter(id__in=list(ids), state=HELD)}
    found = {}
    for message in await Inbox.filter(id__in=list(rows)):
        said = opened(portal, message)
        found[rows[message.id]] = "\n\n".join(part for part in (said.subject, said.words, portal.base_url + said.link if said.link else "") if part)
    return found


async def send_again(portal: Portal, ids: Sequence[UUID] | None = None) -> int:
    """Let failed deliveries begin anew; all of them without `ids`. Held ones stay held."""
    now = portal.clock.now()
    rows = Delivery.filter(state=FAILED)
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    return await rows.update(state=QUEUED, tries=0, shut=False, began=now, due=now, ended=None, error="")


def without_addresses(text: str) -> str:
    """What a server said, without the addresses and numbers that it said it of."""
    return _ADDRESSES.sub("…", text)


def masked(address: str) -> str:
    """As it may be shown: `s•••@contoh.id`, `0812-••••-7890`."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if at else f"0{address[3:6]}-••••-{address[-4:]}"
