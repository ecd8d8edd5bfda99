"""My local offices: what I hold or claimed, until when, and giving one up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from core import Response, render, transaction
from core.errors import RequestError
from core.language import Text
from core.language import gettext_lazy as _

from . import offices
from .asking import go
from .models import CITIZEN, Account, Office
from .noting import note
from .people import find_id

if TYPE_CHECKING:
    from core import Request

STATES: dict[str, tuple[Text, str]] = {
    offices.CLAIMED: (_("Waits for an officer"), "warn"),
    offices.IN_FORCE: (_("In force"), "ok"),
    offices.REFUSED: (_("Refused"), ""),
    offices.ENDED: (_("Ended"), ""),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One office in the reader's language."""

    id: str
    title: str
    number: str
    until: date
    state: tuple[str, str]
    reason: str
    open: bool


async def mine(request: Request) -> Response:
    """What I hold, what waits, and what is over."""
    account = await _own(request)
    rows = await offices.of(account.id)
    lines = [_line(request, row) for row in rows]
    held = [row for row in rows if offices.counts(request.portal, row)]
    return render(request, "accounts/offices.html", {
        "lines": lines, "full": sum(one.open for one in lines) >= offices.MOST, "most": offices.MOST,
        "gives": _gives(request) if held and not request.actor.on_behalf_of else [],
    })  # fmt: skip


async def give_up(request: Request) -> Response:
    """I do not hold it any more, or take the claim back."""
    account = await _own(request)
    row = await Office.get_or_none(id=uuid_of(request.path_params["id"]), account=account.id)
    if row is None:
        raise RequestError(404, "")
    async with transaction():
        if await offices.end(request.portal, row, by=str(account.id)):
            await note(request, "office_given_up", account.id, office=str(row.id))
    return go(request, "accounts:offices")


def uuid_of(text: str) -> UUID:
    """The id in an address; 404 for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise RequestError(404, "") from None


def _gives(request: Request) -> list[str]:
    """What the office gives here, as the permissions are called."""
    portal, held = request.portal, sorted(frozenset().union(*(post.permissions for post in request.actor.posts)))
    return [portal.say(portal.tables.permissions[name].title, request.language, name.partition(".")[0]) for name in held]


def _line(request: Request, row: Office) -> Line:
    over = row.state == offices.IN_FORCE and not offices.counts(request.portal, row)
    words, look = STATES[offices.ENDED if over else row.state]
    return Line(
        str(row.id), offices.title(request.portal, row, request.language), row.number, row.until, (request.gettext(words), look), row.reason,
        row.state in offices.OPEN and not over,
    )  # fmt: skip


async def _own(request: Request) -> Account:
    account = await find_id(request.actor.id, CITIZEN)
    if account is None:
        raise RequestError(404, "")
    return account
