"""The survey of satisfaction (SKM): nine questions on one page, answered without a name, once for a service by a device in 90 days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.language import gettext_lazy as _

from .articles import today
from .elements import WORDS
from .models import Response as Answer
from .models import Turn
from .offers import REST, take
from .settings import Settings
from .skm import ELEMENTS

if TYPE_CHECKING:
    from core import Request

DEVICE = "information.device"
RATE = "20/hour"
OWN = "information."
FIGURES = "information.figures"


async def choose(request: Request) -> Response:
    """Which service is it about?"""
    portal = request.portal
    rows = sorted((title_of(request, name), portal.url_for("information:survey", service=name), name.replace(".", "-")) for name in services_of(request))
    return render(request, "information/services.html", {"rows": rows if request.settings(Settings).survey else []})


async def survey(request: Request) -> Response:
    """The nine questions."""
    service = _service(request)
    return _page(request, service, {}, {}, request.query_params.get("tawaran", "")[:36])


async def answer(request: Request) -> Response:
    """Keep the answer, apart from everything that leads to who gave it."""
    portal, service = request.portal, _service(request)
    given = {name: request.posted.one(name) for name in ELEMENTS}
    wrong = {name: request.gettext(_("Choose one of the four answers")) for name in ELEMENTS if given[name] not in ("1", "2", "3", "4")}
    offer = request.posted.one("offer")[:36]
    if wrong:
        return _page(request, service, given, wrong, offer, status=422)
    verdict = await portal.limits.hit("information.survey", request.network, RATE)
    if not verdict.allowed:
        said = request.gettext(_("Many answers came from here. Nothing was lost: try again in a while."))
        raise RequestError(429, said, headers={"Retry-After": str(verdict.retry_after)})
    device, now = portal.cipher.index(f"{portal.sessions.key(request)}|{service}", DEVICE), portal.clock.now()
    async with transaction():
        invited = bool(offer) and await take(portal, offer, service)
        turn = await Turn.get_or_none(device=device)
        counts = invited or turn is None or turn.at <= now - REST
        if counts:
            await Turn.filter(device=device).delete()
            await Turn.create(id=uuid4(), device=device, at=now)
            values: dict[str, Any] = {name: int(value) for name, value in given.items()}
            await Answer(id=uuid4(), service=service, day=today(portal), **values).save(force_create=True)
            await portal.changed(FIGURES)
    address = portal.url_for("information:thanks", service=service)
    return RedirectResponse(address if counts else f"{address}?sudah=ya", 303)


async def thanks(request: Request) -> Response:
    """It is kept, or it was before."""
    names = {"title": title_of(request, _service(request)), "before": request.query_params.get("sudah") == "ya"}
    return render(request, "information/thanks.html", names)


def services_of(request: Request) -> list[str]:
    """What can be judged: every service of the catalogue but this plugin's own."""
    return [name for name in request.portal.tables.services if not name.startswith(OWN)]


def title_of(request: Request, service: str) -> str:
    """What a service is called; one that is not offered any more by its name."""
    owned = request.portal.tables.services.get(service)
    return request.portal.say(owned.value.title, request.language, owned.owner) if owned else service


def _service(request: Request) -> str:
    service = str(request.path_params["service"])
    if not request.settings(Settings).survey or service not in services_of(request):
        raise RequestError(404, request.gettext(_("This service is not asked about. Choose another one.")))
    return service


def _page(request: Request, service: str, given: Mapping[str, str], errors: Mapping[str, str], offer: str, status: int = 200) -> Response:
    made = PageFields(request, given, errors)
    shown = [made.choose(name, request.gettext(WORDS[name].question), _levels(request, name), look="radios") for name in ELEMENTS]
    names = {"service": service, "title": title_of(request, service), "fields_shown": shown, "errors": mistakes(shown), "offer": offer}
    return render(request, "information/survey.html", names, status=status)


def _levels(request: Request, name: str) -> list[tuple[str, str]]:
    return [(str(n), request.gettext(said)) for n, said in enumerate(WORDS[name].levels, 1)]
