"""Counts of many cases from their figures, and which of them are too few to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from .figures import Figure

MONTHS = 12
"""For how long figures look back, the month of today counted."""
FEW = 5
"""Below so many cases a number tells of persons rather than of an agency."""


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


def first_month(day: date) -> date:
    """The first day of the twelve months that end with the one of `day`."""
    months = day.year * 12 + day.month - MONTHS
    return date(months // 12, months % 12 + 1, 1)


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


def share_of(some: int, all_: int) -> int | None:
    """Percent; not of fewer than five."""
    return round(100 * some / all_) if all_ >= FEW else None
