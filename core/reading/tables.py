"""The site's CSV files, row by row: every bad row is named with its line, its value and the mend."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import Problem, did_you_mean, nearest
from core.reading.toml import read_text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table, its values by the names of the columns."""

    where: str
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(slots=True)
class Table:
    """A file being read: its rows, and the problems found so far."""

    name: str
    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    exists: bool = True

    def complain(self, code: str, message: str, where: str, hint: str = "") -> None:
        self.problems.append(Problem(f"site.{code}", message, where, hint))

    def once(self, row: Row, column: str, seen: dict[str, str]) -> bool:
        """Whether the row's value of `column` is new; says so when it is not. `seen` remembers."""
        value = row[column]
        if value in seen:
            self.complain("row.twice", f"{column} {value!r} stands there twice, first in {seen[value]}", row.where, "Keep one of the two rows.")
            return False
        seen[value] = row.where
        return True


def read_table(folder: Path, name: str, needed: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Read `folder/name`; an absent file is an empty table. Excel's semicolons and byte order mark are understood."""
    text = read_text(folder / name, name)
    if isinstance(text, Problem):
        absent = text.code == "site.missing"
        return Table(name, problems=[] if absent else [text], exists=not absent)
    table = Table(name)
    lines = [(f"{name}:{number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip(" ,;") and not line.startswith("#")]
    if not lines:
        table.complain("table", f"{name} is empty", name, f"Its first line names the columns: {','.join(needed)}.")
        return table
    comma = ";" if ";" in lines[0][1] and "," not in lines[0][1] else ","
    table.columns = tuple(_cells(table, *lines[0], comma))
    _check_columns(table, lines[0][0], needed, optional)
    for where, line in () if table.problems else lines[1:]:
        if cells := _cells(table, where, line, comma):
            _add_row(table, where, cells, needed)
    return table


def _cells(table: Table, where: str, line: str, comma: str) -> list[str]:
    """One line's values. No value runs over a line's end, so a forgotten quote spoils one row and not all after it."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=comma, strict=True))]
    except csv.Error as error:
        table.complain(
            "row", f"the row cannot be read: {error}", where, "A value with a comma or a quote in it stands in double quotes; a quote inside is doubled."
        )
        return []


def _check_columns(table: Table, where: str, needed: Sequence[str], optional: Sequence[str]) -> None:
    known = (*needed, *optional)
    for column in table.columns:
        if column not in known:
            table.complain("column", f"there is no column {column!r}", where, did_you_mean(column, known))
        elif table.columns.count(column) > 1:
            table.complain("column", f"the column {column!r} stands there twice", where)
    meant = {column if column in known else nearest(column, known) for column in table.columns}
    for column in needed:
        if column not in meant:
            table.complain("column", f"the column {column!r} is missing", where, f"The first line reads: {','.join(known)}.")


def _add_row(table: Table, where: str, cells: list[str], needed: Sequence[str]) -> None:
    if len(cells) != len(table.columns):
        hint = f"The columns are {', '.join(table.columns)}; put a value that holds a comma in double quotes."
        table.complain("row", f"{len(cells)} values for {len(table.columns)} columns", where, hint)
        return
    row = Row(where, dict(zip(table.columns, cells, strict=True)))
    if broken := next((column for column, cell in row.values.items() if not cell.isprintable()), ""):
        table.complain("row", f"{broken} {row[broken]!r} holds a sign that cannot be shown", where, "Write the value anew.")
    elif empty := next((column for column in needed if not row[column]), ""):
        table.complain("row", f"{empty} is empty", where, f"Every row needs {', '.join(needed)}.")
    else:
        table.rows.append(row)
