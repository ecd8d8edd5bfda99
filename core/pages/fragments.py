"""Personal pieces of kept pages, fetched by htmx: fragments of a slot, and the number beside a menu item."""

from __future__ import annotations

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from core.access import PUBLIC
from core.requests import Request
from core.routes import Route

BADGE = "lencana."


async def fragment(request: Request) -> Response:
    """`/_potongan/home.cards`, or `/_potongan/lencana.complaints.new`. An empty answer leaves the place empty."""
    slot = request.path_params["slot"]
    if slot.startswith(BADGE):
        number = await request.portal.badge(request, slot.removeprefix(BADGE))
        content = Markup('<span class="count">{}</span>').format(number) if number else Markup("")
    else:
        content = await request.portal.personal_pieces(request, slot)
    return HTMLResponse(content, headers={"cache-control": "no-store"})


ROUTES = (Route("/_potongan/{slot}", fragment, name="fragment", access=PUBLIC),)
