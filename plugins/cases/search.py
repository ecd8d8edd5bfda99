"""Tickets in the search: leads whoever types one to the page that asks for its code, and never tells whether it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Hit
from core.identifiers import normalise_ticket
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core import Request


async def find(request: Request, words: str, limit: int) -> Sequence[Hit]:
    """One hit for anything that can be a ticket."""
    try:
        ticket = normalise_ticket(words)
    except ValueError:
        return []
    href = request.url_for("cases:track").include_query_params(tiket=ticket)
    return [Hit(request.gettext(_("Follow the case {ticket}"), ticket=ticket), str(href), request.gettext(_("With the tracking code of your receipt")))][:limit]
