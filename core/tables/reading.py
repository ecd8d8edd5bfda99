"""Reading a file of rows in a process of its own: `Sheet` starts `reader.py`, and trusts nothing but answers of the expected shape.

All here blocks: it runs in a thread. What was not asked for is not read on, for the pipe between the two holds 64 kB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from core.language import Text
from core.language import gettext_lazy as _
from core.tables import reader
from core.tables.reader import Cell

Row = tuple[int, list[Cell]]

CAUSES: Mapping[str, Text] = {
    "empty": _("The file is empty. Save the table again, with its headings in the first row."),
    "broken": _("The file cannot be read: it is damaged or was not sent whole. Open it, save it as XLSX or CSV, and send it again."),
    "size": _("The file unpacks to more than {n} MB. Save only the sheet with the table as a new file."),
    "rows": _("The file has more than {n} rows. Divide it into several files."),
    "columns": _("Row {row} has more than {n} columns. Remove what does not belong to the table."),
    "cell": _("Row {row} has a cell with more than {n} characters. Shorten it; in a CSV, look for a quotation mark that is not closed."),
    "encoding": _("Row {row} has characters that cannot be read. Save the file as CSV UTF-8 or as XLSX."),
    "quotes": _("Row {row} has a quotation mark that is not closed or stands in the wrong place. Mend it, or save the file as XLSX."),
    "password": _("The file is protected by a password. Take it away in Excel (File, Info, Protect Workbook) and save it again."),
    "xls": _("This is the old format of Excel (XLS). Open it and save it as XLSX."),
    "html": _("This is a web page and no spreadsheet, whatever its name says. Open it in Excel and save it as XLSX."),
    "macros": _("The file holds macros. Save it as XLSX, without macros."),
    "doctype": _("The file holds declarations that no spreadsheet needs. Copy the table into a new file."),
    "kind": _("This is a file of the kind {found}. Save the table as XLSX or CSV."),
}


class TableRefused(Exception):
    """The file as a whole cannot be taken: `message` with `values` says why and what to do; `cause` is its stable word."""

    def __init__(self, cause: str, message: Text, **values: Any) -> None:
        super().__init__(cause)
        self.cause = cause
        self.message = message
        self.values = values


@dataclass(slots=True)
class Facts:
    """How the file was read."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: int = 0


class Sheet:
    """The rows of one file, once, from front to back: `with Sheet(stream) as sheet: for number, cells in sheet.rows(): …`.

    `stream` lies on the disk (`fileno`). Raises `TableRefused` from `rows`, when what is wrong is reached."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.facts = Facts()

    def __enter__(self) -> Sheet:
        self._stream.flush()
        self._stream.seek(0)
        os.lseek(self._stream.fileno(), 0, os.SEEK_SET)
        command = [sys.executable, "-I", "-B", str(Path(reader.__file__))]
        self._process = subprocess.Popen(command, stdin=self._stream.fileno(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment())
        return self

    def __exit__(self, *_found: object) -> None:
        self._process.kill()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait()

    def rows(self) -> Iterator[Row]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = _said(line)
            if isinstance(said, dict):
                if said.get("end") is True:
                    return
                if "refused" in said:
                    raise refused(said["refused"], said.get("words"))
                for name in ("encoding", "delimiter", "sheet"):
                    if isinstance(said.get(name), str):
                        setattr(self.facts, name, said[name])
                if isinstance(said.get("sheets"), int):
                    self.facts.sheets = said["sheets"]
            else:
                yield said
        raise refused("broken")


def refused(cause: object, words: object = None) -> TableRefused:
    """The refusal of a cause; whatever is not known is a damaged file."""
    known = cause if isinstance(cause, str) and cause in CAUSES else "broken"
    values = {name: value for name, value in words.items() if isinstance(value, str | int)} if isinstance(words, dict) else {}
    return TableRefused(known, CAUSES[known], **{"row": 0, "n": 0, "found": "", **values})


def _said(line: bytes) -> dict[str, Any] | Row:
    """One line of the reader."""
    try:
        said = json.loads(line)
    except ValueError:
        raise refused("broken") from None
    if isinstance(said, dict):
        return said
    if isinstance(said, list) and len(said) == 2 and isinstance(said[0], int) and isinstance(said[1], list) and all(map(_is_cell, said[1])):
        return said[0], said[1]
    raise refused("broken")


def _is_cell(cell: object) -> bool:
    return isinstance(cell, str) or (isinstance(cell, list) and len(cell) == 2 and all(isinstance(part, str) for part in cell))


def _environment() -> dict[str, str]:
    """Only what a Python may need to start: secrets of the portal's own environment stay here."""
    return {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
