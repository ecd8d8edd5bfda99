"""The page of how the agencies stand. It shows numbers alone: no case, no title, nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from core import Response, render
from core.language import format_date
from core.language import gettext_lazy as _

from .overview import NONE, Standing, read_overview
from .saying import agency_name, working_hours
from .tally import FEW, MONTHS, first_month
from .workdays import today

if TYPE_CHECKING:
    from core import Request

NOTHING = "–"
STEP, WIDTH, HEIGHT = 24, 16, 72
"""Of the chart: from one month to the next, a bar's width, the height of the tallest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row in the reader's words. `share` is the length of its bar, in percent."""

    name: str
    cases: str
    open: str
    late: str
    first: str
    in_time: str
    share: int | None
    worry: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the chart: where its bar stands, how high it is, where its share in time lies, and the letter below."""

    x: int
    y: int
    height: int
    point: int | None
    letter: str


@dataclass(frozen=True, slots=True)
class Trend:
    """The chart of the months: its bars, and the line through the shares as points of an SVG."""

    bars: Sequence[Bar]
    line: str
    width: int


async def overview(request: Request) -> Response:
    """The figures that were counted last, the agencies with the most late ones first."""
    found = await read_overview(request.portal)
    months = whole_year(found.months, today(request.portal))
    shown = {
        "counted": found.at,
        "few": FEW,
        "total": _line(request, "", found.total),
        "agencies": [_line(request, _agency(request, one.key), one) for one in found.agencies],
        "months": [_line(request, _month(request, one.key), one) for one in found.months],
        "trend": trend(months, [_month(request, one.key)[:1].upper() for one in months]),
    }
    return render(request, "cases/overview.html", shown)


def whole_year(months: Sequence[Standing], day: date) -> list[Standing]:
    """Twelve months, those without a case too, so that a chart says how long ago something was."""
    known = {one.key: one for one in months}
    first = first_month(day)
    keys = [f"{first.year + (first.month - 1 + n) // 12}-{(first.month - 1 + n) % 12 + 1:02d}" for n in range(MONTHS)]
    return [known.get(key, Standing(key, 0)) for key in keys]


def trend(months: Sequence[Standing], letters: Sequence[str]) -> Trend:
    """Where everything of the chart stands. A hidden month has no bar and no point."""
    most = max((one.cases or 0 for one in months), default=0) or 1
    bars = []
    for n, (one, letter) in enumerate(zip(months, letters, strict=True)):
        height = max(1, round(HEIGHT * one.cases / most)) if one.cases else 0
        point = None if one.in_time is None else HEIGHT - round(HEIGHT * one.in_time / 100)
        bars.append(Bar(n * STEP + (STEP - WIDTH) // 2, HEIGHT - height, height, point, letter))
    line = " ".join(f"{bar.x + WIDTH // 2},{bar.point}" for bar in bars if bar.point is not None)
    return Trend(bars, line, STEP * max(1, len(bars)))


def _line(request: Request, name: str, one: Standing) -> Line:
    if one.hidden:
        return Line(name, request.gettext(_("hidden")), NOTHING, NOTHING, NOTHING, NOTHING, None, worry=False, hidden=True)
    first = working_hours(request, one.hours) if one.hours is not None else NOTHING
    in_time = f"{one.in_time}%" if one.in_time is not None else NOTHING
    return Line(name, str(one.cases), str(one.open), str(one.late), first, in_time, one.in_time, worry=bool(one.late), hidden=False)


def _agency(request: Request, key: str) -> str:
    return request.gettext(_("Not with an agency yet")) if key == NONE else agency_name(request.portal, key)


def _month(request: Request, key: str) -> str:
    """`November 2026` of `2026-11`."""
    return format_date(date(int(key[:4]), int(key[5:]), 1), request.language).partition(" ")[2]
