"""One digest a day over the heads of all timelines that grew, printed to the log, where nobody of the portal can take it back."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING
from uuid import UUID

from core import Context, transaction

from .chain import root_of
from .models import Entry, Root
from .workdays import today

if TYPE_CHECKING:
    from core import Portal

log = logging.getLogger("pendopo.cases")


async def write_root(context: Context) -> Root | None:
    """Yesterday's root, and those of days before it that were missed: printed to the log, where nobody of the portal can take them back."""
    portal, written = context.portal, None
    last = await Root.all().order_by("-day").first()
    first = await Entry.all().order_by("at").first()
    if first is None:
        return None
    day = last.day + timedelta(days=1) if last else today(portal, first.at)
    previous = last.root if last else ""
    while day < today(portal):
        heads = await _heads(portal, day)
        async with transaction():
            written = await Root.create(day=day, heads=len(heads), root=root_of(previous, heads), previous=previous)
        log.warning("the root of all timelines", extra={"day": day.isoformat(), "heads": len(heads), "root": written.root, "previous": previous})
        previous, day = written.root, day + timedelta(days=1)
    return written


async def _heads(portal: Portal, day: date) -> dict[str, str]:
    """The last digest of every chain that grew on `day`."""
    heads: dict[str, str] = {}
    async for case, digest in _grown(_midnight(day, portal.site.zone), _midnight(day + timedelta(days=1), portal.site.zone)):
        heads[str(case)] = digest
    return heads


async def _grown(start: datetime, end: datetime) -> AsyncIterator[tuple[UUID, str]]:
    """Case and digest of the entries of a time, in the order of each chain."""
    last: dict[UUID, tuple[int, str]] = {}
    for case, n, digest in await Entry.filter(at__gte=start, at__lt=end).values_list("case", "n", "digest"):
        if n > last.get(case, (0, ""))[0]:
            last[case] = (n, digest)
    for case, (_n, digest) in last.items():
        yield case, digest


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


async def broken_roots(portal: Portal) -> AsyncIterator[tuple[date, bool]]:
    """Every day that has a root, and whether the timelines of that day are not what they were."""
    previous = ""
    for root in await Root.all().order_by("day"):
        heads = await _heads(portal, root.day)
        yield root.day, root.previous != previous or root.root != root_of(root.previous, heads) or root.heads != len(heads)
        previous = root.root
