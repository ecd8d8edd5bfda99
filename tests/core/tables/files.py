"""Spreadsheets for tests: whole ones, and every way of being broken that officers and attackers know."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter


def csv_of(*rows: Sequence[str], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    return "".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding)


def xlsx_of(*rows: Sequence[Any], sheet: str = "Data") -> bytes:
    """A workbook of one sheet. A text that begins with `=` is a formula; a `date` a date of Excel."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(sheet)
    days = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(number, place, value)
            elif isinstance(value, date):
                page.write_datetime(number, place, value, days)
            elif value is not None:
                page.write(number, place, value)
    book.close()
    return out.getvalue()


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part put in, or another in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def bomb(megabytes: int) -> bytes:
    """A workbook that unpacks to more than anybody can want."""
    return with_part(xlsx_of(["a"]), "xl/media/image1.xml", b"<a>" + b" " * (megabytes << 20) + b"</a>")


def entities() -> bytes:
    """A billion laughs."""
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return sheet_of('<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>', before=f'<!DOCTYPE s [<!ENTITY l0 "lol">{lines}]>')


def huge_dimension() -> bytes:
    """A sheet that says it fills all of Excel, and holds two rows."""
    rows = ('<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'.format(*row) for row in ((1, "nomor"), (2, "7")))
    return sheet_of("".join(rows), dimension='<dimension ref="A1:XFD1048576"/>')


def far_row(number: int) -> bytes:
    """A row that says it stands at the end of the world."""
    return sheet_of(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{number}"><c r="A{number}"><v>2</v></c></row>')


def far_column() -> bytes:
    return sheet_of('<row r="1"><c r="XFD1"><v>1</v></c></row>')


def sheet_of(rows: str, *, before: str = "", dimension: str = "") -> bytes:
    """A workbook whose sheet is written by hand."""
    text = f'<?xml version="1.0"?>{before}<worksheet {SPACE}>{dimension}<sheetData>{rows}</sheetData></worksheet>'
    return with_part(xlsx_of(["a"]), SHEET, text.encode())


def ole(*streams: str) -> bytes:
    """The outside of an old Office file, with the names of its streams where they stand."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + b"".join(name.encode("utf-16-le") + b"\0" * 64 for name in streams)


PASSWORD = ole("EncryptionInfo", "EncryptedPackage")
XLS = ole("Workbook")
