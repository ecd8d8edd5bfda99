"""My cases, where this portal handles cases.

Accounts do not require the plugin `cases`: a portal of pages alone may want officers too. So its `api` is not imported
but asked of the portal, which has loaded it when it is there; the protocol below is what is used of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from core import Actor

if TYPE_CHECKING:
    from core import Portal, Request

MOST = 50
"""Cases on the page, the newest first."""


class Case(Protocol):
    ticket: str
    title: str
    due: date | None
    opened: datetime
    closed: datetime | None


class Page(Protocol):
    cases: Sequence[Case]


class Keys(Protocol):
    secret: str


class Cases(Protocol):
    """What is used of `plugins.cases.api`."""

    async def list_cases(self, rule: Any, *, size: int) -> Page: ...
    def visible_to(self, actor: Actor) -> Any: ...
    def keys_of(self, portal: Portal, case: Any) -> Keys: ...


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
    api = _api(request.portal)
    if api is None:
        return None
    # Rights are left out: an officer sees here what they asked for themselves.
    page = await api.list_cases(api.visible_to(Actor(request.actor.id, request.actor.kind)), size=MOST)
    found = []
    for case in page.cases:
        href = request.portal.url_for("cases:follow", secret=api.keys_of(request.portal, case).secret)
        found.append(Mine(case.ticket, case.title, href, case.due, case.closed, case.opened))
    return found


def _api(portal: Portal) -> Cases | None:
    plugin = portal.plugin("cases")
    modules: Mapping[str, Any] = plugin.modules if plugin is not None and plugin.alive else {}
    return cast("Cases | None", modules.get("api"))
