"""Files that go out: the template to fill in, as CSV and XLSX, and the report of what is wrong. No cell of ours is ever a formula."""

from __future__ import annotations

import io
from collections.abc import AsyncIterable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from core.imports.taking import options_of
from core.language import gettext_lazy as _
from core.tables.checking import example_of
from core.tables.spreadsheet import csv_file

if TYPE_CHECKING:
    from core.language import Text
    from core.plugins.declarations import Owned
    from core.portal import Portal
    from core.tables import TableImport

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS: tuple[Text, ...] = (_("Row"), _("Column"), _("Cell"), _("What stands there"), _("What to do"))


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """With semicolons, as spreadsheets in Indonesia open it."""
    return csv_file(rows, ";").encode()


async def report(portal: Portal, language: str, faults: AsyncIterable[Sequence[Any]]) -> bytes:
    """The report of bad rows."""
    heads = [portal.say(head, language) for head in HEADS]
    return csv_bytes([heads, *[fault async for fault in faults]])


def example_rows(portal: Portal, owned: Owned[TableImport], language: str) -> tuple[list[str], list[str]]:
    """The headings, and a row that could be true."""

    def say(text: Text) -> str:
        return portal.say(text, language, owned.owner)

    options = options_of(portal, owned)
    columns = owned.value.every
    return [say(column.field.label) for column in columns], [example_of(column, options.get(column.name, ()), say) for column in columns]


def workbook(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """One sheet whose cells are all text, so that a NIK keeps its digits."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "Data")
    text, head = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
    for place, name in enumerate(rows[0]):
        page.set_column(place, place, max(12, len(name) + 2), text)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            page.write_string(number, place, value, text if number else head)
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
