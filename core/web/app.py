"""The layers around one portal: headers → gate (host, method, size, origin) → database, outbox → dispatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.outbox import OutboxMiddleware
from core.security.headers import HeaderPolicy, SecurityHeaders
from core.web.dispatch import Dispatch

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from core.portal import Portal


def layers(portal: Portal) -> ASGIApp:
    """The layers of one portal, the outermost first."""
    additions: dict[str, tuple[str, ...]] = {}
    for plugin in portal.in_order:
        for directive, sources in plugin.manifest.csp.items() if plugin.manifest else ():
            additions[directive] = (*additions.get(directive, ()), *sources)
    inner = OutboxMiddleware(Dispatch(portal), portal.outbox)
    return SecurityHeaders(inner, HeaderPolicy(secure=portal.base_url.startswith("https"), additions=additions))


def create_app(portal: Portal) -> ASGIApp:
    """The application for a portal that is running already: what tests ask. `serve` runs `core.web.hall.Hall`."""
    return layers(portal)
