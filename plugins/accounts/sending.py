"""Sending a code: who may carry it, how often one address or number gets one, and how many the whole regency sends in a day.

Whether the address belongs to somebody makes no difference here: what is sent, counted and answered is the same.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tortoise.expressions import F

from core import Context, transaction
from core.language import gettext_lazy as _

from . import codes
from .carriers import CodeCarrier, register_code_carriers
from .models import Sending
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal, Request

    from .contacts import Contact

log = logging.getLogger("pendopo.accounts")
COOLDOWN = timedelta(seconds=60)
PER_HOUR, PER_DAY = 5, 10
SECONDS = 10.0
"""How long a carrier may take; who waits sees the page no sooner."""


class NotSent(Exception):
    """The carrier could not; another one may."""


class NoCarrier(Exception):
    """None is there for this kind of contact, or the day's codes are spent."""


@dataclass(frozen=True, slots=True)
class Way:
    """A carrier that is healthy, and whose plugin it is."""

    owner: str
    carrier: CodeCarrier

    @property
    def name(self) -> str:
        return self.carrier.name


async def ways(request: Request, kind: str = "") -> list[Way]:
    """The healthy carriers, of one kind or of both, in the order in which plugins are enabled."""
    portal = request.portal
    found = []
    for owned in portal.declared(register_code_carriers):
        context = Context(portal, owned.owner, request.language)
        if kind not in ("", owned.value.kind):
            continue
        if await portal.boundary.offer(owned.owner, f"code carrier {owned.value.name}", 1.0, owned.value.healthy, context):
            found.append(Way(owned.owner, owned.value))
    return found


async def send(request: Request, contact: Contact, *, by: str = "") -> tuple[Way | None, int]:
    """Make a code for this session and send it by the carrier `by`, or the first. The way it went, or the seconds to wait first.

    Raises NoCarrier, or NotSent; then nothing was counted."""
    portal = request.portal
    offered = await ways(request, contact.kind)
    way = next((one for one in offered if one.name == by), offered[0] if offered else None)
    if way is None:
        raise NoCarrier
    wait = await _take(portal, contact)
    if wait:
        return None, wait
    if not await _take_from_budget(request):
        await _give_back(portal, contact)
        raise NoCarrier
    session = await portal.sessions.begin(request)
    code = await codes.make(portal, session, contact)
    context = Context(portal, way.owner, request.language)
    try:
        await portal.boundary.call(
            way.owner, f"code carrier {way.name}", SECONDS, way.carrier.send, context, contact.value, _words(request, contact, code), code
        )
    except Exception as error:
        log.warning("a code could not be sent", extra={"carrier": way.name, "plugin": way.owner, "error": type(error).__name__})
        await _give_back(portal, contact)
        raise NotSent(way.name) from error
    return way, 0


def _words(request: Request, contact: Contact, code: str) -> str:
    """One sentence; to a phone also the line by which browsers fill in a code on the right page only."""
    said = request.gettext(
        _("{code} is your code for {site}. It is good for 5 minutes. Nobody ever asks you for it."), code=code, site=request.portal.site.name
    )
    host = urlsplit(request.portal.site.config.portal.public_url or "").hostname
    return f"{said}\n\n@{host} #{code}" if contact.kind == "phone" and host else said


async def _take(portal: Portal, contact: Contact) -> int:
    """Count one code to this contact: 0, or the seconds until the next one may go."""
    now, key = portal.clock.now(), contact.index(portal)
    async with transaction():
        row = await _row(key)
        times = [at for at in _times(row) if timedelta(0) <= now - at < timedelta(days=1)]
        hour = [at for at in times if now - at < timedelta(hours=1)]
        free = [now]
        if times:
            free.append(max(times) + COOLDOWN)
        if len(hour) >= PER_HOUR:
            free.append(sorted(hour)[-PER_HOUR] + timedelta(hours=1))
        if len(times) >= PER_DAY:
            free.append(sorted(times)[-PER_DAY] + timedelta(days=1))
        if max(free) > now:
            return ceil((max(free) - now).total_seconds())
        await Sending.filter(id=key).update(times=[at.isoformat() for at in (*times, now)], touched=now)
    return 0


async def _give_back(portal: Portal, contact: Contact) -> None:
    """It did not go: the last one is not counted."""
    key = contact.index(portal)
    async with transaction():
        row = await _row(key)
        await Sending.filter(id=key).update(times=[at.isoformat() for at in _times(row)[:-1]])


async def _take_from_budget(request: Request) -> bool:
    """One code of the day's, while there are some."""
    portal = request.portal
    now = portal.clock.now()
    day = f"day {now.astimezone(portal.site.zone):%Y-%m-%d}"
    most = request.settings(Settings).codes_per_day
    await Sending.bulk_create([Sending(id=day, times=[], touched=now)], ignore_conflicts=True)
    if await Sending.filter(id=day, count__lt=most).update(count=F("count") + 1):
        return True
    log.error("no more codes are sent today", extra={"most": most})
    return False


async def _row(key: str) -> Sending:
    """The row of a key, locked; made again when it was swept away meanwhile."""
    while True:
        await Sending.bulk_create([Sending(id=key, times=[], touched=datetime(1970, 1, 1).astimezone())], ignore_conflicts=True)
        row = await Sending.select_for_update().get_or_none(id=key)
        if row is not None:
            return row


def _times(row: Sending) -> list[datetime]:
    return [datetime.fromisoformat(at) for at in row.times]


async def sweep(now: datetime) -> int:
    return await Sending.filter(touched__lt=now - timedelta(days=2)).delete()
