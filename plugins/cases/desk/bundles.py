"""Many cases under one instruction: found together, moved together, answered together. Each stays a case of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from core import Response, render, transaction
from core.errors import RequestError
from core.language import gettext_lazy as _

from ..entries import new_id
from ..models import Bundle, Bundled, Case
from ..notes import add_entry
from ..saying import agency_name
from ..visibility import may_view
from ..workdays import calendar_of, today
from .rights import as_officer, by_of, first_function
from .telling import urgency

if TYPE_CHECKING:
    from core import Request

MOST = 500
IN = _("Bundled: {title}. {instruction}")


async def make(request: Request, cases: Sequence[Case], title: str, instruction: str) -> Bundle:
    """Put the cases together; one that lay in another bundle comes over. It stands in each timeline, for officers."""
    portal = request.portal
    now, words = portal.clock.now(), portal.say(IN, portal.site.languages[0], "cases").format(title=title, instruction=instruction).strip()
    async with transaction():
        bundle = await Bundle.create(id=new_id(now), title=title, instruction=instruction, agency=cases[0].agency, made=now, made_by=request.actor.id)
        await Bundled.filter(case__in=[case.id for case in cases]).delete()
        await Bundled.bulk_create([Bundled(case=case.id, bundle=bundle.id) for case in cases])
        for case in cases:
            await add_entry(request, case.id, by_of(request.actor, case, first_function(request.actor, case)), words)
    return bundle


async def show(request: Request) -> Response:
    """The bundle: its instruction, its cases, and the way to act on all that are open."""
    bundle, cases = await _found(request)
    calendar, day = calendar_of(request.portal), today(request.portal)
    rows = []
    for case in cases:
        words, kind, icon, line = urgency(request, calendar, day, due=case.due, paused=case.paused_since is not None, closed=case.closed is not None)
        rows.append({"case": case, "tag": (words, kind, icon), "line": line, "agency": agency_name(request.portal, case.agency)})
    open_ones = [case.ticket for case in cases if case.closed is None and case.main is None][:100]
    act = f"{request.url_for('cases:desk_choose')}?{urlencode([('pilih', ticket) for ticket in open_ones])}" if open_ones else ""
    return render(request, "cases/desk/bundle.html", {"bundle": bundle, "rows": rows, "act": act, "open": len(open_ones)})


async def _found(request: Request) -> tuple[Bundle, list[Case]]:
    """The bundle with those of its cases that the officer may see; one without any is not there for them."""
    try:
        bundle = await Bundle.get_or_none(id=UUID(request.path_params["bundle"]))
    except ValueError:
        bundle = None
    if bundle is None:
        raise RequestError(404, "")
    ids = [UUID(str(case)) for case in await Bundled.filter(bundle=bundle.id).limit(MOST).values_list("case", flat=True)]
    actor = as_officer(request.actor)
    cases = [case for case in await Case.filter(id__in=ids).order_by("due", "id") if may_view(actor, case)] if ids else []
    if not cases:
        raise RequestError(404, "")
    return bundle, cases
