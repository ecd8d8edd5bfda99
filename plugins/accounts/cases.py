"""My cases, where this portal handles cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core import Actor

if TYPE_CHECKING:
    from core import Request

MOST = 50
"""Cases on the page, the newest first."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A line of the list."""

    ticket: str
    title: str
    href: str
    due: date | None
    closed: datetime | None
    opened: datetime


async def my_cases(request: Request) -> list[Mine] | None:
    """What I asked for as a citizen, or None where this portal handles no cases. An officer's queue is another page."""
    if not request.portal.runs("cases"):
        return None
    from plugins.cases import api

    # Rights are left out: an officer sees here what they asked for themselves.
    page = await api.list_cases(api.visible_to(Actor(request.actor.id, request.actor.kind)), size=MOST)
    found = []
    for case in page.cases:
        href = request.portal.url_for("cases:follow", secret=api.keys_of(request.portal, case).secret)
        found.append(Mine(case.ticket, case.title, href, case.due, case.closed, case.opened))
    return found
