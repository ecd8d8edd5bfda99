"""The regency's working days: weekends, national holidays, joint leave and the regency's own days off.

The day of receipt is day 0; counting starts on the next working day, and something is due at 23.59 of its day in the
site's zone. Pure: dates go in, dates come out.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SATURDAY, SUNDAY = 5, 6
_FARTHEST = 5_000
"""Working days; about twenty years. A longer limit is a slip of the pen, and a loop without an end."""


@dataclass(frozen=True, slots=True)
class Due:
    """A day, and whether it lies in or beyond a year whose holidays are not known yet."""

    day: date
    provisional: bool = False


class WorkingCalendar:
    """`holidays` are days off beside the weekend; `years` are those whose table is known, by default the years of `holidays`."""

    __slots__ = ("_holidays", "_years")

    def __init__(self, holidays: Iterable[date], *, years: Iterable[int] | None = None) -> None:
        days = frozenset(holidays)
        if not all(_is_plain_date(day) for day in days):
            raise ValueError("A holiday is a date without a time.")
        self._holidays = days
        self._years = frozenset(day.year for day in days) if years is None else frozenset(years)

    def is_working_day(self, day: date) -> bool:
        """Whether the offices of the regency are open on `day`."""
        return day.weekday() not in (SATURDAY, SUNDAY) and day not in self._holidays

    def add_working_days(self, start: date, days: int) -> date:
        """The working day that comes `days` working days after `start`; 0 is `start` itself, or the next working day."""
        _check(start, days)
        try:
            day = start
            if days == 0:
                while not self.is_working_day(day):
                    day += timedelta(days=1)
            for _ in range(days):
                day += timedelta(days=1)
                while not self.is_working_day(day):
                    day += timedelta(days=1)
        except OverflowError as error:
            raise ValueError("That lies beyond the end of the calendar.") from error
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and with `end`; 0 when `end` is not later."""
        length = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, length + 1))

    def due(self, start: date, days: int) -> Due:
        """The same as `add_working_days`, and whether a year on the way has no table of holidays yet."""
        day = self.add_working_days(start, days)
        return Due(day, self.is_provisional(start, day))

    def is_provisional(self, start: date, end: date) -> bool:
        """Whether a year from `start` to `end` has no table of holidays, so that `end` may still move."""
        return any(year not in self._years for year in range(start.year, end.year + 1))


def _is_plain_date(day: object) -> bool:
    return isinstance(day, date) and not isinstance(day, datetime)


def _check(start: object, days: object) -> None:
    if not _is_plain_date(start):
        raise ValueError("Working days are counted from a date without a time.")
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= _FARTHEST:
        raise ValueError(f"The number of working days lies between 0 and {_FARTHEST}.")


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
