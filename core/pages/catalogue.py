"""The catalogue of services and their sheets ("standar pelayanan")."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from core.access import PUBLIC
from core.errors import RequestError
from core.language import Text
from core.plugins.declarations import Owned
from core.requests import Request
from core.routes import Route
from core.services import Service
from core.templating import render


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A service as its sheet and its line in the catalogue show it: everything in the reader's language."""

    id: str
    title: str
    summary: str
    href: str
    start: str
    icon: str
    minutes: int
    step_count: int
    steps: tuple[str, ...]
    requirements: tuple[str, ...]
    time: str
    cost: str
    product: str
    legal_basis: tuple[str, ...]
    agency: str
    life_event: str


async def services(request: Request) -> Response:
    """All services, by title."""
    views = sorted((view_of(request, name, owned) for name, owned in request.portal.tables.services.items()), key=lambda view: view.title.casefold())
    return render(request, "services.html", {"services": views}, block="list")


async def service(request: Request) -> Response:
    """One sheet: what it asks, how it goes, how long it takes, what it costs."""
    name = request.path_params["service"]
    owned = request.portal.tables.services.get(name)
    if owned is None:
        raise RequestError(404, request.gettext("This service is not offered here."))
    return render(request, "service.html", {"service": view_of(request, name, owned)})


def view_of(request: Request, name: str, owned: Owned[Service]) -> ServiceView:
    """Say everything of a sheet in the reader's language."""
    sheet, portal = owned.value, request.portal

    def say(text: Text | None) -> str:
        return portal.say(text, request.language, owned.owner) if text else ""

    agency = portal.site.agencies.get(sheet.agency)
    return ServiceView(
        id=name,
        title=say(sheet.title),
        summary=say(sheet.summary),
        href=portal.url_for("core:service", service=name),
        start=portal.url_for(sheet.route),
        icon=sheet.icon or _icon(request, owned.owner),
        minutes=sheet.minutes,
        step_count=len(sheet.steps),
        steps=tuple(map(say, sheet.steps)),
        requirements=tuple(map(say, sheet.requirements)),
        time=say(sheet.time),
        cost=say(sheet.cost),
        product=say(sheet.product),
        legal_basis=sheet.legal_basis,
        agency=agency.name if agency else "",
        life_event=sheet.life_event,
    )


def _icon(request: Request, owner: str) -> str:
    plugin = request.portal.plugin(owner)
    return plugin.manifest.icon if plugin and plugin.manifest else ""


ROUTES = (
    Route("/layanan", services, name="services", access=PUBLIC, keep="services"),
    Route("/layanan/{service}", service, name="service", access=PUBLIC, keep="services"),
)
