"""When a posyandu is: `tanggal 5` of each month, or `Rabu ke-2`. Pure: no database, no portal."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .hours import parse_days

ICAL_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A day of the month, or the `nth` weekday (Monday is 0); the other one is 0 and -1. `nth` -1 is the last."""

    day: int = 0
    nth: int = 0
    weekday: int = -1

    def from_day(self, start: date) -> Iterator[date]:
        """The days from `start` on, without end. A month that has no such day is left out, as iCalendar does."""
        year, month = start.year, start.month
        while year < date.max.year:
            found = self._in(year, month)
            if found is not None and found >= start:
                yield found
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    def _in(self, year: int, month: int) -> date | None:
        length = monthrange(year, month)[1]
        if self.day:
            return date(year, month, self.day) if self.day <= length else None
        if self.nth == -1:
            last = date(year, month, length)
            return last - timedelta(days=(last.weekday() - self.weekday) % 7)
        first = date(year, month, 1)
        found = first + timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))
        return found if found.month == month else None

    @property
    def rule(self) -> dict[str, object]:
        """As RFC 5545 says it."""
        return {"FREQ": "MONTHLY", **({"BYMONTHDAY": self.day} if self.day else {"BYDAY": f"{self.nth}{ICAL_DAYS[self.weekday]}"})}


def parse_schedule(text: str) -> Schedule:
    """Raises ValueError for anything else."""
    words = " ".join(text.casefold().split())
    if found := re.fullmatch(r"(?:tanggal|tgl\.?) (\d{1,2})(?: (?:tiap|setiap) bulan)?", words):
        day = int(found[1])
        if not 1 <= day <= 31:
            raise ValueError(text)
        return Schedule(day=day)
    if found := re.fullmatch(r"([a-z']+)(?: minggu)? (?:ke-?)?(pertama|kedua|ketiga|keempat|terakhir|[1-4])(?: (?:tiap|setiap) bulan)?", words):
        (weekday,) = parse_days(found[1])
        named = {"pertama": 1, "kedua": 2, "ketiga": 3, "keempat": 4, "terakhir": -1}
        return Schedule(nth=named.get(found[2]) or int(found[2]), weekday=weekday)
    raise ValueError(text)
