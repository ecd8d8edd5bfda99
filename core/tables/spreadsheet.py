"""Rows for a spreadsheet: CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell must not begin with: a spreadsheet would run it."""
MARK = "\ufeff"
"""At the beginning of a file: it tells spreadsheets that it is UTF-8."""


def cell(value: Cell) -> str:
    """A value as it is written; whatever could be a formula begins with an apostrophe, and is shown as text."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_file(rows: Iterable[Sequence[Cell]], comma: str = ",") -> str:
    """A whole file of rows. Spreadsheets in Indonesia open one with semicolons at a tap."""
    return MARK + csv_lines(rows, comma)


def csv_lines(rows: Iterable[Sequence[Cell]], comma: str = ",") -> str:
    """The rows as CSV (RFC 4180), for a file that is sent bit by bit."""
    out = io.StringIO()
    csv.writer(out, delimiter=comma, lineterminator="\r\n").writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
