"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import pytest

from core.tables.spreadsheet import cell, csv_lines


@pytest.mark.parametrize("text", ["=1+1", "+62812", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_row_41_what_could_be_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "written"), [("Jalan 1=2", "Jalan 1=2"), (7, "7"), (None, ""), ("", "")])
def test_anything_else_stays_as_it_is(value: str | int | None, written: str) -> None:
    assert cell(value) == written


def test_quotes_commas_and_new_lines_stay_in_their_cell() -> None:
    assert csv_lines([['Kata "dia", lalu\npergi', 2]]) == '"Kata ""dia"", lalu\npergi",2\r\n'
