"""Who is away until when, and who stands in: the deputy has the posts of the absent one besides their own. Administration is not lent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from core import transaction

from .models import Absence

if TYPE_CHECKING:
    from core import Portal

LONGEST_DAYS = 180


def today(portal: Portal) -> date:
    return portal.clock.now().astimezone(portal.site.zone).date()


async def now(portal: Portal) -> Mapping[UUID, UUID]:
    """Whoever is away today → their deputy."""
    day = today(portal)
    rows = await Absence.filter(ends__gte=day)
    return {row.account: row.deputy for row in rows if row.starts <= day}


def present_for(account: UUID, away: Mapping[UUID, UUID]) -> UUID:
    """Who works in the place of `account`: itself, its deputy, or the deputy's when that one is away too. In a ring, everybody stays."""
    seen, one = {account}, account
    while one in away:
        one = away[one]
        if one in seen:
            return account
        seen.add(one)
    return one


def stands_in_for(account: UUID, away: Mapping[UUID, UUID]) -> list[UUID]:
    """All whose work `account` does today besides their own."""
    return sorted(one for one in away if one != account and present_for(one, away) == account)


async def of(account: UUID, portal: Portal) -> Absence | None:
    """The absence that is under way or to come."""
    return await Absence.filter(account=account, ends__gte=today(portal)).order_by("starts").first()


async def declare(portal: Portal, account: UUID, deputy: UUID, starts: date, ends: date) -> None:
    """Be away from `starts` to `ends`, both counted, in place of what was said before."""
    async with transaction():
        await Absence.filter(account=account).delete()
        await Absence.create(id=uuid4(), account=account, deputy=deputy, starts=starts, ends=ends)


async def end(account: UUID) -> bool:
    """Back again; whether there was an absence."""
    return bool(await Absence.filter(account=account).delete())


async def sweep(portal: Portal) -> int:
    return await Absence.filter(ends__lt=today(portal)).delete()
