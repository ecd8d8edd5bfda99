"""One spreadsheet in, its cells out: run alone, in a process with little memory, little time and no files.

A spreadsheet is a zip of XML from a stranger: 100 kB can unpack to gigabytes, declare a million columns, or name entities that
grow without end. So this script stands by itself (the standard library and openpyxl only), is started by `core.tables.reading`
without the portal's environment, reads the file that is its standard input, and answers a line of JSON for each row: its number
and its cells. A cell is text, or `[mark, text]` where the text alone would mislead. The last line says how it ended.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

MEMORY = 512 << 20
SECONDS = 300
"""Of CPU: 100,000 rows of twelve columns take about thirty (XLSX)."""
UNPACKED = 512 << 20
"""Bytes that a workbook may unpack to; each part is read no further than it says."""
PARTS = 2_000
ROWS = 200_000
COLUMNS = 200
CELL = 10_000
SHEET_ROWS = 1_048_576
"""Of a sheet of Excel. A row that says it stands below stands nowhere."""
SAMPLE = 64 << 10
UNREADABLE = re.compile("[\0\ud800-\udfff]")
"""A NUL, and bytes that are no character of the encoding."""

FORMULA, FAULT, FRACTION, CUT = "formula", "fault", "fraction", "cut"
"""Marks of cells: a formula; an error such as #N/A; a number that is not whole; a number of which Excel forgot the last digits."""

Cell = str | list[str]


class Refused(Exception):
    """`args`: the cause, and words for its sentence."""

    def __init__(self, cause: str, **words: Any) -> None:
        super().__init__(cause)
        self.cause = cause
        self.words = words


def confine() -> None:
    """Give away what this process does not need. Where the system has no such limits, only those of this file hold."""
    try:
        import os
        import resource
    except ImportError:
        return
    limits = {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_NOFILE: 16}
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = MEMORY
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    os.nice(5)


def rows_of(stream: IO[bytes]) -> Iterator[tuple[int, list[Cell]]]:
    """The rows that are not blank, each with its number as the program that made the file counts."""
    head = stream.read(SAMPLE)
    stream.seek(0)
    found = _spreadsheet(stream) if head.startswith(b"PK\x03\x04") else _text(stream, head)
    written = 0
    for number, cells in found:
        while cells and cells[-1] in ("", None):
            cells.pop()
        if not cells:
            continue
        written += 1
        if len(cells) > COLUMNS:
            raise Refused("columns", row=number, n=COLUMNS)
        if written > ROWS:
            raise Refused("rows", n=ROWS)
        for place, cell in enumerate(cells):
            if len(cell if isinstance(cell, str) else cell[1]) > CELL:
                raise Refused("cell", row=number, column=place, n=CELL)
        yield number, cells
    if not written:
        raise Refused("empty")


# ---------------------------------------------------------------- text


def _text(stream: IO[bytes], head: bytes) -> Iterator[tuple[int, list[Cell]]]:
    if not head.strip(b"\0\t\r\n ,;\xef\xbb\xbf\xff\xfe"):
        raise Refused("empty")
    _no_other_kind(stream, head)
    encoding = _encoding(stream, head)
    tell(encoding=encoding)
    lines = io.TextIOWrapper(io.BufferedReader(stream), encoding=encoding, errors="surrogateescape", newline="")  # type: ignore[type-var]
    sample = lines.read(SAMPLE).lstrip("\ufeff")
    lines.seek(0)
    first = next((line for line in sample.splitlines() if line.strip(" ,;\t")), "")
    told = re.fullmatch(r'"?sep=(.)"?', first.strip("\r\n"), re.IGNORECASE)
    delimiter = told[1] if told else max(";,\t", key=lambda sign: re.sub(r'"[^"]*"', "", first).count(sign))
    tell(delimiter=delimiter)
    csv.field_size_limit(CELL * 8)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if number == 1 and cells:
                cells[0] = cells[0].lstrip("\ufeff")
                if told and re.fullmatch("sep=.?", cells[0], re.IGNORECASE):
                    continue
            if any(UNREADABLE.search(cell) for cell in cells):
                raise Refused("encoding", row=number)
            yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        if "field larger" in str(error):
            raise Refused("cell", row=number + 1, column=-1, n=CELL) from None
        raise Refused("quotes", row=number + 1) from None


def _no_other_kind(stream: IO[bytes], head: bytes) -> None:
    """Refuse by name what people take for a spreadsheet."""
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        stream.seek(0)
        locked = "EncryptedPackage".encode("utf-16-le")
        tail = b""
        while piece := stream.read(1 << 20):
            if locked in tail + piece:
                raise Refused("password")
            tail = piece[-len(locked) :]
        raise Refused("xls")
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|meta|head)", head[:500], re.IGNORECASE):
        raise Refused("html")
    for magic, name in (
        (b"%PDF", "PDF"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"\x89PNG", "PNG"),
        (b"PK", "ZIP"),
        (b"Rar!", "RAR"),
        (b"7z\xbc\xaf", "7z"),
        (b"{\\rtf", "RTF"),
    ):
        if head.startswith(magic):
            raise Refused("kind", found=name)


