"""Who has a case: taken by oneself, or given to a colleague of the agency. It stands in the timeline, for officers alone, and whoever was given it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Response, emit, transaction
from core.errors import RequestError
from core.language import gettext_lazy as _

from ..entries import By
from ..events import CaseAssigned
from ..models import Assignee, Case
from ..moving import Conflict
from ..notes import add_entry
from ..visibility import VERIFY
from .rights import HANDLE, SUPERVISE, by_of, case_of, first_function

if TYPE_CHECKING:
    from core import Context, Request

TAKEN, GIVEN, LEFT = _("Taken by {name}"), _("Given to {name}"), _("Not assigned to anybody any more")


async def colleagues(request: Request, case: Case) -> list[tuple[str, str]]:
    """Ids and names of those in the agency who could work on the case."""
    area = case.village or case.district
    found = await request.portal.officers(request, case.agency) if case.agency else ()
    able = [one for one in found if any(one.may_in(permission, case.agency, area) for permission in (HANDLE, SUPERVISE, VERIFY))]
    return [(one.id, one.name or one.id) for one in able]


async def assign(context: Request | Context, case: Case, by: By, officer: str, name: str, *, version: int | None = None) -> None:
    """Give the case to `officer` (nobody: an empty string). Raises Conflict; giving it to who has it changes nothing."""
    if case.assignee == officer:
        return
    portal = context.portal
    language = portal.site.languages[0]
    words = LEFT if not officer else TAKEN if officer == by.actor else GIVEN
    async with transaction():
        now = await add_entry(context, case.id, by, portal.say(words, language, "cases").format(name=name or officer), version=version)
        await Case.filter(id=case.id).update(assignee=officer)
        if officer and not await Assignee.filter(id=officer).update(name=name[:200]):
            await Assignee.create(id=officer, name=name[:200])
        await emit(CaseAssigned(
            subject=str(now.id), ticket=now.ticket, service=now.service, agency=now.agency, visibility=now.visibility, due=now.due,
            assignee=officer, by=by.actor,
        ))  # fmt: skip


async def take(request: Request) -> Response:
    """Take the case oneself, give it to a colleague, or let go of it."""
    from .acting import back, conflicted, seen_version
    from .casepage import Shown

    case = await case_of(request)
    function = first_function(request.actor, case)
    if not function:
        raise RequestError(404, "")
    chosen, actor = request.posted.one("officer"), request.actor
    known = {**dict(await colleagues(request, case)), actor.id: actor.name, "": ""}
    if chosen not in known:
        raise RequestError(422, request.gettext(_("Choose an officer of the list.")))
    try:
        await assign(request, case, by_of(actor, case, function), chosen, known[chosen], version=seen_version(request))
    except Conflict:
        return await conflicted(request, case.id, Shown(since=seen_version(request) or 0, status=409))
    return back(request, case)
