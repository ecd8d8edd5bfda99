"""The working calendar: every vector comes out, and a year without a table is marked."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.cases.calendar import WorkingCalendar

DATA = Path(__file__).parents[2] / "data"
VECTORS = json.loads((DATA / "working_days.json").read_text("utf-8"))
with (DATA / "holidays_2026_2027.csv").open(encoding="utf-8", newline="") as stream:
    ROWS = list(csv.DictReader(stream))
HOLIDAYS = {date.fromisoformat(row["date"]) for row in ROWS}
NATIONAL_ONLY = {date.fromisoformat(row["date"]) for row in ROWS if row["type"] == "libur_nasional"}
CALENDAR = WorkingCalendar(HOLIDAYS)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["received"])
@pytest.mark.parametrize("days", [3, 5, 10, 14, 60])
def test_every_vector_of_working_days_comes_out(case: dict[str, str], days: int) -> None:
    assert CALENDAR.add_working_days(date.fromisoformat(case["received"]), days).isoformat() == case[f"plus_{days}"]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["received"])
@pytest.mark.parametrize("days", [5, 14])
def test_joint_leave_counts_as_work_where_the_site_says_so(case: dict[str, str], days: int) -> None:
    calendar = WorkingCalendar(NATIONAL_ONLY)

    assert calendar.add_working_days(date.fromisoformat(case["received"]), days).isoformat() == case[f"plus_{days}_cuti_counts_as_work"]


@pytest.mark.parametrize(("year", "days"), VECTORS["year_working_days"].items())
def test_a_year_has_its_number_of_working_days(year: str, days: int) -> None:
    assert CALENDAR.working_days_between(date(int(year) - 1, 12, 31), date(int(year), 12, 31)) == days


def test_no_days_after_a_holiday_is_the_next_working_day() -> None:
    assert CALENDAR.add_working_days(date(2026, 11, 24), 0) == date(2026, 11, 24)
    assert CALENDAR.add_working_days(date(2026, 12, 24), 0) == date(2026, 12, 28)


def test_a_local_holiday_moves_the_date() -> None:
    born = WorkingCalendar({*HOLIDAYS, date(2026, 12, 11)}, years={2026, 2027})

    assert born.add_working_days(date(2026, 12, 10), 1) == date(2026, 12, 14)


def test_a_date_beyond_the_known_tables_is_provisional() -> None:
    assert not CALENDAR.due(date(2026, 12, 31), 60).provisional
    assert CALENDAR.due(date(2027, 12, 29), 5).provisional
    assert WorkingCalendar({date(2028, 12, 11)}, years={2026}).is_provisional(date(2028, 1, 1), date(2028, 2, 1))


@pytest.mark.parametrize("days", [-1, 5001, True, "3", 2.0])
def test_a_number_of_days_that_is_none_is_refused_with_a_sentence(days: object) -> None:
    with pytest.raises(ValueError, match="between 0 and 5000"):
        CALENDAR.add_working_days(date(2026, 1, 1), days)  # type: ignore[arg-type]


def test_a_time_is_no_date_and_the_calendar_has_an_end() -> None:
    with pytest.raises(ValueError, match="without a time"):
        CALENDAR.add_working_days(datetime(2026, 1, 1, 9, tzinfo=UTC), 1)
    with pytest.raises(ValueError, match="without a time"):
        WorkingCalendar({datetime(2026, 1, 1, 9, tzinfo=UTC)})
    with pytest.raises(ValueError, match="end of the calendar"):
        CALENDAR.add_working_days(date(9999, 12, 30), 5)


@given(st.dates(date(2025, 1, 1), date(2028, 12, 31)), st.integers(0, 90))
def test_a_due_day_is_a_working_day_and_counting_back_agrees(start: date, days: int) -> None:
    due = CALENDAR.add_working_days(start, days)

    assert CALENDAR.is_working_day(due)
    if days or CALENDAR.is_working_day(start):
        assert CALENDAR.working_days_between(start, due) == days
    assert due >= start
    assert CALENDAR.add_working_days(start, days + 1) >= due
    assert due - start <= timedelta(days=days * 2 + 15)
