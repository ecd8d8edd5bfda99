"""Which column of the file is which of the table: headings are found by title or alias, whatever stands above them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from core.errors import nearest
from core.language import Text
from core.language import gettext_lazy as _
from core.tables.declaration import Column, TableImport, heading
from core.tables.reading import Row, TableRefused

LOOKED_AT = 20
"""Rows above the table: the names of the office and of the month stand there."""

Say = Callable[[Text], str]

NO_HEADINGS = _("The headings were not found. The first row must name the columns: {names}.")
MISSING = _("The column “{name}” is missing. Add it; the file has: {found}.")
MISSING_NEAR = _("The column “{name}” is missing. Is it the one called “{near}”? Rename it in the file.")
TWICE = _("Two columns of the file are “{name}”: {first} and {second}. Remove one of them.")


def headings_of(table: TableImport, says: Sequence[Say]) -> dict[str, str]:
    """Every heading under which a column may stand, to the column's name. `says` speak the site's languages."""
    known: dict[str, str] = {}
    for column in table.every:
        for words in (column.name, column.field.label.id, *(say(column.field.label) for say in says), *column.aliases):
            known.setdefault(heading(words), column.name)
    return known


def find_columns(table: TableImport, rows: Iterator[Row], says: Sequence[Say]) -> tuple[dict[int, Column], int, list[str]]:
    """Where each column stands, the number of the row of headings, and headings that nobody asked for; `rows` goes on behind them.

    Raises `TableRefused` for a column that is missing or there twice."""
    known = headings_of(table, says)
    best: tuple[int, int, list[str]] = (0, 0, [])
    for number, cells in islice(rows, LOOKED_AT):
        names = [cell if isinstance(cell, str) else "" for cell in cells]
        fit = len({known[heading(name)] for name in names if heading(name) in known})
        if fit > best[0]:
            best = (fit, number, names)
        if fit == len(table.every) or (fit and not _absent(table, known, names)):
            return _placed(table, known, number, names, says[0])
    fit, number, names = best
    if not fit:
        raise TableRefused("headings", NO_HEADINGS, names=", ".join(says[0](column.field.label) for column in table.every))
    return _placed(table, known, number, names, says[0])


def _absent(table: TableImport, known: Mapping[str, str], names: Sequence[str]) -> list[Column]:
    """Columns that must be there and are not."""
    there = {known.get(heading(name)) for name in names}
    return [column for column in table.every if column.name not in there and not column.field.optional]


def _placed(table: TableImport, known: Mapping[str, str], number: int, names: list[str], say: Say) -> tuple[dict[int, Column], int, list[str]]:
    by_name = {column.name: column for column in table.every}
    places: dict[int, Column] = {}
    others = [name for name in names if name and heading(name) not in known]
    for place, name in enumerate(names):
        found = known.get(heading(name)) if name else None
        if found is None:
            continue
        other = next((at for at, column in places.items() if column.name == found), None)
        if other is not None:
            raise TableRefused("twice", TWICE, name=say(by_name[found].field.label), first=letters(other), second=letters(place))
        places[place] = by_name[found]
    for column in _absent(table, known, names):
        name = say(column.field.label)
        close = nearest(heading(name), [heading(other) for other in others]) or next(
            (near for words in known if known[words] == column.name and (near := nearest(words, [heading(o) for o in others]))), ""
        )
        if close:
            raise TableRefused("missing", MISSING_NEAR, name=name, near=next(other for other in others if heading(other) == close))
        raise TableRefused("missing", MISSING, name=name, found=", ".join(n for n in names if n)[:300])
    return places, number, others


def letters(place: int) -> str:
    """A column as spreadsheets name it: 0 is A, 26 is AA."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
