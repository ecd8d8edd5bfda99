"""The news card, and a page for every tile to lead to."""

from __future__ import annotations

from markupsafe import Markup

from core import Request, Response, render, render_fragment

from .models import News


async def news(request: Request) -> Markup | None:
    rows = await News.all().order_by("-day", "-id").limit(10)
    return render_fragment(request, "bench_home/news.html", {"news": rows})


async def service(request: Request) -> Response:
    return render(request, "bench_home/service.html", {"path": request.scope["path"]})
