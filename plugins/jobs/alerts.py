"""Searches of which somebody wants to be told: saved from the list, listed, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID, uuid4

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.language import gettext_lazy as _
from core.models import insert, new_row

from .finding import FILTERS, Wanted, asked_of, wanted_of
from .models import Alert
from .settings import Settings
from .words import EDUCATION, KINDS

if TYPE_CHECKING:
    from core import Portal, Request


@dataclass(frozen=True, slots=True)
class Saved:
    """An alert as its owner sees it. `href` is the list, narrowed the same way."""

    id: str
    title: str
    href: str


def can_tell(portal: Portal) -> bool:
    """Whether there is anybody to be told, and somebody who tells."""
    return portal.runs("accounts") and portal.runs("notifications")


async def listed(request: Request) -> Response:
    """All of somebody's alerts: never many, for a setting bounds them."""
    most = request.settings(Settings).alerts
    rows = await Alert.filter(owner=request.actor.id).order_by("id").limit(most)
    names = {"rows": [_saved(request, row) for row in rows], "most": most, "tells": can_tell(request.portal)}
    return _private(render(request, "jobs/alerts.html", names))


async def ask(request: Request) -> Response:
    """One question: shall this search be kept?"""
    _refuse_where_nobody_tells(request)
    asked = asked_of(request.portal, request.query_params)
    wanted = wanted_of(asked)
    names = {"title": in_words(request, wanted), "asked": [(name, value) for name, value in asked.items() if value], "href": address(request, wanted)}
    return _private(render(request, "jobs/alert.html", names))


async def save(request: Request) -> Response:
    """Keep it. A second click finds it kept; more than the setting allows are refused."""
    _refuse_where_nobody_tells(request)
    portal, owner, most = request.portal, request.actor.id, request.settings(Settings).alerts
    wanted = wanted_of(asked_of(portal, {name: request.posted.one(name) for name in FILTERS}))
    async with transaction():
        there = await Alert.filter(owner=owner).select_for_update().limit(most)
        if wanted not in [wanted_by(row) for row in there]:
            if len(there) >= most:
                raise RequestError(409, request.gettext(_("You have {n} alerts, and more are not kept. Delete one first."), n=most))
            row = new_row(
                Alert, id=uuid4(), owner=owner, words=wanted.words, district=wanted.district, education=wanted.education, kind=wanted.kind,
                disability=wanted.disability, seen=portal.clock.now(),
            )  # fmt: skip
            await insert(row)
    return RedirectResponse(portal.url_for("jobs:alerts"), 303)


async def delete(request: Request) -> Response:
    """Forget one's own. A second click finds it gone; another's stays where it is."""
    try:
        await Alert.filter(id=UUID(request.path_params["id"]), owner=request.actor.id).delete()
    except ValueError:
        raise RequestError(404, "") from None
    return RedirectResponse(request.portal.url_for("jobs:alerts"), 303)


def wanted_by(row: Alert) -> Wanted:
    """What an alert looks for."""
    return Wanted(row.words, row.district, row.education, row.kind, row.disability)


def address(request: Request, wanted: Wanted) -> str:
    """The list, narrowed to this."""
    values = (wanted.words, wanted.district, wanted.education, wanted.kind, "ya" if wanted.disability else "")
    asked = {name: value for name, value in zip(FILTERS, values, strict=True) if value}
    path = request.portal.url_for("jobs:list")
    return f"{path}?{urlencode(asked)}" if asked else path


def in_words(request: Request, wanted: Wanted) -> str:
    """What is looked for, in the reader's language."""
    portal, language = request.portal, request.language
    district = portal.site.regions.district(wanted.district)
    said = (
        f"“{wanted.words}”" if wanted.words else "", district.name if district else "",
        portal.say(EDUCATION[wanted.education], language, "jobs") if wanted.education in EDUCATION else "",
        portal.say(KINDS[wanted.kind], language, "jobs") if wanted.kind in KINDS else "",
        request.gettext(_("Disability friendly")) if wanted.disability else "",
    )  # fmt: skip
    return ", ".join(word for word in said if word) or request.gettext(_("All vacancies"))


def _saved(request: Request, row: Alert) -> Saved:
    wanted = wanted_by(row)
    return Saved(str(row.id), in_words(request, wanted), address(request, wanted))


def _refuse_where_nobody_tells(request: Request) -> None:
    if not can_tell(request.portal):
        raise RequestError(404, request.gettext(_("This portal sends no messages, so it keeps no alerts.")))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
