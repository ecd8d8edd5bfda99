"""One-time links: how an officer's first password is set, and how anybody's is set anew after their identity was checked.

A link is good for 24 hours and once. Only its digest is kept; a new one for the same account ends the one before.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from core import transaction

from .models import Account, Invitation

if TYPE_CHECKING:
    from core import Portal

HOURS = 24
_LENGTH = 43


async def new_link(portal: Portal, account: UUID) -> str:
    """The whole address of a new link."""
    secret = secrets.token_urlsafe(32)
    async with transaction():
        await Invitation.filter(account=account).delete()
        await Invitation.create(id=_digest(secret), account=account, expires=portal.clock.now() + timedelta(hours=HOURS))
    return portal.absolute_url_for("accounts:invitation", secret=secret)


async def invited(portal: Portal, secret: str) -> Account | None:
    """Whose link this is, while it is good."""
    if len(secret) != _LENGTH:
        return None
    row = await Invitation.get_or_none(id=_digest(secret), expires__gt=portal.clock.now())
    return await Account.get_or_none(id=row.account, active=True) if row else None


async def redeem(portal: Portal, secret: str, password: str) -> bool:
    """Set the digest `password` and use the link up; False when somebody was faster or it is over. All sessions of the account end."""
    async with transaction():
        row = await Invitation.get_or_none(id=_digest(secret), expires__gt=portal.clock.now())
        if row is None or not await Invitation.filter(id=row.id).delete():
            return False
        if not await Account.filter(id=row.account, active=True).update(password=password):
            return False
        await portal.sessions.end_all(str(row.account))
    return True


async def sweep(portal: Portal) -> int:
    return await Invitation.filter(expires__lte=portal.clock.now()).delete()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
