"""From cells to typed values: what the fields of a form say of an answer holds for a cell, and each mistake names its cell and its mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core import fields as kinds
from core.forms.reading import Mistake, Option, Reading, Wrong
from core.language import Text, format_date
from core.language import gettext_lazy as _
from core.tables.declaration import Column, TableImport, heading
from core.tables.matching import letters
from core.tables.reader import CUT, FAULT, FORMULA, FRACTION, Cell
from core.tables.reading import Row

IN_FORMULA = _("Cell {cell} holds a formula. Replace it by its value: copy, then “Paste special: values”.")
IN_FAULT = _("Cell {cell} holds the error {value}. Mend it in the file.")
IN_CUT = _("The number in cell {cell} is too long for Excel, which has changed its last digits. Format the column as text and type it again.")
IN_FRACTION = _("Cell {cell} holds {value}. Write a whole number.")
IN_SHORT = _("Cell {cell} holds {value}, a number that Excel has shortened. Format the column as text or number and save it again.")
TWICE = _("“{value}” stands in row {other} already. Keep one of the two rows.")
_YES, _NO = ("yes", "ya", "y", "true", "benar", "1"), ("no", "tidak", "t", "n", "false", "salah", "0")
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row: the heading of its column and its cell ("C7"), what stands there, and what to do."""

    row: int
    column: str
    cell: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A row as it is to be written, or what is wrong with it."""

    number: int
    values: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


class Checker:
    """Checks the rows of one file. `places`: where each column stands; `reading` speaks the language of whoever imports."""

    def __init__(self, table: TableImport, places: Mapping[int, Column], reading: Reading, options: Mapping[str, tuple[Option, ...]]) -> None:
        self.table = table
        self.reading = reading
        self._places = sorted(places.items())
        self._absent = [column for column in table.every if column.name not in {c.name for c in places.values()}]
        self._readings = {column.name: reading.at(reading.owner, column.name) for column in table.every}
        self._takers: dict[str, Callable[[str], str]] = {column.name: _taker(column.field, options.get(column.name, ()), reading) for column in table.every}
        self._plain = {column.name: type(column.field) in (kinds.Number, kinds.Rupiah) and not getattr(column.field, "decimals", 0) for column in table.every}
        self._seen: dict[Any, int] = {}

    def check(self, row: Row) -> Checked:
        number, cells = row
        values: dict[str, Any] = {column.name: column.field.empty for column in self._absent}
        faults: list[Fault] = []
        for place, column in self._places:
            cell = cells[place] if place < len(cells) else ""
            try:
                values[column.name] = self._value(column, cell, f"{letters(place)}{number}")
            except Mistake as mistake:
                faults += [self._fault(number, column, place, cell, wrong) for wrong in mistake.wrong]
        key = values.get(self.table.key)
        if key is not None:
            other = self._seen.setdefault(key, number)
            if other != number:
                place = next(at for at, column in self._places if column.name == self.table.key)
                faults.append(self._fault(number, self.table.key_column, place, cells[place], Wrong(TWICE, values={"value": key, "other": other})))
        if not faults and self.table.check is not None:
            try:
                self.table.check(values)
            except kinds.Refusal as refusal:
                faults.append(Fault(number, "", "", "", refusal.wrong.said(self.reading)))
        return Checked(number, values, tuple(faults))

    def _value(self, column: Column, cell: Cell, at: str) -> Any:
        name, field = column.name, column.field
        if isinstance(cell, str):
            raw = self._takers[name](cell)
            if "+" in raw and not isinstance(field, kinds.Phone) and _shortened(raw):
                raise Mistake(Wrong(IN_SHORT, values={"cell": at, "value": raw}))
        else:
            mark, text = cell
            sentence = {FORMULA: IN_FORMULA, FAULT: IN_FAULT, CUT: IN_CUT}.get(mark) or (IN_FRACTION if mark == FRACTION and self._plain[name] else None)
            if sentence is not None:
                raise Mistake(Wrong(sentence, values={"cell": at, "value": text}))
            raw = text
        return field.take(raw, self._readings[name])

    def _fault(self, number: int, column: Column, place: int, cell: Cell, wrong: Wrong) -> Fault:
        shown = cell if isinstance(cell, str) else cell[1]
        return Fault(number, self.reading.words(column.field.label), f"{letters(place)}{number}", shown[:MOST_SHOWN], wrong.said(self.reading))


def _shortened(raw: str) -> bool:
    """Whether it is what Excel writes into a CSV for a long number: 3,31609E+15."""
    digits, _e, power = raw.upper().partition("E+")
    return bool(power.isdigit() and digits.replace(",", "").replace(".", "").isdigit())


def _taker(field: kinds.Field, options: Sequence[Option], reading: Reading) -> Callable[[str], str]:
    """How a cell becomes what a form would have posted."""
    if isinstance(field, kinds.YesNo):
        said = {**dict.fromkeys(_YES, "yes"), **dict.fromkeys(_NO, "no")}
        return lambda text: said.get(text.strip().casefold(), text)
    if isinstance(field, kinds.Choice):
        named = {heading(words): option.value for option in options for words in (reading.words(option.label), option.label.id, option.value)}
        return lambda text: named.get(heading(text), text.strip())
    return lambda text: str(field.read({field.name: (text,)}, field.name))


def packed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as JSON."""
    return {name: str(value) if isinstance(value, Decimal | date) else value for name, value in values.items()}


def unpacked(table: TableImport, plain: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values again."""
    made: dict[str, Any] = dict(plain)
    for column in table.every:
        value, field = made[column.name], column.field
        if value is None:
            continue
        if isinstance(field, kinds.Date):
            made[column.name] = date.fromisoformat(value)
        elif isinstance(field, kinds.Number) and field.decimals:
            made[column.name] = Decimal(value)
    return made


def shown(column: Column, value: Any, reading: Reading) -> str:
    """A value as the preview shows it; a NIK with its middle hidden."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return format_date(value, reading.language)
    return "; ".join(column.field.facts(value, reading.at(reading.owner, column.name))) or str(value)


def example_of(column: Column, options: Sequence[Option], say: Callable[[Text], str]) -> str:
    """What stands in the template's row."""
    field = column.field
    if column.example:
        return column.example
    if isinstance(field, kinds.Choice) and options:
        return say(options[0].label)
    if isinstance(field, kinds.Rupiah):
        return str(min(max(field.least, 1_250_000), field.most))
    if isinstance(field, kinds.Number):
        return str(field.least)
    known: Iterator[str] = (
        text
        for kind, text in (
            (kinds.Date, "17-08-2026"), (kinds.Phone, "0812 3456 7890"), (kinds.Nik, "3316091708760001"), (kinds.Plate, "K 1234 EN"),
            (kinds.Email, "nama@contoh.id"), (kinds.YesNo, say(_("Yes"))),
        )
        if isinstance(field, kind)
    )  # fmt: skip
    return next(known, "") or getattr(field, "example", "") or "…"
