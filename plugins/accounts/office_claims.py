"""Claims of local officials, for whoever compares the decree: yes or no with a reason, who is in force, and taking it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import FieldView
from core.language import Text
from core.language import gettext_lazy as _

from . import offices
from .asking import LINE, Asked, go
from .entering import ask_again
from .models import Account, Office
from .noting import note
from .office_pages import uuid_of
from .people import contact_of, find_id, opened

if TYPE_CHECKING:
    from core import Request

WHY = _("The person reads it. No names or numbers of people.")
SHORTEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """One that waits or is in force."""

    id: str
    title: str
    who: str
    contact: str
    decree: str
    decided_on: date
    until: date
    since: datetime
    mine: bool
    reason: FieldView


async def listed(request: Request) -> Response:
    """What waits, the oldest first."""
    again = await ask_again(request)
    return again or render(request, "accounts/office_claims.html", {"claims": await _claims(request, await offices.waiting(), _("Why not"))})


async def held(request: Request) -> Response:
    """Who holds which office, the newest first."""
    again = await ask_again(request)
    if again is not None:
        return again
    found = await offices.held(request.query_params.get("sesudah", ""))
    shown = {"claims": await _claims(request, found.rows, _("Why it ends")), "next": found.next, "first": "sesudah" not in request.query_params}
    return render(request, "accounts/office_holders.html", shown)


async def decree(request: Request) -> Response:
    """The decree's file, for who compares it. That it was looked at is written down, as the person's own list shows."""
    again = await ask_again(request)
    if again is not None:
        return again
    row = await _office(request)

    async def look(file: Any) -> Literal["", "private"]:
        return "private" if file.owner == "accounts" and file.subject == str(row.id) else ""

    if request.method == "GET":
        await note(request, "office_decree_seen", row.account, office=str(row.id))
    return await request.portal.send_file(request, str(row.file), look)


async def decide(request: Request) -> Response:
    """Yes, or no with a reason. Nobody decides about what they claimed themselves."""
    again = await ask_again(request)
    if again is not None:
        return again
    row, yes = await _office(request), request.posted.one("answer") == "yes"
    reason = _said(request, row)
    if not yes and len(reason) < SHORTEST_REASON:
        raise RequestError(422, request.gettext(_("Say in a few words why not: the person reads it.")))
    async with transaction():
        if await offices.decide(request.portal, row, yes=yes, by=request.actor.id, reason="" if yes else reason):
            await note(request, "office_granted" if yes else "office_refused", row.account, reason=reason, office=str(row.id), kind=row.kind, area=row.area)
    return go(request, "accounts:office_claims")


async def take_away(request: Request) -> Response:
    """The office is over before its last day: with a reason that the person reads."""
    again = await ask_again(request)
    if again is not None:
        return again
    row = await _office(request)
    reason = _said(request, row)
    if len(reason) < SHORTEST_REASON:
        raise RequestError(422, request.gettext(_("Say in a few words why it ends: the person reads it.")))
    async with transaction():
        if await offices.end(request.portal, row, by=request.actor.id, reason=reason):
            await note(request, "office_taken", row.account, reason=reason, office=str(row.id), kind=row.kind, area=row.area)
    return go(request, "accounts:office_holders")


async def _claims(request: Request, rows: Sequence[Office], label: Text) -> list[Claim]:
    """One statement for all their holders."""
    people = {row.id: row for row in await Account.filter(id__in=[row.account for row in rows])} if rows else {}
    return [_claim(request, row, people[row.account], label) for row in rows if row.account in people]


def _claim(request: Request, row: Office, account: Account, label: Text) -> Claim:
    portal, asked = request.portal, Asked(request)
    asked.line(_reason_name(row), label, {**LINE, "maxlength": "300"}, hint=request.gettext(WHY))
    return Claim(
        str(row.id), offices.title(portal, row, request.language), opened(portal, account, "name"), contact_of(portal, account).masked,
        offices.decree_of(portal, row), row.decided_on, row.until, row.created, str(account.id) == request.actor.id, asked.views[0],
    )  # fmt: skip


async def _office(request: Request) -> Office:
    row = await Office.get_or_none(id=uuid_of(request.path_params["id"]))
    if row is None or str(row.account) == request.actor.id or await find_id(str(row.account)) is None:
        raise RequestError(404, "")
    return row


def _said(request: Request, row: Office) -> str:
    return " ".join(request.posted.one(_reason_name(row)).split())[:300]


def _reason_name(row: Office) -> str:
    """Of a name of its own, for several stand on one page."""
    return f"reason_{row.id.hex}"
