"""What is between two pages of one session: the right password without its second factor yet, or something that is shown once.

It lies on the server under the session's key, sealed, and for minutes only; the browser carries nothing but its cookie.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid4

from core import transaction

from .models import Waiting

if TYPE_CHECKING:
    from core import Portal, Request

Purpose = Literal["code", "enrol", "codes", "link", "otp", "newcomer", "erased", "away", "help"]
TIMES: dict[Purpose, timedelta] = {
    "code": timedelta(minutes=10),
    "enrol": timedelta(minutes=30),
    "codes": timedelta(minutes=30),
    "link": timedelta(minutes=15),
    "otp": timedelta(minutes=30),
    "newcomer": timedelta(minutes=30),
    "erased": timedelta(minutes=15),
    "away": timedelta(minutes=10),
    "help": timedelta(minutes=15),
}
NOBODY = UUID(int=0)
"""For what is not yet about any account."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whose it is, what is shown once, and where the person was going."""

    account: UUID
    data: str
    target: str


async def hold(request: Request, purpose: Purpose, account: UUID, *, data: str = "", target: str = "") -> None:
    """Keep it for this session, in place of what was held for the same purpose."""
    portal, session, row = request.portal, request.portal.sessions.key(request), uuid4()
    sealed = portal.cipher.seal("accounts_waiting", "data", str(row), data) if data else None
    async with transaction():
        await Waiting.filter(session=session, purpose=purpose).delete()
        await Waiting.create(id=row, session=session, purpose=purpose, account=account, data=sealed, target=target, expires=portal.clock.now() + TIMES[purpose])


async def held(request: Request, purpose: Purpose) -> Held | None:
    """What this session holds for a purpose, while its time lasts."""
    portal, session = request.portal, request.portal.sessions.key(request)
    if not session:
        return None
    row = await Waiting.get_or_none(session=session, purpose=purpose, expires__gt=portal.clock.now())
    if row is None:
        return None
    return Held(row.account, portal.cipher.open("accounts_waiting", "data", str(row.id), row.data) if row.data else "", row.target)


async def drop(request: Request, *purposes: Purpose) -> None:
    await Waiting.filter(session=request.portal.sessions.key(request), purpose__in=purposes).delete()


async def drop_all(portal: Portal, account: UUID) -> None:
    """Nothing of this account waits any more: it was disabled, or its password changed."""
    await Waiting.filter(account=account).delete()


async def sweep(now: datetime) -> int:
    return await Waiting.filter(expires__lte=now).delete()
