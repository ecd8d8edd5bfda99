"""What the holder of a card does where they follow its case: report, say that they have found work, renew. The link of the case is the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from core import Response, render_fragment, transaction
from core.errors import RequestError
from core.language import format_date
from plugins.cases.api import Case, closed_to_others, find_by_secret, open_reporter, shown_case, today

from ..models import Card
from .applying import is_offered, typed
from .dates import may_renew, may_report, next_report
from .form import CARD, CONTACT

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request


async def below(request: Request) -> Markup | None:
    """Below where the case stands: the card, its days, and what may be done now."""
    case = shown_case(request)
    row = await Card.get_or_none(id=case.id) if case is not None and case.service == CARD and case.closed is not None else None
    if case is None or row is None:
        return None
    day = today(request.portal)
    names = {
        "secret": request.path_params["secret"], "issued": row.issued is not None, "ended": row.ended is not None, "revoked": row.revoked is not None,
        "renewed": row.renewed_by is not None,
        "until": format_date(row.valid_until, request.language) if row.valid_until else "", "over": bool(row.valid_until and row.valid_until < day),
        "next": format_date(row.next_report, request.language, weekday=True) if row.next_report else "",
        "reports": _lives(row) and may_report(row.issued, row.reported, day) if row.issued else False,
        "again": _may_ask_again(request, row),
    }  # fmt: skip
    return render_fragment(request, "jobs/card_below.html", names)


async def report(request: Request) -> Response:
    """Still looking for work, or found it: then the card has done its service, and whoever checks it sees so."""
    case, _row = await _found(request)
    portal, deed = request.portal, request.posted.one("deed")
    async with transaction():
        row = await Card.filter(id=case.id).select_for_update().get()
        day = today(portal)
        if row.issued and _lives(row) and deed == "found":
            await Card.filter(id=row.id).update(ended=day, next_report=None)
            if row.document and is_offered(portal):
                from plugins.documents.api import revoke

                await revoke(request, row.document, "holder", "")
        elif row.issued and _lives(row) and deed == "looking" and may_report(row.issued, row.reported, day):
            await Card.filter(id=row.id).update(reported=day, next_report=next_report(row.issued, day))
    return _back(request)


async def again(request: Request) -> Response:
    """Begin an application that knows already what this one said."""
    case, row = await _found(request)
    if not _may_ask_again(request, row):
        return _back(request)
    portal, person = request.portal, await open_reporter(request.portal, case.id)
    known = typed(portal, row) | {name: value for name in CONTACT if (value := getattr(person, name, ""))}
    return closed_to_others(RedirectResponse(await portal.begin_draft(request, CARD, known, about=str(case.id)), 303))


def _may_ask_again(request: Request, row: Card) -> bool:
    """A card near its end or past it, or one that was given or taken back; and an application that was refused."""
    if not is_offered(request.portal) or row.renewed_by is not None:
        return False
    return row.valid_until is None or not _lives(row) or may_renew(row.valid_until, today(request.portal))


def _lives(row: Card) -> bool:
    return row.ended is None and row.revoked is None and row.renewed_by is None


async def _found(request: Request) -> tuple[Case, Card]:
    """The card of the link; a wrong one and another service's are told in the same words."""
    case = await find_by_secret(request.path_params["secret"])
    row = await Card.get_or_none(id=case.id) if case is not None and case.service == CARD and case.closed is not None else None
    if case is None or row is None:
        raise RequestError(404, "")
    return case, row


def _back(request: Request) -> Response:
    return closed_to_others(RedirectResponse(request.portal.url_for("cases:follow", secret=request.path_params["secret"]), 303))
