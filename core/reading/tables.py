"""The site's CSV files, row by row: every bad row is named with its line, its value and the mend."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import Problem, did_you_mean
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
    try:
        lines = list(_lines(text))
    except csv.Error as error:
        table.complain("table", f"{name} cannot be read: {error}", name, "Separate values with commas; put a value that holds a comma in double quotes.")
        return table
    if not lines:
        table.complain("table", f"{name} is empty", name, f"Its first line names the columns: {','.join(needed)}.")
        return table
    number, header = lines[0]
    table.columns = tuple(column.strip() for column in header)
    _check_columns(table, f"{name}:{number}", needed, optional)
    for number, cells in () if table.problems else lines[1:]:
        _add_row(table, f"{name}:{number}", cells, needed)
    return table


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that are neither empty nor a comment, with their numbers."""
    first = next((line for line in text.split("\n") if line.strip() and not line.startswith("#")), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",", strict=True)
    before = 0
    for cells in reader:
        if any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
            yield before + 1, cells
        before = reader.line_num


def _check_columns(table: Table, where: str, needed: Sequence[str], optional: Sequence[str]) -> None:
    known = (*needed, *optional)
    for column in table.columns:
        if column not in known:
            table.complain("column", f"there is no column {column!r}", where, did_you_mean(column, known))
        elif table.columns.count(column) > 1:
            table.complain("column", f"the column {column!r} stands there twice", where)
    for column in needed:
        if column not in table.columns:
            table.complain("column", f"the column {column!r} is missing", where, f"The first line reads: {','.join(known)}.")


def _add_row(table: Table, where: str, cells: list[str], needed: Sequence[str]) -> None:
    if len(cells) != len(table.columns):
        hint = f"The columns are {', '.join(table.columns)}; put a value that holds a comma in double quotes."
        table.complain("row", f"{len(cells)} values for {len(table.columns)} columns", where, hint)
        return
    row = Row(where, {column: cell.strip() for column, cell in zip(table.columns, cells, strict=True)})
    if broken := next((column for column, cell in row.values.items() if not cell.isprintable()), ""):
        table.complain("row", f"{broken} {row[broken]!r} holds a sign that cannot be shown", where, "Write the value anew.")
    elif empty := next((column for column in needed if not row[column]), ""):
        table.complain("row", f"{empty} is empty", where, f"Every row needs {', '.join(needed)}.")
    else:
        table.rows.append(row)
