"""Pages that say no: not found, not allowed, too much, out of order. Never a trace, always a reference and a way on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from core.language import Text
from core.language import gettext_lazy as _
from core.plugins.plugin import BOUNDARY
from core.templating import render

if TYPE_CHECKING:
    from core.requests import Request

SAYINGS: Mapping[int, tuple[Text, Text]] = {
    400: (_("This request is not right"), _("Something in it could not be read. Go back and try again.")),
    403: (_("This page is not open to you"), _("You may not open this page with the account that you use now.")),
    404: (_("Page not found"), _("The address may be mistyped, or the page has moved.")),
    405: (_("This page cannot do that"), _("Go back and try again from the page before.")),
    410: (_("This page is gone"), _("What was here is no longer offered.")),
    413: (_("That is too large"), _("Send less at once: fewer or smaller photos, or a shorter text. Press Back: what you typed is still there.")),
    415: (_("This file or form cannot be read"), _("Send it from the form on the page.")),
    422: (_("Something is missing or wrong"), _("Check what you filled in.")),
    429: (_("Too many at once"), _("Wait a while, then try again. What you filled in is kept.")),
    500: (_("Sorry, something went wrong here"), _("What you filled in is kept as a draft where you saw the step saved. Try again in a while.")),
    503: (_("Sorry, this service is out of order"), _("It will be back soon. The other services work as usual.")),
}


def refuse(
    request: Request, status: int, *, message: str = "", headers: Mapping[str, str] | None = None, template: str = "error.html", **more: Any
) -> Response:
    """The page for `status`; `message` takes the place of the usual sentence. htmx is told not to put it into a part of a page."""
    title, sentence = SAYINGS.get(status, SAYINGS[500 if status >= 500 else 400])
    names = {"status": status, "title": request.gettext(title), "sentence": message or request.gettext(sentence), "reference": request.id, **more}
    try:
        response = render(request, template, names, status=status)
    except BOUNDARY:
        response = HTMLResponse(last_resort(names["title"], names["sentence"], request.id, request.language), status)
    response.headers.update(headers or {})
    if request.partial:  # a whole page has no place in a part of one
        response.headers["HX-Reswap"] = "none"
    return response


def last_resort(title: str, sentence: str, reference: str, language: str = "id") -> str:
    """A page that needs no template, for when the templates are what failed."""
    from markupsafe import escape

    return (
        f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<main id="isi"><h1>{escape(title)}</h1><p>{escape(sentence)}</p><p>{escape(reference)}</p><p><a href="/">Beranda</a></p></main></html>'
    )
