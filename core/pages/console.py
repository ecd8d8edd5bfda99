"""The console: what wants attention, and the pages that plugins hang below it."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from core import hooks as spec
from core.access import CITIZEN
from core.errors import RequestError
from core.language import gettext_lazy as _
from core.outbox.health import check_name, report
from core.requests import Request
from core.routes import Route
from core.templating import render


async def console(request: Request) -> Response:
    """Not there for whoever may open none of its pages. Whoever only imports tables is led there."""
    lines = request.portal.nav("console", request.language, request.actor, request.scope["path"])
    imports = bool(request.portal.imports.open_to(request.actor))
    if not lines and imports:
        return RedirectResponse(request.portal.url_for("core:imports"), 303)
    if not lines:
        raise RequestError(404, "")
    return render(request, "console.html", {"lines": lines, "imports": imports, "concerns": await _concerns(request)})


async def _concerns(request: Request) -> list[tuple[str, str]]:
    """What does not work: a title and a sentence each, plugins first."""
    portal, say = request.portal, request.gettext
    found = [(say(_("The plugin {name} does not work"), name=plugin.slug), plugin.why) for plugin in portal.plugins if not plugin.alive]
    checks = {check_name(owned): owned for owned in portal.declared(spec.register_health)}
    now = portal.clock.now()
    told = await report(checks, now)
    if not told.alive(now):
        found.append((say(_("Nothing is delivered")), say(_("No worker showed itself for two minutes. Start the portal again, or pendopo worker."))))
    found += [(name, health.sentence) for name, health in told.checks.items() if health.state != "ok"]
    if told.dead:
        found.append((say(_("Deliveries were given up")), say(_("{n} events could not be delivered: pendopo outbox list tells which."), n=told.dead)))
    return found


ROUTES = (Route("/konsol", console, name="console", access=CITIZEN),)
