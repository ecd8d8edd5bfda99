"""The layers around one portal: headers → gate (host, method, size, origin) → database, outbox → dispatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.outbox import OutboxMiddleware
from core.security.gate import Gate, GatePolicy
from core.security.headers import HeaderPolicy, SecurityHeaders
from core.security.hosts import Hosts, trust
from core.web.dispatch import Dispatch

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from core.portal import Portal

HEALTH = frozenset({"/sehat", "/siap", "/metrics"})
"""Asked for by address, from this machine."""


def layers(portal: Portal) -> ASGIApp:
    """The layers of one portal, the outermost first."""
    additions: dict[str, tuple[str, ...]] = {}
    for plugin in portal.in_order:
        for directive, sources in plugin.manifest.csp.items() if plugin.manifest else ():
            additions[directive] = (*additions.get(directive, ()), *sources)
    dispatch = Dispatch(portal)
    config = portal.site.config
    inner = OutboxMiddleware(dispatch, portal.outbox)
    policy = GatePolicy(Hosts.of(config.portal.public_url), trust(config.limits.trusted_proxies), HEALTH)
    gate = Gate(inner, policy, dispatch.refused)
    return SecurityHeaders(gate, HeaderPolicy(secure=portal.base_url.startswith("https"), additions=additions))


def create_app(portal: Portal) -> ASGIApp:
    """The application for a portal that is running already: what tests ask. `serve` runs `core.web.hall.Hall`."""
    return layers(portal)
