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
    lead = next((tile for tile in tiles if tile.lead), None)
    return render(
        request,
        "home.html",
        {
            "lead": lead,
            "lead_text": _summary(request, lead.href) if lead else "",
            "tiles": tuple(tile for tile in tiles if not tile.lead),
            "service_count": len(request.portal.tables.services),
        },
    )


def _summary(request: Request, href: str) -> str:
    """What the service that begins at `href` says of itself in one sentence."""
    portal = request.portal
    for owned in portal.tables.services.values():
        if owned.value.summary and portal.url_for(owned.value.route) == href:
            return portal.say(owned.value.summary, request.language, owned.owner)
    return ""


ROUTES = (Route("/", home, name="home", access=PUBLIC, keep="home"),)
