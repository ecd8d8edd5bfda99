"""How complaints were handled in the last twelve months: by agency, by kecamatan, by month.

The figures are counted at night and kept ready, so that the page counts nothing. Only what everybody may read is counted.
Few cases of one agency or kecamatan are hidden, and with them as many others as it takes that the sum does not give them away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import TYPE_CHECKING

from core import Context, transaction
from plugins.cases.api import Figure, read_figures, today

from .forms import SERVICE
from .models import Statistic

if TYPE_CHECKING:
    from core import Portal

MONTHS = 12
FEW = 5
"""Below so many cases a row tells of persons rather than of an agency."""
TOTAL, AGENCY, DISTRICT, MONTH = "total", "agency", "district", "month"


@dataclass(slots=True)
class Tally:
    """Counts of some cases."""

    cases: int = 0
    took: list[float] = field(default_factory=list)
    judged: int = 0
    in_time: int = 0
    done: int = 0
    confirmed: int = 0

    def add(self, figure: Figure) -> None:
        self.cases += 1
        if figure.took is not None:
            self.took.append(figure.took / timedelta(hours=1))
        self.judged += figure.in_time is not None
        self.in_time += bool(figure.in_time)
        self.done += figure.done
        self.confirmed += figure.confirmed

    @property
    def hours(self) -> int | None:
        """Median working hours until the first answer; a working day has 24."""
        return round(median(self.took)) if self.took else None


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


def first_month(day: date) -> date:
    """The first day of the twelve months that end with the one of `day`."""
    months = day.year * 12 + day.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


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


def hidden_of(counts: Mapping[str, int]) -> frozenset[str]:
    """The keys whose number is not shown: every one below five, and the next smallest with them until the rest, which anybody can
    subtract from the sum, holds at least two of them and at least five cases."""
    smallest = sorted(counts, key=lambda key: (counts[key], key))
    hidden = [key for key in smallest if counts[key] < FEW]
    if not hidden:
        return frozenset()
    for key in smallest[len(hidden) :]:
        if len(hidden) > 1 and sum(counts[each] for each in hidden) >= FEW:
            break
        hidden.append(key)
    return frozenset(hidden)


def _row(row: Statistic) -> Row:
    if row.cases < FEW:
        return Row(row.key, None, hidden=True) if row.cases else Row(row.key, 0)
    return Row(
        row.key, row.cases, row.hours if row.answered >= FEW else None, _share(row.in_time, row.judged), _share(row.confirmed, row.done),
    )  # fmt: skip


def _share(some: int, of: int) -> int | None:
    """Percent; not of fewer than five."""
    return round(100 * some / of) if of >= FEW else None
