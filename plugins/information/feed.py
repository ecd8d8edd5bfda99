"""The announcements as an Atom feed, for whoever reads them with a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.feeds import Entry, atom
from core.language import gettext_lazy as _

from .articles import EXCERPT, areas_of, listed
from .markdown import plain

if TYPE_CHECKING:
    from core import Request, Response

TITLE = _("Announcements")
MOST = 30


async def feed(request: Request) -> Response:
    """The newest thirty; of a place where the address names one, which is a feed of its own."""
    portal, area = request.portal, request.query_params.get("wilayah", "")
    of_place = f"?wilayah={area}" if areas_of(portal, area) else ""
    entries = [
        Entry(
            one.id, one.title, portal.absolute_url_for("information:article", code=one.code), max(one.start, one.changed), plain(one.text, EXCERPT),
            published=one.start,
        )
        for one in (await listed(portal, area=area, size=MOST)).rows
    ]  # fmt: skip
    here, page = portal.absolute_url_for("information:feed"), portal.absolute_url_for("information:list")
    return atom(request, request.gettext(TITLE), here=f"{here}{of_place}", page=f"{page}{of_place}", entries=entries)
