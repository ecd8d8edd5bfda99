"""How the portal is shown: language and colour scheme, kept in two enumerated cookies that say nothing about the person."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from core.access import PUBLIC
from core.requests import Request
from core.routes import Route

YEAR = 365 * 86400
APPEARANCES = ("auto", "terang", "gelap")


async def display(request: Request) -> Response:
    """Keep what was chosen, and go back. It needs no token, for kept pages cannot hold one: the gate has looked at Origin,
    and the worst it does is change colours."""
    form = request.posted
    response = RedirectResponse(request.local_path(form.one("kembali")), 303)
    secure = not request.portal.site.local and request.portal.base_url.startswith("https")
    for name, known in (("bahasa", request.portal.site.languages), ("tampilan", APPEARANCES)):
        chosen = form.one("tema") if name == "tampilan" else form.one(name)
        if chosen in known:
            response.set_cookie(name, chosen, max_age=YEAR, path="/", secure=secure, httponly=True, samesite="lax")
    return response


ROUTES = (Route("/tampilan", display, name="display", access=PUBLIC, methods=("POST",), token=False),)
