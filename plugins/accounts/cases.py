"""My cases, where this portal handles cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from core import Actor, Officer

from .models import Binding
from .people import opened
from .roles import posts_of

if TYPE_CHECKING:
    from core import Request

    from .models import Account

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


async def hand_over(request: Request, leaver: Account, successor: Account | None) -> tuple[int, int]:
    """The open cases of an officer who leaves go to a colleague; how many did, and how many went back to the queue of their agency."""
    if not request.portal.runs("cases"):
        return 0, 0
    from plugins.cases import api

    one = None
    if successor is not None:
        posts = posts_of(request.portal, await Binding.filter(account=successor.id))
        one = Officer(str(successor.id), opened(request.portal, successor, "name"), posts)
    return await api.hand_over(request, str(leaver.id), one)


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
