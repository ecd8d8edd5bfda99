"""The page of the enterprises."""

from __future__ import annotations

from core import Portal, Request, Response, render

from .api import Kind, register_enterprise_kinds
from .models import Enterprise

MOST = 500
"""A village has one; no regency has more villages than this."""


async def enterprises(request: Request) -> Response:
    """All of them, village by village. A kind that no plugin names is shown by its own word."""
    kinds = kinds_of(request.portal, request.language)
    rows = await Enterprise.all().order_by("village", "name").limit(MOST)
    shown = [(row, *kinds.get(row.kind, (row.kind, "briefcase"))) for row in rows]
    return render(request, "bumdes/enterprises.html", {"rows": shown})


def kinds_of(portal: Portal, language: str) -> dict[str, tuple[str, str]]:
    """Words and icon of each kind that a plugin has named, in the words of its own catalogue."""
    found: dict[str, tuple[str, str]] = {}
    for owned in portal.declared(register_enterprise_kinds):
        kind: Kind = owned.value
        found.setdefault(kind.id, (portal.say(kind.title, language, owned.owner), kind.icon))
    return found
