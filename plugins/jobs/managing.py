"""What officers do with vacancies that are there: close one as filled, take one away, open it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.language import Text, format_date
from core.language import gettext_lazy as _
from core.models import page

from .counting import recount
from .finding import index, today
from .models import EXPIRED, FILLED, OPEN, REFUSED, WAITING, WITHDRAWN, Vacancy
from .settings import Settings

if TYPE_CHECKING:
    from core import Context, Portal, Request

DEEDS = {"fill": FILLED, "withdraw": WITHDRAWN, "reopen": OPEN}
STATES: dict[str, tuple[Text, str, str]] = {
    OPEN: (_("Open"), "ok", "check"), FILLED: (_("Filled"), "info", "users"), WITHDRAWN: (_("Withdrawn"), "", "x"), EXPIRED: (_("Ended"), "", "clock"),
    WAITING: (_("Being checked"), "warn", "clock"), REFUSED: (_("Not published"), "", "x"),
}  # fmt: skip
SIZE = 25
MANAGE, IMPORT = "jobs.manage", "jobs.import"


@dataclass(frozen=True, slots=True)
class Managed:
    """A line of the officers' list; `deeds` are (name, label) of what can be done now."""

    code: str
    title: str
    employer: str
    href: str
    until: str
    tag: tuple[str, str, str]
    deeds: tuple[tuple[str, str], ...]


def refuse_others(request: Request) -> None:
    """Vacancies are the labour agency's, where the site names it: officers of another one are told so. Operators import all of them, so they may here too."""
    agency, actor = request.settings(Settings).agency, request.actor
    if agency and not actor.may(IMPORT) and not actor.may_in(MANAGE, agency):
        known = request.portal.site.agencies.get(agency)
        raise RequestError(403, request.gettext(_("Vacancies are looked after by officers of {agency}."), agency=known.name if known else agency))


async def manage(request: Request) -> Response:
    """All vacancies, the newest first."""
    refuse_others(request)
    after = request.query_params.get("sesudah", "")
    found = await page(Vacancy.all(), "published", after=after, size=SIZE)
    here = request.portal.url_for("jobs:manage")
    names = {
        "rows": [_managed(request, one) for one in found.rows],
        "next": f"{here}?sesudah={found.next}" if found.next else "",
        "first": here if after else "",
    }
    return render(request, "jobs/manage.html", names, block="list")


async def decide(request: Request) -> Response:
    """Do one of DEEDS; what is so already stays so, and a second click does no harm."""
    refuse_others(request)
    code, deed = request.path_params["code"], request.posted.one("deed")
    if deed not in DEEDS:
        raise RequestError(422, request.gettext(_("Choose what to do with the vacancy.")))
    async with transaction():
        one = await Vacancy.filter(code=code).select_for_update().get_or_none()
        if one is None or one.state in (WAITING, REFUSED):  # what an employer has posted is decided in its case
            raise RequestError(404, request.gettext(_("There is no such vacancy. It may have been taken away.")))
        if deed == "reopen" and one.until < today(request.portal):
            raise RequestError(409, request.gettext(_("Its last day is over. Import or enter it again with a later day.")))
        if one.state != DEEDS[deed]:
            await _put(request, one, DEEDS[deed])
            await request.portal.audit.write(request, f"jobs.{DEEDS[deed]}", about=code, details={"title": one.title})
    return RedirectResponse(request.portal.url_for("jobs:manage"), 303)


async def _put(context: Request | Context, one: Vacancy, state: str) -> None:
    one.state, one.closed = state, None if state == OPEN else context.portal.clock.now()
    await one.save(update_fields=["state", "closed"])
    await index(context.portal, one)
    await recount(context.portal)


async def expire(context: Context) -> None:
    """Each night: end those whose last day is over."""
    portal = context.portal
    now = portal.clock.now()
    async with transaction():
        over = await Vacancy.filter(state=OPEN, until__lt=today(portal)).limit(1_000)
        for one in over:
            one.state, one.closed = EXPIRED, now
            await one.save(update_fields=["state", "closed"])
            await index(portal, one)
        await recount(portal)


def _managed(request: Request, one: Vacancy) -> Managed:
    portal: Portal = request.portal
    title, kind, sign = STATES[one.state]
    deeds = (
        (("fill", _("Filled")), ("withdraw", _("Take away")))
        if one.state == OPEN
        else (("reopen", _("Open again")),)
        if one.until >= today(portal) and one.state not in (WAITING, REFUSED)
        else ()
    )
    return Managed(
        one.code, one.title, one.employer, portal.url_for("jobs:vacancy", code=one.code), format_date(one.until, request.language),
        (request.gettext(title), kind, sign), tuple((name, request.gettext(label)) for name, label in deeds),
    )  # fmt: skip
