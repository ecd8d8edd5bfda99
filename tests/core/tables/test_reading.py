"""A file is read row by row, and what cannot be read is refused by its cause, before it costs anything."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

from core.tables import reader
from core.tables.reading import CAUSES, Sheet, TableRefused, _environment
from tests.core.tables import files


@contextmanager
def opened(content: bytes) -> Iterator[Sheet]:
    with TemporaryFile() as stream:
        stream.write(content)
        with Sheet(stream) as sheet:
            yield sheet


def read(content: bytes) -> list[tuple[int, list[Any]]]:
    with opened(content) as sheet:
        return list(sheet.rows())


def cause(content: bytes) -> tuple[str, dict[str, Any]]:
    with pytest.raises(TableRefused) as refused:
        read(content)
    assert refused.value.message.id.format(**refused.value.values)
    return refused.value.cause, refused.value.values


ROWS = [(1, ["nama", "jalan"]), (2, ["Siti", "Jl. Mawar é"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_is_read_in_every_encoding_and_with_every_separator_that_spreadsheets_write(encoding: str, delimiter: str) -> None:
    content = files.csv_of(["nama", "jalan"], ["Siti", "Jl. Mawar é"], delimiter=delimiter, encoding=encoding)

    with opened(content) as sheet:
        assert list(sheet.rows()) == ROWS
        assert sheet.facts.encoding == encoding
        assert sheet.facts.delimiter == delimiter


def test_utf_16_of_big_end_first_with_its_mark() -> None:
    assert read(b"\xfe\xff" + "nama;jalan\nSiti;Jl. Mawar é\n".encode("utf-16-be")) == ROWS


def test_a_line_that_names_the_separator_is_no_row_and_blank_rows_keep_the_numbers() -> None:
    assert read(b"sep=;\r\na;b\r\n;\r\n\r\n1;2\r\n") == [(2, ["a", "b"]), (5, ["1", "2"])]


def test_a_quoted_cell_may_hold_separators_and_lines() -> None:
    assert read(b'a;b\n"1;2";"x\ny"\n') == [(1, ["a", "b"]), (2, ["1;2", "x\ny"])]


def test_a_workbook_gives_text_whole_numbers_dates_and_marks_what_would_mislead() -> None:
    content = files.xlsx_of(["teks", 12, 12.5, 3316091708760001, date(2026, 8, 17), True, "=SUM(1,2)", None], [None], ["akhir"])

    with opened(content) as sheet:
        assert list(sheet.rows()) == [
            (1, ["teks", "12", ["fraction", "12.5"], ["cut", "3316091708760001"], "2026-08-17", "yes", ["formula", "=SUM(1,2)"]]),
            (3, ["akhir"]),
        ]
        assert sheet.facts.sheet == "Data"


BROKEN = {
    "nothing": (b"", "empty"),
    "only separators": (b"\xef\xbb\xbf;;;\r\n;;;\r\n", "empty"),
    "an empty workbook": (files.xlsx_of([]), "empty"),
    "not of this encoding": (b"nama;jalan\nSiti;Jl. \x81\x8d\n", "encoding"),
    "an open quotation mark": (b'nama;jalan\nSiti;"Jl. Mawar\nAndi;x\n', "quotes"),
    "a quotation mark inside": (b'nama;jalan\nSiti;"Jl. "Mawar" 3"\n', "quotes"),
    "a long cell": (b"nama\n" + b"x" * 10_001 + b"\n", "cell"),
    "a very long cell": (b"nama\n" + b"x" * 100_001 + b"\n", "cell"),
    "many columns": (b";".join(b"%d" % n for n in range(201)) + b"\n", "columns"),
    "a column at the end of the world": (files.far_column(), "columns"),
    "cut": (files.xlsx_of(["nama"], ["Siti"])[:-200], "broken"),
    "damaged": (files.with_part(files.xlsx_of(["nama"]), files.SHEET, b"<worksheet><sheetData><row"), "broken"),
    "a bomb": (files.bomb(600), "size"),
    "entities": (files.entities(), "doctype"),
    "a password": (files.PASSWORD, "password"),
    "the old format": (files.XLS, "xls"),
    "macros": (files.with_part(files.xlsx_of(["nama"]), "xl/vbaProject.bin", b"x"), "macros"),
    "a web page": (b"<html><body><table><tr><td>nama</td></tr></table></body></html>", "html"),
    "a web page that says it is XML": (b'<?xml version="1.0"?>\n<Workbook/>', "html"),
    "a PDF": (b"%PDF-1.7\n", "kind"),
    "a picture": (b"\xff\xd8\xff\xe0\0\x10JFIF", "kind"),
    "a row at the end of the world": (files.far_row(10**12), "rows"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_row_31_what_cannot_be_read_is_refused_by_its_cause(name: str) -> None:
    content, expected = BROKEN[name]
    began = time.monotonic()

    found, _values = cause(content)

    assert found == expected
    assert time.monotonic() - began < 30


def test_another_archive_is_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("content.xml", "<x/>")

    assert cause(out.getvalue()) == ("kind", {"row": 0, "n": 0, "found": "ODS"})


def test_what_a_sheet_says_of_its_size_is_not_believed() -> None:
    assert read(files.huge_dimension()) == [(1, ["nomor"]), (2, ["7"])]


def test_too_many_rows_are_refused_where_they_begin() -> None:
    assert cause(b"1\n" * (reader.ROWS + 1)) == ("rows", {"row": 0, "n": reader.ROWS, "found": ""})


def test_the_row_of_a_mistake_is_named() -> None:
    assert cause(b"nama;jalan\nSiti;x\nAndi;\x81\n") == ("encoding", {"row": 3, "n": 0, "found": ""})
    assert cause("nama;jalan\nSiti é;x\n".encode() * 50_000 + b"Andi;\xe9\n")[1]["row"] == 100_001
    assert cause(b'a\nb\n"c" d\n')[1]["row"] == 3


def test_every_cause_of_the_reader_has_its_sentence() -> None:
    source = Path(reader.__file__).read_text(encoding="utf-8")

    assert {*re.findall(r'Refused\(\s*"([a-z]+)"', source), *re.findall(r'"refused": "([a-z]+)"', source)} == set(CAUSES)


def test_the_reader_has_neither_the_environment_nor_the_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENDOPO_SECRETS__CIPHER", "secret")
    words = (
        "import runpy, sys, os\nrunpy.run_path({!r})\nprint(sorted(m for m in sys.modules if m.startswith('core')), os.environ.get('PENDOPO_SECRETS__CIPHER'))"
    )
    code = words.format(reader.__file__)
    done = subprocess.run([sys.executable, "-I", "-B", "-c", code], capture_output=True, text=True, check=True, env=_environment())

    assert done.stdout.split("\n")[0] == "[] None"


def test_a_reader_that_dies_or_raves_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for words in ("import os; os._exit(9)", "print('nonsense')", "print('[1, [7]]')", 'print(\'{"refused": "something new"}\')', "print('[1, [\"a\"]]')"):
        script = tmp_path / "reader.py"
        script.write_text(words, encoding="utf-8")
        monkeypatch.setattr(reader, "__file__", str(script))

        assert cause(b"nama\n")[0] == "broken", words


def test_rows_that_nobody_asks_for_are_not_read(tmp_path: Path) -> None:
    content = b"".join(b"%d;x\n" % n for n in range(150_000))

    with opened(content) as sheet:
        rows = sheet.rows()
        first = next(rows)
        time.sleep(0.2)
        waiting = sheet._process.poll() is None

    assert first == (1, ["0", "x"])
    assert waiting
    assert sheet._process.returncode is not None


def test_memory_is_limited_where_the_system_can() -> None:
    if sys.platform != "linux":
        pytest.skip("Linux limits the address space")
    code = f"import runpy; r = runpy.run_path({reader.__file__!r}); r['confine']()\ntry:\n    bytearray(r['MEMORY'])\nexcept MemoryError:\n    print('refused')"

    done = subprocess.run([sys.executable, "-I", "-B", "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "refused"
