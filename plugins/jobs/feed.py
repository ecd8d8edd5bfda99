"""The open vacancies as an Atom feed, for whoever reads them with a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.feeds import Entry, atom
from core.language import gettext_lazy as _

from .finding import Wanted, open_vacancies

if TYPE_CHECKING:
    from core import Request, Response

TITLE = _("Vacancies")
MOST = 50


async def feed(request: Request) -> Response:
    """The newest fifty."""
    portal = request.portal
    entries = [
        Entry(
            one.id, f"{one.title} - {one.employer}", portal.absolute_url_for("jobs:vacancy", code=one.code), one.published, one.description or one.title
        )
        for one in (await open_vacancies(portal, Wanted(), size=MOST)).rows
    ]  # fmt: skip
    return atom(request, request.gettext(TITLE), here=portal.absolute_url_for("jobs:feed"), page=portal.absolute_url_for("jobs:list"), entries=entries)