def _encoding(stream: IO[bytes], head: bytes) -> str:
    """UTF-8 and UTF-16 by their marks; UTF-8 when all of it is, or began so; else what Excel for Windows writes here."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:  # UTF-16 without its mark, or no text at all
        return "utf-16-le" if head[1:200:2].count(0) > len(head[:200]) // 3 else "utf-16-be" if head[0:200:2].count(0) > len(head[:200]) // 3 else "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    ascii_so_far = True
    try:
        while piece := stream.read(1 << 20):
            ascii_so_far &= decoder.decode(piece).isascii()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return "cp1252" if ascii_so_far and error.object[: error.start].isascii() else "utf-8"
    finally:
        stream.seek(0)
    return "utf-8"


# ---------------------------------------------------------------- workbooks


def _spreadsheet(stream: IO[bytes]) -> Iterator[tuple[int, list[Cell]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _look_inside(stream)
    stream.seek(0)
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    except InvalidFileException:
        raise Refused("kind", found="ZIP") from None
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise Refused("empty")
    sheet = book.active if book.active in sheets else sheets[0]
    tell(sheet=str(sheet.title)[:100], sheets=len(sheets))
    sheet.reset_dimensions()  # what a file says of its size is not believed: rows would be as wide as it says
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > SHEET_ROWS:
            raise Refused("rows", n=ROWS)
        yield number, [_cell(cell) for cell in cells]


def _look_inside(stream: IO[bytes]) -> None:
    """Refuse a workbook by its table of contents and by the first bytes of each part, before anything is unpacked whole."""
    try:
        packed = zipfile.ZipFile(stream)
        parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("broken") from None
    names = {part.filename for part in parts}
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise Refused("size", n=UNPACKED >> 20)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("password")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused("macros")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in {name.lower() for name in names}:
        raise Refused("kind", found="ODS" if "content.xml" in names else "XLSB" if "xl/workbook.bin" in names else "ZIP")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            with packed.open(part) as content:
                _no_doctype(content)


class _Begun(Exception):
    """The root element has begun: what could stand before it did not."""


def _no_doctype(content: IO[bytes]) -> None:
    """A document type stands before the root element, and is where entities are declared. No program for tables writes one."""

    def doctype(*_found: Any) -> None:
        raise Refused("doctype")

    def begun(*_found: Any) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = begun
    try:
        while piece := content.read(SAMPLE):
            parser.Parse(piece)
    except _Begun:
        return
    except expat.ExpatError:
        raise Refused("broken") from None


def _cell(cell: ReadOnlyCell | EmptyCell) -> Cell:
    value: Any = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return [FORMULA, str(value)[:200]]
    if cell.data_type == "e":
        return [FAULT, str(value)[:20]]
    return _written(value)


def _written(value: Any) -> Cell:
    """A value as text that reads the same everywhere."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value).strip()


def _number(value: float) -> Cell:
    """Excel keeps fifteen digits: a NIK of sixteen that was typed as a number has lost its last one."""
    if isinstance(value, float) and not math.isfinite(value):
        return [FAULT, str(value)]
    if abs(value) >= 10**15:
        return [CUT, f"{value:.0f}"]
    if value == int(value):
        return str(int(value))
    return [FRACTION, format(round(value, 10), "f").rstrip("0")]


# ---------------------------------------------------------------- the process


def tell(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts, ensure_ascii=True) + "\n")


def main() -> None:
    """Read the spreadsheet that is the standard input; answer on the standard output."""

    import openpyxl.reader.excel
    import openpyxl.worksheet._read_only  # noqa: F401

    confine()
    stream = open(0, "rb", buffering=0, closefd=False)  # noqa: SIM115  the process ends with it
    end: dict[str, Any]
    number = 0
    try:
        for number, cells in rows_of(stream):
            sys.stdout.write(json.dumps([number, cells], ensure_ascii=True) + "\n")
        end = {"end": True}
    except Refused as refused:
        end = {"refused": refused.cause, "words": refused.words}
    except MemoryError:
        end = {"refused": "size", "words": {"n": UNPACKED >> 20}}
    except Exception:  # noqa: BLE001  whatever a parser says about a stranger's bytes, the answer is the same
        end = {"refused": "broken", "words": {"row": number}}
    tell(**end)


if __name__ == "__main__":
    main()
