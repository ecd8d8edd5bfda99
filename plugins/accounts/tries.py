"""How often somebody may try: five times at once, then after a wait that doubles up to a quarter of an hour. Nobody is locked out for good.

The key is whatever was typed as the account, known or not, so that a wait tells nothing about who is here. A try is
counted before it is looked at: twenty at once are twenty. An address, which a whole village may share, has many more
tries, and only failures of tries that were looked at count.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from core import transaction

from .models import Tries
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal, Request

FREE = 5
FIRST_WAIT = 30
LONGEST_WAIT = 900
FORGOTTEN = timedelta(days=1)
WINDOW = timedelta(minutes=15)
"""In which the failures of one address are counted."""


async def take(portal: Portal, key: str) -> int:
    """Count one try under `key`: 0 when it may be looked at, else the seconds to wait. `forgive` takes all back."""
    now = portal.clock.now()
    async with transaction():
        row = await _row(key, now)
        left = _left(row, now, LONGEST_WAIT)
        if left:
            return left
        fails = 1 if now - row.tried > FORGOTTEN else row.fails + 1
        wait = min(FIRST_WAIT * 2 ** (fails - FREE), LONGEST_WAIT) if fails >= FREE else 0
        await Tries.filter(id=key).update(fails=min(fails, 1000), tried=now, until=now + timedelta(seconds=wait) if wait else None)
    return 0


async def forgive(key: str) -> None:
    """The right one was given: nothing is counted any more."""
    await Tries.filter(id=key).update(fails=0, until=None)


async def address_wait(request: Request) -> int:
    """The seconds that this address has to wait, because very many tries from it failed; 0 for none."""
    row = await Tries.get_or_none(id=_address_key(request))
    if row is None or row.fails < request.settings(Settings).address_failures:
        return 0
    return _left(row, request.portal.clock.now(), int(WINDOW.total_seconds()))


async def note_failure(request: Request) -> None:
    """One more failure from this address."""
    now, key = request.portal.clock.now(), _address_key(request)
    async with transaction():
        row = await _row(key, now)
        if row.until is None or not _left(row, now, int(WINDOW.total_seconds())):
            row.fails, row.until = 0, now + WINDOW
        await Tries.filter(id=key).update(fails=row.fails + 1, tried=now, until=row.until)


async def sweep(now: datetime) -> int:
    """Delete what nobody will wait for any more; how many."""
    return await Tries.filter(tried__lt=now - FORGOTTEN).delete()


def account_key(portal: Portal, who: str) -> str:
    return portal.cipher.index(who, "accounts.tries")


async def _row(key: str, now: datetime) -> Tries:
    """The row of a key, locked. On PostgreSQL one that is swept away while we wait for its lock is found no more, so it is made again."""
    while True:
        await Tries.bulk_create([Tries(id=key, tried=now)], ignore_conflicts=True)
        row = await Tries.select_for_update().get_or_none(id=key)
        if row is not None:
            return row


def _left(row: Tries, now: datetime, longest: int) -> int:
    """Seconds until the row's wait is over. One longer than any we give comes of a clock that was set back, and does not count."""
    seconds = ceil((row.until - now).total_seconds()) if row.until else 0
    return seconds if 0 < seconds <= longest else 0


def _address_key(request: Request) -> str:
    return account_key(request.portal, f"address {request.network}")
