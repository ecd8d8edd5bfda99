"""The public page of statistics, and the same as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from starlette.responses import Response as PlainResponse

from core import Response, render
from core.language import Text, format_date
from core.language import gettext_lazy as _
from core.tables import csv_file
from plugins.cases.api import FEW, agency_name, working_hours

from .statistics import AGENCY, DISTRICT, MONTH, Row, read_statistics

if TYPE_CHECKING:
    from core import Request

TITLES: Sequence[tuple[str, Text, Text]] = (
    (AGENCY, _("By agency"), _("Agency")),
    (DISTRICT, _("By kecamatan"), _("Kecamatan")),
    (MONTH, _("By month of the report"), _("Month")),
)
HIDDEN = _("hidden")


@dataclass(frozen=True, slots=True)
class Line:
    """A row in the reader's words. `share` is the length of the bar, in percent."""

    name: str
    cases: str
    first: str
    in_time: str
    confirmed: str
    share: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its id in the page, its title, what its first column is called."""

    scope: str
    title: str
    heading: str
    lines: Sequence[Line]


async def statistics(request: Request) -> Response:
    """The figures that were counted last."""
    found = await read_statistics(request.portal)
    tables = [Table(scope, request.gettext(title), request.gettext(heading), _lines(request, found.tables.get(scope, ()))) for scope, title, heading in TITLES]
    names = {
        "counted": found.at, "since": found.since,
        "total": _line(request, "", found.total), "few": FEW, "csv": request.portal.url_for("complaints:statistics_csv"),
        "tables": [table for table in tables if table.lines],
    }  # fmt: skip
    return render(request, "complaints/statistics.html", names)


async def statistics_csv(request: Request) -> Response:
    """The same figures, hidden ones hidden, for a spreadsheet."""
    found = await read_statistics(request.portal)
    heads = (_("Table"), _("Name"), _("Complaints"), _("Working hours until the first answer, median"), _("In time, percent"), _("Confirmed, percent"))
    lines: list[Sequence[str | int | None]] = [[request.gettext(head) for head in heads]]
    everything = [(request.gettext(_("All")), "", found.total)]
    everything += [(request.gettext(heading), row.key, row) for scope, _title, heading in TITLES for row in found.tables.get(scope, ())]
    for table, key, row in everything:
        cases = request.gettext(HIDDEN) if row.hidden else row.cases
        lines.append((table, _name(request, row, key), cases, row.hours, row.in_time, row.confirmed))
    headers = {"Content-Disposition": 'attachment; filename="statistik-aduan.csv"'}
    return PlainResponse(csv_file(lines).encode(), media_type="text/csv; charset=utf-8", headers=headers)


def _lines(request: Request, rows: Sequence[Row]) -> list[Line]:
    return [_line(request, row.key, row) for row in rows]


def _line(request: Request, key: str, row: Row) -> Line:
    none = "–"
    first = working_hours(request, row.hours) if row.hours is not None else none
    return Line(
        _name(request, row, key), request.gettext(HIDDEN) if row.hidden else str(row.cases), first,
        f"{row.in_time}%" if row.in_time is not None else none, f"{row.confirmed}%" if row.confirmed is not None else none, row.in_time, row.hidden,
    )  # fmt: skip


def _name(request: Request, row: Row, key: str) -> str:
    """The agency, the kecamatan or the month that a key stands for."""
    if len(key) == 7 and key[4] == "-" and key.replace("-", "").isdigit():
        return format_date(date(int(key[:4]), int(key[5:]), 1), request.language).partition(" ")[2]
    district = request.portal.site.regions.district(key)
    return district.name if district else agency_name(request.portal, key)
