"""The calendar of one portal: the national days off that come with this plugin, and the site's own."""

from __future__ import annotations

import csv
import functools
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.language import Text
from core.language import gettext_lazy as _

from .calendar import WorkingCalendar
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal

NATIONAL = Path(__file__).parent / "data" / "national_holidays.csv"
JOINT_LEAVE, WORKING_AFTER_ALL = "cuti_bersama", "hari_kerja"
DECREED = frozenset({"libur_nasional", JOINT_LEAVE})


@functools.lru_cache(maxsize=4)
def national_days(file: Path = NATIONAL) -> tuple[tuple[date, str], ...]:
    """The days of the file and what they are; it is part of this version and does not change while it runs."""
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple((date.fromisoformat(row["date"]), row["type"]) for row in csv.DictReader(stream))


def calendar_of(portal: Portal) -> WorkingCalendar:
    """The working days of the portal's regency."""
    own = [(holiday.date, holiday.kind) for holiday in portal.site.holidays]
    return make_calendar((*national_days(), *own), joint_leave_is_work=portal.settings(Settings).joint_leave_is_work)


@functools.lru_cache(maxsize=16)
def make_calendar(days: tuple[tuple[date, str], ...], *, joint_leave_is_work: bool = False) -> WorkingCalendar:
    """A calendar of days and their kinds. A year is known once a national day of it is."""
    working = {day for day, kind in days if kind == WORKING_AFTER_ALL or (joint_leave_is_work and kind == JOINT_LEAVE)}
    off = {day for day, kind in days if kind != WORKING_AFTER_ALL}
    return WorkingCalendar(off - working, years={day.year for day, kind in days if kind in DECREED})


def today(portal: Portal, at: datetime | None = None) -> date:
    """The day in the regency, now or at a moment."""
    return (at or portal.clock.now()).astimezone(portal.site.zone).date()


def missing_year(calendar: WorkingCalendar, day: date) -> int | None:
    """The year whose holidays are wanted now and not known: this year's, and from 1 October the next one's."""
    for year in (day.year, (day + timedelta(days=92)).year):
        if calendar.is_provisional(date(year, 1, 1), date(year, 1, 1)):
            return year
    return None


UNKNOWN_YEAR: Text = _("The days off of {year} are not known yet; due days in it are provisional. Add them to holidays.csv of the site.")
