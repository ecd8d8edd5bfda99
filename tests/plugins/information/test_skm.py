"""The satisfaction index: exactly as published and worked out by hand, and never from anything but whole answers."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.information.api import ELEMENTS, Ikm, ikm
from plugins.information.skm import grade_of

DATA = json.loads((Path(__file__).parents[2] / "data" / "satisfaction.json").read_text(encoding="utf-8"))
FULL = dict.fromkeys(ELEMENTS, 3)


def test_the_elements_are_named_by_key_in_the_regulations_order() -> None:
    assert list(ELEMENTS) == DATA["elements"]


@pytest.mark.parametrize("example", DATA["sets"], ids=lambda example: example["set"])
def test_the_index_is_the_published_one_to_the_last_digit(example: dict[str, Any]) -> None:
    found = ikm([dict(zip(ELEMENTS, values, strict=True)) for values in example["responses"]])

    assert [str(mean) for mean in found.nrr.values()] == example["nrr"]
    assert (str(found.ikm), found.grade) == (example["ikm"], example["grade"])


def test_each_element_weighs_one_ninth_so_that_the_worked_example_is_84_44() -> None:
    """Nine means that add up to 30.4 (3.3778 in the middle): with the weight 0.111 it would be 84.36, with 0.11 83.60."""
    answers = [dict.fromkeys(ELEMENTS, 3) for _ in range(5)]
    for n in range(17):
        answers[n % 5][ELEMENTS[n // 5]] = 4

    found = ikm(answers)

    assert found == Ikm(found.nrr, Decimal("84.44"), "B")
    assert [str(mean) for mean in found.nrr.values()] == ["4.000"] * 3 + ["3.400"] + ["3.000"] * 5


def test_a_mean_of_thirds_is_rounded_to_three_decimals_halves_up() -> None:
    found = ikm([FULL, FULL, {**FULL, "cost": 4}])

    assert str(found.nrr["cost"]) == "3.333"
    assert str(found.ikm) == "75.93"


@pytest.mark.parametrize(
    ("index", "grade"),
    [("100.00", "A"), ("88.31", "A"), ("88.30", "B"), ("76.61", "B"), ("76.60", "C"), ("65.00", "C"), ("64.99", "D"), ("25.00", "D")],
)
def test_a_grade_begins_where_the_regulation_says(index: str, grade: str) -> None:
    assert grade_of(Decimal(index)) == grade


@given(st.lists(st.fixed_dictionaries({name: st.integers(1, 4) for name in ELEMENTS}), min_size=1, max_size=12), st.randoms())
def test_the_order_of_answers_and_of_their_keys_changes_nothing(answers: list[dict[str, int]], random: Any) -> None:
    mixed = [dict(random.sample(sorted(answer.items()), len(answer))) for answer in random.sample(answers, len(answers))]

    found = ikm(answers)

    assert ikm(mixed) == found
    assert Decimal(25) <= found.ikm <= 100
    assert min(found.nrr.values()) * 25 <= found.ikm + Decimal("0.02")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([], "There is no answer"),
        ([{**FULL, "time": 5}], "5 for time"),
        ([{**FULL, "time": 0}], "0 for time"),
        ([{**FULL, "time": True}], "True for time"),
        ([{**FULL, "time": 3.0}], "3.0 for time"),
        ([{**FULL, "time": "3"}], "'3' for time"),
        ([{**FULL, "time": None}], "None for time"),
        ([FULL, dict.fromkeys(ELEMENTS[:-1], 3)], "Answer 2 lacks facilities"),
        ([{**FULL, "U1": 3}], "has U1"),
        ([[3] * 9], "no mapping"),
    ],
)
def test_bad_answers_are_refused_with_a_sentence(answers: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ikm(answers)


def test_the_rule_needs_no_database_and_no_server() -> None:
    code = "import sys, plugins.information.api; print(sorted({'tortoise', 'starlette', 'jinja2', 'markdown_it'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]).stdout.strip() == "[]"
