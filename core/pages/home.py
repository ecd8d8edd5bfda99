"""The home page: search, service tiles, what others put into its slots, emergency numbers."""

from __future__ import annotations

from starlette.responses import Response

from core.access import PUBLIC
from core.requests import Request
from core.routes import Route
from core.templating import render


async def home(request: Request) -> Response:
    """The same for everybody, so it is kept; personal pieces arrive by htmx."""
    tiles = request.portal.nav("home", request.language, request.actor, "/")
    return render(
        request,
        "home.html",
        {
            "lead": next((tile for tile in tiles if tile.lead), None),
            "tiles": [tile for tile in tiles if not tile.lead],
            "service_count": len(request.portal.tables.services),
            "emergency": request.portal.site.emergency,
        },
    )


ROUTES = (Route("/", home, name="home", access=PUBLIC, keep="home"),)
