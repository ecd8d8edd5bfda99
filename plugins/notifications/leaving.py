"""Ending messages in one click (RFC 8058), without signing in: a link that stays the same for one person, kind and channel."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import uuid4

from core import transaction

from .models import Choice, Leaving

if TYPE_CHECKING:
    from core import Portal

LENGTH = 43


def secret_of(portal: Portal, person: str, kind: str, channel: str) -> str:
    """The secret of a link: made from the portal's key, so that it need not be kept to be written again."""
    return portal.cipher.index(f"{person}\0{kind}\0{channel}", "notifications.leave")[:LENGTH]


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def row_of(portal: Portal, person: str, kind: str, channel: str, address: str) -> Leaving:
    """The row that makes a link work; written with each message."""
    row = digest_of(secret_of(portal, person, kind, channel))
    sealed = portal.cipher.seal("notifications_leaving", "address", row, address)
    return Leaving(id=row, person=person, kind=kind, channel=channel, address=sealed, used=portal.clock.now())


async def find(secret: str) -> Leaving | None:
    return await Leaving.get_or_none(id=digest_of(secret)) if len(secret) == LENGTH else None


async def choose(person: str, kind: str, channel: str, *, wanted: bool) -> None:
    """Write down what somebody wants; the last word holds."""
    async with transaction():
        if not await Choice.filter(person=person, kind=kind, channel=channel).update(wanted=wanted):
            await Choice.bulk_create([Choice(id=uuid4(), person=person, kind=kind, channel=channel, wanted=wanted)], ignore_conflicts=True)
