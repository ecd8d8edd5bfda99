"""The ASGI application: the layers around a portal, and the swap from one portal to the next.

    headers → gate (host, method, size, origin) → database → dispatch

Each portal has its own layers, so a swap is one assignment: requests under way finish on the old portal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.database import DatabaseMiddleware
from core.security.headers import HeaderPolicy, SecurityHeaders
from core.web.dispatch import Dispatch

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from core.portal import Portal


class App:
    """What uvicorn serves."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self._layers = layers(portal)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._layers(scope, receive, send)


def layers(portal: Portal) -> ASGIApp:
    """The layers of one portal, the outermost first."""
    additions: dict[str, tuple[str, ...]] = {}
    for plugin in portal.in_order:
        for directive, sources in plugin.manifest.csp.items() if plugin.manifest else ():
            additions[directive] = (*additions.get(directive, ()), *sources)
    inner = DatabaseMiddleware(Dispatch(portal), portal.database)
    return SecurityHeaders(inner, HeaderPolicy(secure=portal.base_url.startswith("https"), additions=additions))


def create_app(portal: Portal) -> App:
    """The application for a portal that is running."""
    return App(portal)
