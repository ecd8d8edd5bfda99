"""How complaints were handled in the last twelve months: by agency, by kecamatan, by month.

The figures are counted at night and kept ready, so that the page counts nothing. Only what everybody may read is counted.
Few cases of one agency or kecamatan are hidden, and with them as many others as it takes that the sum does not give them away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from core import Context, transaction
from plugins.cases.api import FEW, Tally, first_month, hidden_of, read_figures, share_of, today

from .forms import SERVICE
from .models import Statistic

if TYPE_CHECKING:
    from core import Portal

TOTAL, AGENCY, DISTRICT, MONTH = "total", "agency", "district", "month"


async def compute(context: Context) -> None:
    """Count everything anew and put it in the place of what was there."""
    portal = context.portal
    since, tallies = first_month(today(portal)), dict[tuple[str, str], Tally]()
    async for figure in read_figures(portal, SERVICE, datetime.combine(since, time(), portal.site.zone)):
        month = figure.opened.astimezone(portal.site.zone).strftime("%Y-%m")
        for scope, key in ((TOTAL, ""), (AGENCY, figure.agency), (DISTRICT, figure.district), (MONTH, month)):
            if key or scope == TOTAL:
                tallies.setdefault((scope, key), Tally()).add(figure)
    now = portal.clock.now()
    tallies.setdefault((TOTAL, ""), Tally())
    rows = [
        Statistic(
            scope=scope, key=key, cases=one.cases, answered=len(one.took), hours=one.hours, judged=one.judged, in_time=one.in_time,
            done=one.done, confirmed=one.confirmed, since=since, at=now,
        )
        for (scope, key), one in tallies.items()
    ]  # fmt: skip
    async with transaction():
        await Statistic.all().delete()
        await Statistic.bulk_create(rows)
        await portal.changed("complaints.statistics")


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is shown. None is hidden, or not known yet; `hidden` says that all of the line is."""

    key: str
    cases: int | None
    hours: int | None = None
    in_time: int | None = None
    confirmed: int | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the page shows: all together, and the tables by scope. `at` is None before the first night."""

    at: datetime | None = None
    since: date | None = None
    total: Row = field(default_factory=lambda: Row("", 0))
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)


async def read_statistics(portal: Portal) -> Statistics:
    """What was counted last, with what must be hidden hidden."""
    rows = await Statistic.all()
    total = next((row for row in rows if row.scope == TOTAL), None)
    if total is None:
        return Statistics()
    tables = {scope: shown([row for row in rows if row.scope == scope]) for scope in (AGENCY, DISTRICT, MONTH)}
    return Statistics(total.at, total.since, _row(total), tables)


def shown(rows: Iterable[Statistic]) -> list[Row]:
    """The rows of one table, the largest first, the months in their order; those that must be hidden last, without a number."""
    hidden = hidden_of({row.key: row.cases for row in rows})
    by_month = any(row.scope == MONTH for row in rows)
    seen = sorted((row for row in rows if row.key not in hidden), key=lambda row: (row.key,) if by_month else (-row.cases, row.key))
    found = [_row(row) for row in seen] + [Row(key, None, hidden=True) for key in sorted(hidden)]
    return sorted(found, key=lambda row: row.key) if by_month else found


def _row(row: Statistic) -> Row:
    if row.cases < FEW:
        return Row(row.key, None, hidden=True) if row.cases else Row(row.key, 0)
    return Row(
        row.key, row.cases, row.hours if row.answered >= FEW else None, share_of(row.in_time, row.judged), share_of(row.confirmed, row.done),
    )  # fmt: skip
