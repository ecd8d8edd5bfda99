"""Learning who reported a case: only with the permission, only with a reason, and each time written down where the person can see it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.language import gettext_lazy as _

from ..models import Case
from ..people import open_reporter
from .rights import case_of, may_open_identity

if TYPE_CHECKING:
    from core import Request

ACTION = "cases.identity"
OPEN_FOR = timedelta(minutes=10)
"""So long the answer may be looked at again; then a reason is asked anew."""
SHORTEST_REASON, LONGEST_REASON = 5, 300


async def ask(request: Request) -> Response:
    """Ask for the reason; or, shortly after it was given, who reported."""
    case = await _case(request)
    return await _page(request, case, opened=await _is_open(request, case))


async def open_identity(request: Request) -> Response:
    """Write down who looks and why, then show it."""
    case = await _case(request)
    reason = " ".join(request.posted.one("reason").split())[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        return await _page(request, case, error=request.gettext(_("Say in a few words why you need it")), reason=reason)
    async with transaction():
        await request.portal.audit.write(request, ACTION, about=f"cases:{case.id}", subject=case.owner, reason=reason)
    return RedirectResponse(str(request.url_for("cases:desk_identity", ticket=case.ticket)), 303)


async def _case(request: Request) -> Case:
    case = await case_of(request)
    if not may_open_identity(request.actor, case):
        raise RequestError(404, "")
    return case


async def _is_open(request: Request, case: Case) -> bool:
    last = await request.portal.audit.read(about=f"cases:{case.id}", actor=request.actor.id, action=ACTION, size=1)
    return bool(last) and request.portal.clock.now() - last[0].at <= OPEN_FOR


async def _page(request: Request, case: Case, *, opened: bool = False, error: str = "", reason: str = "") -> Response:
    made = PageFields(request, {"reason": reason}, {"reason": error} if error else {})
    hint = request.gettext(_("It is written down with your name. Do not write the names of others here."))
    field = made.line("reason", request.gettext(_("Why do you need it?")), hint=hint)
    names = {"case": case, "field": field, "errors": mistakes([field]), "reporter": None, "opened": opened}
    if opened:
        names["reporter"] = await open_reporter(request.portal, case.id)
    response = render(request, "cases/desk/identity.html", names, status=422 if error else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
