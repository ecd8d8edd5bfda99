"""What somebody agreed to, in the words that they read, and since when; taken back at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from core import transaction

from .models import Consent

if TYPE_CHECKING:
    from core import Portal


async def give(portal: Portal, account: UUID, what: str, text: str) -> None:
    """Note that the account agreed to `text`. `what` names it for the code: `accounts.nik`. The same once more changes nothing."""
    async with transaction():
        if await Consent.exists(account=account, what=what, text=text, withdrawn__isnull=True):
            return
        await Consent.filter(account=account, what=what, withdrawn__isnull=True).update(withdrawn=portal.clock.now())
        await Consent.create(id=uuid4(), account=account, what=what, text=text, given=portal.clock.now())


async def withdraw(portal: Portal, account: UUID, what: str) -> bool:
    """Take it back; whether there was one."""
    return bool(await Consent.filter(account=account, what=what, withdrawn__isnull=True).update(withdrawn=portal.clock.now()))


async def of(account: UUID) -> list[Consent]:
    """All of them, the newest first."""
    return list(await Consent.filter(account=account).order_by("-given"))
