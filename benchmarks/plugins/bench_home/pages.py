"""The news card, and a page for every tile to lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from core import Request, Response, render, render_fragment

LATEST = "SELECT id, title, agency, day FROM bench_home_news ORDER BY day DESC, id DESC LIMIT 10"
"""By hand, as a portal's hottest lists are; through the ORM the page costs a third more."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of news."""

    id: int
    title: str
    agency: str
    day: date


async def news(request: Request) -> Markup | None:
    rows = await request.portal.database.records(LATEST)
    return render_fragment(request, "bench_home/news.html", {"news": [Line(row[0], row[1], row[2], date.fromisoformat(row[3])) for row in rows]})


async def service(request: Request) -> Response:
    return render(request, "bench_home/service.html", {"path": request.scope["path"]})
