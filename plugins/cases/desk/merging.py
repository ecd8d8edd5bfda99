"""Duplicates: one case stays, the others follow its progress, and their reporters are told. It can be undone.

A duplicate keeps its own timeline, ticket and link. Whatever brings the main case on is written into the duplicate as well;
only what asks the main case's own reporter something is not. When the reporter of a duplicate moves it themselves, for
instance opens it again, it is a case of its own once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Response, emit, transaction
from core.errors import RequestError
from core.identifiers import normalise_ticket
from core.language import gettext_lazy as _

from ..clock import Moment, Refused, stand
from ..entries import MOVED, SYSTEM, By, Writing, append_next
from ..events import CaseMoved
from ..history import moments_of
from ..listed import listing
from ..models import Bundle, Bundled, Case
from ..moving import claim
from ..notes import add_entry
from ..opening import tell_pages
from ..procedures import procedure_for
from ..reading import facts_of, read_entries
from ..visibility import CONFIDENTIAL, may_view
from ..workdays import calendar_of
from .rights import as_officer, by_of, case_of, first_function

if TYPE_CHECKING:
    from core import Context, Portal, Request

    from ..procedure import Procedure

JOINED = _("The same was reported already. Your case now follows the case {ticket}; you read here how it goes on.")
JOINED_INSIDE, APART_INSIDE = _("{ticket} is a duplicate of this case and follows it."), _("{ticket} does not follow this case any more.")
APART = _("Your case is handled by itself again.")
MOST_SHOWN = 20


async def bound(request: Request, case: Case) -> dict[str, Any]:
    """What a case belongs to, as far as the officer may see it: the case it follows, those that follow it, its bundle."""
    actor = as_officer(request.actor)
    main = await Case.get_or_none(id=case.main) if case.main else None
    following = [one for one in await Case.filter(main=case.id).order_by("opened", "id").limit(MOST_SHOWN) if may_view(actor, one)]
    kept = await Bundled.get_or_none(case=case.id)
    bundle = await Bundle.get_or_none(id=kept.bundle) if kept else None
    return {"main": main if main and may_view(actor, main) else None, "follows": bool(case.main), "duplicates": following, "bundle": bundle}


def check_fits(duplicate: Case, main: Case) -> None:
    """Raise Refused for what must not be one: itself, another procedure, a chain, and what one may not be told of the other."""
    if duplicate.id == main.id:
        raise Refused("A case is no duplicate of itself.", code="case.merge")
    if main.main is not None:
        raise Refused("The case follows another one itself.", hint="Merge into that one.", code="case.merge")
    if duplicate.main is not None:
        raise Refused("The case follows another one already.", hint="Separate it first.", code="case.merge")
    if (duplicate.procedure, duplicate.procedure_version) != (main.procedure, main.procedure_version):
        raise Refused("The two are handled by different procedures.", code="case.merge")
    hidden = [one for one in (duplicate, main) if one.visibility == CONFIDENTIAL]
    if hidden and (len(hidden) == 1 or duplicate.agency != main.agency):
        raise Refused("A confidential case is merged with a confidential one of the same agency alone.", code="case.merge")


async def merge(context: Request | Context, duplicate: Case, main: Case, by: By, *, version: int | None = None) -> None:
    """Let `duplicate` follow `main`, with an entry in both timelines. Raises Refused or Conflict."""
    portal = context.portal
    language = portal.site.languages[0]
    async with transaction():
        duplicate = await Case.select_for_update().get(id=duplicate.id)
        main = await Case.select_for_update().get(id=main.id)
        check_fits(duplicate, main)
        await Case.filter(main=duplicate.id).update(main=main.id)
        said = portal.say(JOINED, language, "cases").format(ticket=main.ticket)
        await add_entry(context, duplicate.id, by, said, public=True, version=version)
        await add_entry(context, main.id, by, portal.say(JOINED_INSIDE, language, "cases").format(ticket=duplicate.ticket))
        await Case.filter(id=duplicate.id).update(main=main.id)
        await _bring_along(context, await Case.get(id=duplicate.id), await Case.get(id=main.id))


async def separate(context: Request | Context, duplicate: Case, by: By, *, version: int | None = None) -> None:
    """Undo it: the case goes on by itself from where it stands."""
    portal = context.portal
    language = portal.site.languages[0]
    async with transaction():
        main = duplicate.main
        await add_entry(context, duplicate.id, by, portal.say(APART, language, "cases"), public=True, version=version)
        if main is not None and await Case.exists(id=main):
            await add_entry(context, main, by, portal.say(APART_INSIDE, language, "cases").format(ticket=duplicate.ticket))
        await Case.filter(id=duplicate.id).update(main=None)


async def follow(context: Context, event: CaseMoved) -> None:
    """A case was moved: bring its duplicates along; or let a duplicate go that its own reporter has moved."""
    case = await Case.get_or_none(id=UUID(event.subject))
    if case is None:
        return
    if case.main is not None:
        last = [entry for entry in await read_entries(case.id) if entry.kind == MOVED][-1:]
        if last and facts_of(last[0].data).get("by") == "reporter":
            await separate(context, case, SYSTEM)
        return
    for duplicate in await Case.filter(main=case.id).order_by("id"):
        async with transaction():
            locked = await Case.select_for_update().get(id=duplicate.id)
            await _bring_along(context, locked, case)


async def _bring_along(context: Request | Context, duplicate: Case, main: Case) -> None:
    """Write into the duplicate what brought the main case where it is. The same again changes nothing."""
    portal = context.portal
    procedure = await procedure_for(portal, duplicate.procedure, duplicate.procedure_version)
    target = procedure.states.get(main.state)
    if target is None or target.pause or (duplicate.state, duplicate.agency) == (main.state, main.agency):
        return
    last = next((entry for entry in reversed(await read_entries(main.id)) if entry.kind == MOVED), None)
    data = facts_of(last.data) if last else {}
    words = last.text if last and data.get("by") not in ("reporter", "") and data.get("note") != "internal" else ""
    await _write(portal, duplicate, main, procedure, str(data.get("transition", "")), words, str(data.get("class", "")))


async def _write(portal: Portal, duplicate: Case, main: Case, procedure: Procedure, transition: str, words: str, class_: str) -> None:
    entries, now, before = await read_entries(duplicate.id), portal.clock.now(), duplicate.state
    moments, settings = moments_of(entries)
    after = stand(procedure, [*moments, Moment(now, main.state, class_)], calendar_of(portal), portal.site.zone, settings)
    closed = now if procedure.states[main.state].end else None
    await claim(duplicate, after, state=main.state, agency=main.agency, closed=closed)
    facts = {
        "transition": transition, "from": before, "state": main.state, "class": class_, "agency": main.agency, "due": after.promised, "follows": main.ticket,
    }  # fmt: skip
    await append_next(portal, duplicate.id, duplicate.version, Writing(MOVED, SYSTEM, now, True, facts, words))
    await portal.counters.add_all(listing(duplicate, before))
    await tell_pages(portal, duplicate)
    await emit(CaseMoved(
        subject=str(duplicate.id), ticket=duplicate.ticket, service=duplicate.service, agency=duplicate.agency, visibility=duplicate.visibility,
        due=duplicate.due, transition=transition, before=before, state=duplicate.state, tells=("reporter",),
    ))  # fmt: skip


# ------------------------------------------------------------ pages


async def send_merge(request: Request) -> Response:
    """Merge the case of this page into the one whose ticket was typed."""
    from ..moving import Conflict
    from .acting import back, conflicted, seen_version
    from .casepage import Shown, page

    case = await case_of(request)
    function = first_function(request.actor, case)
    if not function:
        raise RequestError(404, "")
    try:
        main = await Case.get_or_none(ticket=normalise_ticket(request.posted.one("main")))
    except ValueError:
        main = None
    if main is None or not may_view(as_officer(request.actor), main):
        return await page(request, case, Shown(notice=request.gettext(_("You see no case with this ticket. Nothing was merged.")), status=422))
    try:
        await merge(request, case, main, by_of(request.actor, case, function), version=seen_version(request))
    except Refused as refused:
        return await page(request, case, Shown(notice=why_not(request, refused, case, main), status=409))
    except Conflict:
        return await conflicted(request, case.id, Shown(since=seen_version(request) or 0, status=409))
    return back(request, case)


async def send_separate(request: Request) -> Response:
    from ..moving import Conflict
    from .acting import back, conflicted, seen_version
    from .casepage import Shown

    case = await case_of(request)
    function = first_function(request.actor, case)
    if not function or case.main is None:
        raise RequestError(404, "")
    try:
        await separate(request, case, by_of(request.actor, case, function), version=seen_version(request))
    except Conflict:
        return await conflicted(request, case.id, Shown(since=seen_version(request) or 0, status=409))
    return back(request, case)


def why_not(request: Request, _refused: Refused, duplicate: Case, main: Case) -> str:
    say = request.gettext
    if CONFIDENTIAL in (duplicate.visibility, main.visibility):
        return say(_("A confidential case is only merged with a confidential one of the same agency."))
    if duplicate.procedure != main.procedure:
        return say(_("These two are handled by different procedures."))
    return say(_("These two cannot be merged: one of them is the same case, or follows another one already."))
