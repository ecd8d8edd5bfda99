"""The layers around one portal: headers → log → gate (host, method, size, origin) → health → database, outbox → dispatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.hosts import Hosts, trust
from core.outbox import OutboxMiddleware
from core.security.gate import Gate, GatePolicy
from core.security.headers import HeaderPolicy, SecurityHeaders
from core.web.dispatch import Dispatch
from core.web.health import PATHS, HealthDesk
from core.web.logs import RequestLog
from core.web.observation import Observation
from core.web.readiness import metrics_token, watch_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from core.portal import Portal


def layers(portal: Portal, observation: Observation | None = None) -> ASGIApp:
    """The layers of one open portal; `observation` is the process's own, which outlives a swap."""
    observation = observation or Observation()
    additions: dict[str, tuple[str, ...]] = {}
    for plugin in portal.in_order:
        for directive, sources in plugin.manifest.csp.items() if plugin.manifest else ():
            additions[directive] = (*additions.get(directive, ()), *sources)
    dispatch = Dispatch(portal)
    config = portal.site.config
    inner = HealthDesk(OutboxMiddleware(dispatch, portal.outbox), watch_of(portal), observation, token=metrics_token(portal.site))
    policy = GatePolicy(Hosts.of(config.portal.public_url), trust(config.limits.trusted_proxies), PATHS)
    logged = RequestLog(Gate(inner, policy, dispatch.refused), observation.answered)
    return SecurityHeaders(logged, HeaderPolicy(secure=portal.base_url.startswith("https"), additions=additions))


def create_app(portal: Portal) -> ASGIApp:
    """The application for a portal that is running already: what tests ask. `serve` runs `core.web.hall.Hall`."""
    return layers(portal)
