"""Headings are found, cells become typed values, and each mistake names its cell and its mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core import fields, permission
from core.forms.reading import Option, Reading
from core.language import Text
from core.language import gettext_lazy as _
from core.tables import Column, TableImport
from core.tables.checking import Checked, Checker, packed, shown, unpacked
from core.tables.matching import find_columns, letters
from core.tables.reader import Cell
from core.tables.reading import Row, TableRefused


async def write(*_given: Any) -> None:
    """Stands for what a plugin writes."""


OPTIONS = (Option("car", _("Car")), Option("bike", _("Motorcycle")))


def no_old_and_dear(row: Any) -> None:
    if row["due"] and row["due"].year < 2020 and row["value"] > 10**9:
        raise fields.Refusal(_("A vehicle of {year} is not worth so much"), year=row["due"].year)


VEHICLES = TableImport(
    "vehicles",
    _("Vehicles"),
    [
        Column(fields.Plate("plate", _("Plate number")), aliases=("nopol", "No. Polisi")),
        fields.Text("brand", _("Brand"), longest=10),
        fields.Date("due", _("Tax due"), optional=True),
        fields.Rupiah("value", _("Value")),
        fields.Number("power", _("Power"), decimals=2, optional=True),
        fields.Choice("kind", _("Kind"), options=OPTIONS, optional=True),
        fields.YesNo("public", _("Public transport"), optional=True),
        fields.Phone("phone", _("Telephone"), optional=True),
        fields.Nik("nik", _("NIK"), optional=True),
    ],
    "plate",
    access=permission("import"),
    write=write,
    check=no_old_and_dear,
)
HEADINGS: list[Cell] = ["Nopol", "BRAND", "tax due", "Value", "power", "Kind", "public", "phone", "NIK"]


def says(text: Text) -> str:
    return {"Brand": "Merek"}.get(text.id, text.id)


def found(*rows: list[Cell]) -> tuple[dict[str, int], int, list[str]]:
    places, number, others = find_columns(VEHICLES, iter([(n, row) for n, row in enumerate(rows, 1)]), [says])
    return {column.name: place for place, column in places.items()}, number, others


def checker(reading: Reading, headings: list[Cell] = HEADINGS) -> Checker:
    places, _number, _others = find_columns(VEHICLES, iter([(1, headings)]), [says])
    return Checker(VEHICLES, places, reading, {"kind": OPTIONS})


@pytest.fixture
def check(reading: Reading) -> Callable[..., Checked]:
    kept = checker(reading)

    def one(*cells: Cell, number: int = 2) -> Checked:
        row: Row = (number, list(cells))
        return kept.check(row)

    return one


def test_headings_are_found_by_title_translation_and_alias_whatever_their_case() -> None:
    assert found(["no polisi", "merek", "VALUE"]) == ({"plate": 0, "brand": 1, "value": 2}, 1, [])


def test_what_stands_above_the_table_is_passed_over() -> None:
    assert found(["DATA KENDARAAN"], ["Bulan", "November"], ["x", "Plate_number", "Brand", "Value"]) == ({"plate": 1, "brand": 2, "value": 3}, 3, ["x"])


@pytest.mark.parametrize(
    ("row", "cause", "words"),
    [
        (["Nopol", "Brand"], "missing", "“Value” is missing. Add it; the file has: Nopol, Brand."),
        (["Nopol", "Brnad", "Value"], "missing", "“Merek” is missing. Is it the one called “Brnad”?"),
        (["Nopol", "Brand", "Value", "plate number"], "twice", "“Plate number”: A and D"),
        (["x", "y"], "headings", "The headings were not found."),
    ],
)
def test_a_column_that_is_missing_or_doubled_is_named(row: list[Cell], cause: str, words: str) -> None:
    with pytest.raises(TableRefused) as refused:
        found(row)

    assert refused.value.cause == cause
    assert words in refused.value.message.id.format(**refused.value.values)


def test_cells_become_typed_values_and_come_back_from_json(check: Callable[..., Checked]) -> None:
    row = check("k1234en", " Honda ", "17/08/2026", "Rp 1.250.000", "1,5", "motorcycle", "YA", "0812 3456 7890", "3316091708760001")

    assert row.faults == ()
    assert row.values == {
        "plate": "K 1234 EN", "brand": "Honda", "due": date(2026, 8, 17), "value": 1_250_000, "power": Decimal("1.5"), "kind": "bike", "public": True,
        "phone": "+6281234567890", "nik": "3316091708760001",
    }  # fmt: skip
    assert unpacked(VEHICLES, packed(row.values)) == row.values


def test_a_cell_left_out_at_the_end_and_a_column_left_out_are_empty(reading: Reading) -> None:
    kept = checker(reading, ["nopol", "brand", "value", "due"])

    assert kept.check((2, ["K 1 A", "Honda", "1"])).values == {
        "plate": "K 1 A", "brand": "Honda", "due": None, "value": 1, "power": None, "kind": "", "public": None, "phone": "", "nik": "",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["2026-08-17", "17-08-2026", "17/8/2026", "17 Agustus 2026"])
def test_days_are_understood_as_people_and_excel_write_them(text: str, check: Callable[..., Checked]) -> None:
    assert check("K 1 A", "Honda", text, "1").values["due"] == date(2026, 8, 17)


@pytest.mark.parametrize(
    ("place", "cell", "at", "words"),
    [
        (0, "1234", "A7", "Check the plate number. Example: K 1234 EN"),
        (0, "", "A7", "Write the plate number"),
        (1, "x" * 11, "B7", "at most 10 characters, now 11"),
        (2, "31-02-2026", "C7", "write a date that exists"),
        (2, ["formula", "=A1"], "C7", "Cell C7 holds a formula. Replace it by its value"),
        (3, ["fraction", "12.125"], "D7", "Cell D7 holds 12.125. Write a whole number."),
        (3, ["fault", "#N/A"], "D7", "Cell D7 holds the error #N/A"),
        (3, "banyak", "D7", "Write “Value” as a number"),
        (5, "boat", "F7", "Choose an answer: Kind"),
        (6, "mungkin", "G7", "Choose yes or no"),
        (8, ["cut", "3316091708760000"], "I7", "too long for Excel, which has changed its last digits"),
        (8, "3,31609E+15", "I7", "a number that Excel has shortened"),
    ],
)
def test_a_mistake_names_its_cell_its_value_and_its_mend(place: int, cell: Cell, at: str, words: str, check: Callable[..., Checked]) -> None:
    cells: list[Cell] = ["K 1 A", "Honda", "", "1", "", "", "", "", ""]
    cells[place] = cell

    (fault,) = check(*cells, number=7).faults

    assert (fault.row, fault.cell) == (7, at)
    assert fault.value == (cell if isinstance(cell, str) else cell[1])
    assert words in fault.message


def test_every_mistake_of_a_row_is_told(check: Callable[..., Checked]) -> None:
    assert [fault.column for fault in check("1234", "", "x", "").faults] == ["Plate number", "Brand", "Tax due", "Value"]


def test_a_key_that_stands_there_twice_names_the_other_row(check: Callable[..., Checked]) -> None:
    check("K 1 A", "Honda", "", "1", number=2)

    (fault,) = check("k-1-a", "Honda", "", "1", number=9).faults

    assert fault.cell == "A9"
    assert "stands in row 2 already" in fault.message


def test_the_plugin_looks_at_a_row_as_a_whole_when_its_cells_are_right(check: Callable[..., Checked]) -> None:
    (fault,) = check("K 1 A", "Honda", "1-1-2019", "2000000000").faults

    assert fault.message == "A vehicle of 2019 is not worth so much"
    assert check("K 2 A", "Honda", "1-1-2019", "x").faults[0].column == "Value"


def test_the_preview_hides_the_middle_of_a_nik(reading: Reading) -> None:
    columns = {column.name: column for column in VEHICLES.every}

    assert shown(columns["nik"], "3316091708760001", reading) == "3316••••••••0001"
    assert shown(columns["value"], 1_250_000, reading) == "Rp1.250.000"
    assert shown(columns["due"], None, reading) == ""


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
