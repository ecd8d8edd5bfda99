"""The clock: limits run over what happened, pauses move them, and nothing moves silently."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.cases.calendar import WorkingCalendar
from plugins.cases.clock import Moment, Refused, decide, stand
from plugins.cases.procedure_file import read_procedure

PROCEDURE = read_procedure(Path(__file__).parent / "services" / "repair" / "procedure.toml")
ZONE = ZoneInfo("Asia/Jakarta")
with (Path(__file__).parents[2] / "data" / "holidays_2026_2027.csv").open(encoding="utf-8", newline="") as stream:
    CALENDAR = WorkingCalendar(date.fromisoformat(row["date"]) for row in csv.DictReader(stream))
SETTINGS = {"answer_within": 3}
OPENED = datetime(2026, 11, 24, 9, tzinfo=ZONE)


def after(days: int, state: str, class_: str = "") -> Moment:
    return Moment(OPENED + timedelta(days=days), state, class_)


def test_the_earliest_running_limit_is_the_due_day() -> None:
    standing = stand(PROCEDURE, [Moment(OPENED, "received")], CALENDAR, ZONE, {"answer_within": 2})

    assert [limit.name for limit in standing.running] == ["limits.answer", "states.received"]
    assert standing.due is not None
    assert standing.due.day == date(2026, 11, 26)


def test_a_report_of_the_evening_counts_from_the_day_in_the_regency() -> None:
    just_after_midnight_in_blora = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)

    standing = stand(PROCEDURE, [Moment(just_after_midnight_in_blora, "received")], CALENDAR, ZONE, SETTINGS)

    assert standing.running[0].since == date(2026, 11, 24)


def test_the_class_decides_the_limit_even_when_it_is_changed_later() -> None:
    light = stand(PROCEDURE, [Moment(OPENED, "received"), after(0, "planned"), after(1, "working")], CALENDAR, ZONE, SETTINGS)
    heavy = stand(PROCEDURE, [Moment(OPENED, "received"), after(0, "planned"), after(1, "working", "heavy")], CALENDAR, ZONE, SETTINGS)

    assert (light.class_, light.running[0].due.day) == ("light", date(2026, 12, 2))
    assert (heavy.class_, heavy.running[0].due.day) == ("heavy", date(2026, 12, 15))


def test_what_was_late_before_a_pause_stays_late() -> None:
    history = [Moment(OPENED, "received"), after(0, "planned"), after(0, "working"), after(20, "asked"), after(22, "working")]

    standing = stand(PROCEDURE, history, CALENDAR, ZONE, SETTINGS)

    assert standing.due is not None
    assert standing.due.day == date(2026, 12, 1)
    assert standing.is_late(date(2026, 12, 17))


def test_a_paused_case_says_since_when_and_is_never_late() -> None:
    standing = stand(PROCEDURE, [Moment(OPENED, "received"), after(0, "planned"), after(0, "working"), after(1, "asked")], CALENDAR, ZONE, SETTINGS)

    assert standing.paused_since == OPENED + timedelta(days=1)
    assert not standing.is_late(date(2027, 6, 1))
    automatic = standing.automatic(date(2027, 6, 1))
    assert automatic is not None
    assert automatic.then == "go_on"


def test_a_closed_case_has_no_clock() -> None:
    standing = stand(PROCEDURE, [Moment(OPENED, "received"), after(1, "refused")], CALENDAR, ZONE, SETTINGS)

    assert standing.due is None
    assert not standing.is_late(date(2030, 1, 1))


def test_a_year_without_holidays_makes_the_date_provisional() -> None:
    standing = stand(PROCEDURE, [Moment(datetime(2027, 12, 30, 9, tzinfo=ZONE), "received")], CALENDAR, ZONE, SETTINGS)

    assert standing.due is not None
    assert standing.due.provisional


@pytest.mark.parametrize(
    ("name", "function", "answers", "code"),
    [
        ("finish", "handler", {}, "case.not_now"),
        ("foward", "verifier", {}, "case.unknown_transition"),
        ("forward", "handler", {"agency": "dpupr"}, "case.not_yours"),
        ("refuse", "verifier", {"reason": "spam"}, "case.answers"),
        ("refuse", "verifier", {"note": "x", "reason": "other"}, "case.answers"),
        ("refuse", "verifier", {"note": "x", "reason": "spam", "owner": "me"}, "case.answers"),
        ("forward", "verifier", {"class": "medium"}, "case.answers"),
    ],
)
def test_what_may_not_be_done_is_refused_with_its_reason(name: str, function: str, answers: dict[str, str], code: str) -> None:
    standing = stand(PROCEDURE, [Moment(OPENED, "received")], CALENDAR, ZONE, SETTINGS)

    with pytest.raises(Refused) as refused:
        decide(PROCEDURE, standing, name, function, answers, agency="dinkominfo", today=OPENED.date(), calendar=CALENDAR, zone=ZONE)

    assert refused.value.code == code


def test_an_agency_is_needed_where_there_is_none_yet() -> None:
    standing = stand(PROCEDURE, [Moment(OPENED, "received")], CALENDAR, ZONE, SETTINGS)

    with pytest.raises(Refused, match="No agency"):
        decide(PROCEDURE, standing, "forward", "verifier", {}, agency="", today=OPENED.date(), calendar=CALENDAR, zone=ZONE)


def test_late_never_locks_a_case() -> None:
    standing = stand(PROCEDURE, [Moment(OPENED, "received")], CALENDAR, ZONE, SETTINGS)
    years_later = date(2031, 1, 1)

    for name, transition in PROCEDURE.leaving("received"):
        answers = {ask.name: next(iter(ask.choices), "x") for ask in transition.asks if ask.required and ask.kind not in ("agency", "class")}
        made = decide(PROCEDURE, standing, name, transition.who[0], answers, agency="dpupr", today=years_later, calendar=CALENDAR, zone=ZONE)
        assert made.state == transition.to


@given(st.lists(st.integers(0, 6), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_any_walk_through_the_procedure_has_a_standing(gaps: list[int], random: object) -> None:
    history, at = [Moment(OPENED, "received")], OPENED
    for gap in gaps:
        at += timedelta(days=gap)
        possible = list(PROCEDURE.leaving(history[-1].state))
        if not possible:
            break
        history.append(Moment(at, random.choice(possible)[1].to, random.choice(["", "light", "heavy"])))  # type: ignore[attr-defined]

    standing = stand(PROCEDURE, history, CALENDAR, ZONE, SETTINGS)

    assert standing.state == history[-1].state
    assert (not standing.running) == (not PROCEDURE.is_open(standing.state))
    assert [limit.due.day for limit in standing.running] == sorted(limit.due.day for limit in standing.running)
    assert all(CALENDAR.is_working_day(limit.due.day) for limit in standing.running)
