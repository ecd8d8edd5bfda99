"""The catalogue of services and their sheets ("standar pelayanan")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from core.access import PUBLIC
from core.errors import RequestError
from core.language import Text
from core.plugins.declarations import Owned
from core.requests import Request
from core.routes import Route
from core.services import LIFE_EVENTS, Service
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
    agency_id: str
    life_event: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Services that are wanted at the same time of life."""

    id: str
    title: str
    services: tuple[ServiceView, ...]


async def services(request: Request) -> Response:
    """All services by the time of life at which they are wanted; or those of one such time, or of one agency."""
    portal, event, agency = request.portal, request.query_params.get("peristiwa", ""), request.query_params.get("instansi", "")
    views = sorted((view_of(request, name, owned) for name, owned in portal.tables.services.items()), key=lambda view: view.title.casefold())
    known = portal.site.agencies.get(agency)
    shown = [view for view in views if (known is None or view.agency_id == agency) and (event not in LIFE_EVENTS or view.life_event == event)]
    names = {
        "count": len(views), "shelves": _shelves(request, shown), "agency": known.name if known else "",
        "events": _chips(request, views, event), "agencies": _agencies(views) if not known else (),
    }  # fmt: skip
    return render(request, "services.html", names, block="list")


def _shelves(request: Request, views: Sequence[ServiceView]) -> list[Shelf]:
    """In the order of LIFE_EVENTS; those that belong to none come last."""
    titles = {event: request.portal.say(title, request.language) for event, (title, _icon) in LIFE_EVENTS.items()}
    shelves = [Shelf(event, titles.get(event, ""), tuple(view for view in views if view.life_event == event)) for event in (*titles, "")]
    return [shelf for shelf in shelves if shelf.services]


def _chips(request: Request, views: Sequence[ServiceView], chosen: str) -> list[tuple[str, str, bool, str]]:
    address, there = request.portal.url_for("core:services"), {view.life_event for view in views}
    found = [
        (request.portal.say(title, request.language), f"{address}?peristiwa={event}", event == chosen, icon)
        for event, (title, icon) in LIFE_EVENTS.items()
        if event in there
    ]
    return [(request.gettext("All"), address, chosen not in LIFE_EVENTS, ""), *found] if len(found) > 1 else []


def _agencies(views: Sequence[ServiceView]) -> tuple[tuple[str, str], ...]:
    """Those that offer something, by name."""
    return tuple(sorted({(view.agency, view.agency_id) for view in views if view.agency_id}))


async def service(request: Request) -> Response:
    """One sheet: what it asks, how it goes, how long it takes, what it costs."""
    name = request.path_params["service"]
    owned = request.portal.tables.services.get(name)
    if owned is None:
        raise RequestError(404, request.gettext("This service is not offered here."))
    view = view_of(request, name, owned)
    return render(request, "service.html", {"service": view, "linked": _linked(request, view)})


def _linked(request: Request, view: ServiceView) -> Mapping[str, object]:
    """The sheet for search engines: schema.org's GovernmentService."""
    portal = request.portal
    by = {"@type": "GovernmentOrganization", "name": view.agency or portal.site.config.portal.regency or portal.site.name}
    linked: dict[str, object] = {
        "@context": "https://schema.org", "@type": "GovernmentService", "name": view.title, "url": portal.absolute_url_for("core:service", service=view.id),
        "provider": by, "availableChannel": {"@type": "ServiceChannel", "serviceUrl": portal.base_url + view.start},
    }  # fmt: skip
    more = {"description": view.summary, "serviceOutput": view.product}
    return linked | {name: value for name, value in more.items() if value}


def texts_of(request: Request, owned: Owned[Service]) -> tuple[str, ...]:
    """Title and summary of a service, then everything else by which it is looked for, in the reader's language."""
    sheet, portal = owned.value, request.portal
    event = LIFE_EVENTS[sheet.life_event][0] if sheet.life_event else None

    def say(text: Text | str | None) -> str:
        return text if isinstance(text, str) else portal.say(text, request.language, owned.owner) if text else ""

    return (
        say(sheet.title),
        say(sheet.summary),
        say(sheet.product),
        *map(say, sheet.requirements),
        *map(say, sheet.words),
        portal.say(event, request.language) if event else "",
    )


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
        agency_id=agency.id if agency else "",
        life_event=sheet.life_event,
    )


def _icon(request: Request, owner: str) -> str:
    plugin = request.portal.plugin(owner)
    return plugin.manifest.icon if plugin and plugin.manifest else ""


ROUTES = (
    Route("/layanan", services, name="services", access=PUBLIC, keep="services", query=("peristiwa", "instansi")),
    Route("/layanan/{service}", service, name="service", access=PUBLIC, keep="services"),
)
