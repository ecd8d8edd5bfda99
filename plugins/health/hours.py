"""Hours and days as a regency writes them: `07.30-14.00`, `24 jam`, `Senin-Kamis, Sabtu`. Pure: no database, no portal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_OTHER = {"jum'at": "jumat", "jumaat": "jumat", "ahad": "minggu"}
HOURS_PATTERN = r"(?:[01]?\d|2[0-3])[.:][0-5]\d ?[-–] ?(?:(?:[01]?\d|2[0-3])[.:][0-5]\d|24[.:]00)|24 [Jj]am"
DAY_AND_NIGHT = "24 jam"
_LAST = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when, within a day; `round_the_clock` has no end."""

    opens: time
    closes: time
    round_the_clock: bool = False

    def covers(self, now: time) -> bool:
        return self.round_the_clock or self.opens <= now < self.closes

    def __str__(self) -> str:
        closes = "24.00" if self.closes == _LAST else f"{self.closes:%H.%M}"
        return DAY_AND_NIGHT if self.round_the_clock else f"{self.opens:%H.%M}–{closes}"


def parse_hours(text: str) -> Hours | None:
    """None for nothing. Raises ValueError for what is no span of hours, or one that ends before it begins."""
    given = text.strip().casefold()
    if not given:
        return None
    if not re.fullmatch(HOURS_PATTERN, given):
        raise ValueError(text)
    if given == DAY_AND_NIGHT:
        return Hours(time(0), _LAST, round_the_clock=True)
    first, last = (_time(part.strip()) for part in re.split("[-–]", given))
    if last <= first:
        raise ValueError(text)
    return Hours(first, last)


def _time(text: str) -> time:
    hour, minute = (int(part) for part in re.split("[.:]", text))
    return _LAST if hour == 24 else time(hour, minute)


def parse_days(text: str) -> tuple[int, ...]:
    """`Senin-Kamis, Sabtu` as the days of the week, Monday is 0. Raises ValueError for a word that is no day."""
    if text.strip().casefold() == "setiap hari":
        return tuple(range(7))
    found: set[int] = set()
    for part in re.split(r"[,;/]|\bdan\b", text.casefold().replace(" s/d ", " - ")):
        if not part.strip():
            continue
        first, *rest = (_day(word.strip()) for word in re.split(r"\bsampai\b|[-–]", part))
        if len(rest) > 1:
            raise ValueError(text)
        last = rest[0] if rest else first
        found |= set(range(first, last + 1)) if last >= first else {*range(first, 7), *range(last + 1)}
    if not found:
        raise ValueError(text)
    return tuple(sorted(found))


def _day(word: str) -> int:
    word = _OTHER.get(word, word)
    if word not in DAYS:
        raise ValueError(word)
    return DAYS.index(word)


def parse_moment(text: str, zone: object) -> datetime:
    """`2026-11-24 08.30` or `24-11-2026 08:30`, in the regency's zone. Raises ValueError."""
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[ T](\d\d)[.:](\d\d)(?:[.:]\d\d)?", text.strip())
    if found:
        year, month, day, hour, minute = (int(part) for part in found.groups())
    else:
        found = re.fullmatch(r"(\d\d?)[-/](\d\d?)[-/](\d{4}) (\d\d?)[.:](\d\d)(?:[.:]\d\d)?", text.strip())
        if not found:
            raise ValueError(text)
        day, month, year, hour, minute = (int(part) for part in found.groups())
    return datetime(year, month, day, hour, minute, tzinfo=zone)  # type: ignore[arg-type]  # a zone is a tzinfo


def hours_on(facility: Sequence[str], day: date, *, day_off: bool) -> Hours | None:
    """Of (Monday to Thursday, Friday, Saturday, Sunday); on a day off only whoever never closes is open."""
    found = parse_hours(facility[max(0, day.weekday() - 3)])
    return found if found is None or found.round_the_clock or not day_off else None
