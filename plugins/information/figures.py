"""What people think of the services: open to everybody, a service a line, for a year or a quarter; the same as a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.responses import Response as PlainResponse
from tortoise.functions import Count, Sum

from core import Response, render
from core.language import gettext_lazy as _
from core.tables import csv_file

from .articles import today
from .elements import GRADES, WORDS
from .models import Response as Answer
from .settings import Settings
from .skm import ELEMENTS, Ikm, ikm_of_sums
from .survey import title_of

if TYPE_CHECKING:
    from core import Request

QUERY = ("periode",)
YEARS = 3
_PERIOD = re.compile(r"(20\d\d)(?:-([1-4]))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or a quarter of it: its name in an address, and from which day up to which, the last one not in it."""

    name: str
    begin: date
    end: date
    year: int
    quarter: int


@dataclass(frozen=True, slots=True)
class Line:
    """One service, or all of them: `found` is None where there are too few answers to say anything."""

    id: str
    title: str
    count: int
    found: Ikm | None


async def figures(request: Request) -> Response:
    """The index of all services together, then of each, with the mean of every element."""
    period = _asked(request)
    whole, lines = await _lines(request, period)
    names = {
        "period": _words(request, period), "chips": _chips(request, period), "whole": _shown(request, whole), "lines": [_shown(request, one) for one in lines],
        "fewest": request.settings(Settings).fewest, "csv": f"{request.portal.url_for('information:figures_csv')}?periode={period.name}",
        "elements": [request.gettext(WORDS[name].name) for name in ELEMENTS],
    }  # fmt: skip
    return render(request, "information/figures.html", names)


async def figures_csv(request: Request) -> Response:
    """The same figures for a spreadsheet; what is withheld there is withheld here."""
    period = _asked(request)
    whole, lines = await _lines(request, period)
    heads = [request.gettext(head) for head in (_("Service"), _("Answers"), _("Index"), _("Grade"))]
    rows: list[Sequence[str | int | None]] = [[*heads, *(request.gettext(WORDS[name].name) for name in ELEMENTS)]]
    for one in (whole, *lines):
        means = [str(one.found.nrr[name]) for name in ELEMENTS] if one.found else [None] * len(ELEMENTS)
        count = one.count if one.found else request.gettext(_("fewer than {few}"), few=request.settings(Settings).fewest)
        rows.append([one.title, count, str(one.found.ikm) if one.found else None, one.found.grade if one.found else None, *means])
    headers = {"Content-Disposition": f'attachment; filename="skm-{period.name}.csv"'}
    return PlainResponse(csv_file(rows).encode(), media_type="text/csv; charset=utf-8", headers=headers)


async def _lines(request: Request, period: Period) -> tuple[Line, list[Line]]:
    """One statement. A service with too few answers says nothing; one alone could be reckoned from the whole, so the whole leaves those out."""
    sums = {name: Sum(name) for name in ELEMENTS}
    query = Answer.filter(day__gte=period.begin, day__lt=period.end).annotate(n=Count("id"), **{f"sum_{name}": one for name, one in sums.items()})
    rows: list[dict[str, Any]] = await query.group_by("service").values("service", "n", *(f"sum_{name}" for name in ELEMENTS))
    fewest, total, count, lines = request.settings(Settings).fewest, dict.fromkeys(ELEMENTS, 0), 0, list[Line]()
    for row in rows:
        own: Mapping[str, int] = {name: int(row[f"sum_{name}"]) for name in ELEMENTS}
        n, told = int(row["n"]), int(row["n"]) >= fewest
        lines.append(Line(row["service"], title_of(request, row["service"]), n, ikm_of_sums(own, n) if told else None))
        if told:
            count += n
            total = {name: total[name] + own[name] for name in ELEMENTS}
    whole = Line("", request.gettext(_("All services")), count, ikm_of_sums(total, count) if count else None)
    return whole, sorted(lines, key=lambda one: (one.found is None, one.title.casefold()))


def _shown(request: Request, one: Line) -> dict[str, Any]:
    """A line in the reader's words: numbers with a comma in Indonesian."""
    if one.found is None:
        return {"id": one.id.replace(".", "-"), "title": one.title, "count": one.count, "told": False}
    grade, colour = GRADES[one.found.grade]
    return {
        "id": one.id.replace(".", "-"), "title": one.title, "count": one.count, "told": True, "index": _number(request, str(one.found.ikm)),
        "tag": (f"{one.found.grade}: {request.gettext(grade)}", colour, ""), "share": round(one.found.ikm),
        "means": [_number(request, str(mean)) for mean in one.found.nrr.values()],
    }  # fmt: skip


def _number(request: Request, text: str) -> str:
    return text if request.language == "en" else text.replace(".", ",")


def _asked(request: Request) -> Period:
    """The period of the address; for anything else this year."""
    found = _PERIOD.fullmatch(request.query_params.get("periode", ""))
    return _period(int(found[1]), int(found[2] or 0)) if found else _period(today(request.portal).year, 0)


def _period(year: int, quarter: int) -> Period:
    if not quarter:
        return Period(str(year), date(year, 1, 1), date(year + 1, 1, 1), year, 0)
    end = date(year, quarter * 3 + 1, 1) if quarter < 4 else date(year + 1, 1, 1)
    return Period(f"{year}-{quarter}", date(year, quarter * 3 - 2, 1), end, year, quarter)


def _words(request: Request, period: Period) -> str:
    return request.gettext(_("Quarter {n} of {year}"), n=period.quarter, year=period.year) if period.quarter else str(period.year)


def _chips(request: Request, chosen: Period) -> list[tuple[str, str, bool]]:
    """The last years, then the quarters of the chosen one that have begun."""
    day, here = today(request.portal), request.portal.url_for("information:figures")
    years = [_period(year, 0) for year in range(day.year, day.year - YEARS, -1)]
    quarters = [one for n in (1, 2, 3, 4) if (one := _period(chosen.year, n)).begin <= day]
    return [(_words(request, one), f"{here}?periode={one.name}", one.name == chosen.name) for one in (*years, *quarters)]
