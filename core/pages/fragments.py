"""Personal pieces of kept pages, fetched by htmx: fragments of a slot, and the number beside a menu item."""

from __future__ import annotations

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from core.access import PUBLIC
from core.requests import Request
from core.routes import Route

BADGE = "lencana."


async def fragment(request: Request) -> Response:
    """`/_potongan/home.cards`, or `/_potongan/lencana.complaints.new`. An empty answer leaves the place empty.

    What nobody has is 404 without a word: a kept page may ask for a slot that was there when it was made.
    """
    slot = request.path_params["slot"]
    if slot.removeprefix(BADGE) not in (request.portal.tables.menus if slot.startswith(BADGE) else request.portal.tables.slots):
        return HTMLResponse("", 404, headers={"cache-control": "no-store"})
    if slot.startswith(BADGE):
        number = await request.portal.badge(request, slot.removeprefix(BADGE))
        content = Markup('<span class="count">{}</span>').format(number) if number else Markup("")
    else:
        content = await request.portal.personal_pieces(request, slot)
    return HTMLResponse(content, headers={"cache-control": "no-store"})


ROUTES = (Route("/_potongan/{slot}", fragment, name="fragment", access=PUBLIC),)
