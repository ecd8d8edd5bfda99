"""A clock that stands still until it is told to move."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


class FrozenClock:
    """Stands at `at` (aware, or taken as UTC). `days_off` are the days, besides Saturdays and Sundays, on which nobody works."""

    def __init__(self, at: datetime = datetime(2026, 11, 24, 2, 12, tzinfo=UTC), *, days_off: Collection[date] = (), zone: str = "Asia/Jakarta") -> None:
        self.at = at if at.tzinfo else at.replace(tzinfo=UTC)
        self.days_off = frozenset(days_off)
        self.zone = ZoneInfo(zone)

    def now(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by

    def stand(self, at: datetime) -> None:
        self.at = at if at.tzinfo else at.replace(tzinfo=UTC)

    def forward(self, *, working_days: int = 0, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        """Travel on: first over whole working days, to the same time of day, then by the clock. Back is not a direction."""
        if min(working_days, days, hours, minutes) < 0:
            raise ValueError("time does not run back; make a clock that stands earlier")
        local = self.at.astimezone(self.zone)
        while working_days:
            local += timedelta(days=1)
            working_days -= local.weekday() < SATURDAY and local.date() not in self.days_off
        self.at = local.astimezone(UTC) + timedelta(days=days, hours=hours, minutes=minutes)
