"""Examples: a procedure's own stories run as tests, and a wrong one names what came out instead."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from plugins.cases.examples import run_examples
from plugins.cases.procedure_file import parse_procedure

TEXT = (Path(__file__).parent / "services" / "repair" / "procedure.toml").read_text("utf-8")
with (Path(__file__).parents[2] / "data" / "holidays_2026_2027.csv").open(encoding="utf-8", newline="") as stream:
    HOLIDAYS = [date.fromisoformat(row["date"]) for row in csv.DictReader(stream)]


def differences(text: str) -> list[str]:
    return [difference for outcome in run_examples(parse_procedure(text), HOLIDAYS) for difference in outcome.differences]


def test_every_example_comes_out_as_written() -> None:
    assert differences(TEXT) == []


def test_a_wrong_due_day_is_named_with_the_one_that_came_out() -> None:
    wrong = TEXT.replace('state = "planned"\n  due = 2026-12-02', 'state = "planned"\n  due = 2026-12-03')

    outcomes = run_examples(parse_procedure(wrong), HOLIDAYS)

    assert outcomes[0].differences == ("expected the due day 2026-12-03, and it is 2026-12-02",)
    assert outcomes[0].place == ("examples", 0, "steps", 0)
    assert all(outcome.ok for outcome in outcomes[1:])


def test_an_example_says_when_a_refusal_did_not_come() -> None:
    assert differences(TEXT.replace('note = "Sudah ada."', 'note = "Sudah ada."\n  refused = true')) == ["'refuse' should have been refused, and was not"]


def test_an_example_without_its_setting_says_which() -> None:
    wrong = TEXT.replace("settings = { answer_within = 2 }\n", "")

    assert differences(wrong) == ["it needs settings = { answer_within = … }"]


def test_an_example_may_bring_its_own_days_off() -> None:
    moved = TEXT.replace("settings = { answer_within = 2 }", "settings = { answer_within = 2 }\nholidays = [2026-11-26]", 1)

    assert differences(moved) == ["expected the due day 2026-11-26, and it is 2026-11-27"]


def test_an_example_goes_forward_in_time() -> None:
    assert differences(TEXT.replace("at = 2026-11-27T08:00:00", "at = 2026-11-23T08:00:00")) == ["2026-11-23 08:00 lies before the step above it"]
