"""What an officer checks before it counts: that somebody may act for an organisation. Yes or no, with the reason, in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import FieldView
from core.language import gettext_lazy as _

from . import wards
from .asking import LINE, Asked, go
from .entering import ask_again
from .models import Ward
from .noting import note
from .people import find_id, opened

if TYPE_CHECKING:
    from core import Request


@dataclass(frozen=True, slots=True)
class Claim:
    """One that waits."""

    id: str
    name: str
    number: str
    who: str
    since: datetime
    reason: FieldView


async def listed(request: Request) -> Response:
    """What waits for an officer, the oldest first."""
    again = await ask_again(request)
    if again is not None:
        return again
    portal = request.portal
    found = []
    for ward in await wards.waiting_for_an_officer():
        account = await find_id(str(ward.account))
        who = opened(portal, account, "name") if account else "?"
        found.append(Claim(str(ward.id), wards.name_of(portal, ward), ward.nib, who, ward.created, _reason(request, ward)))
    return render(request, "accounts/claims.html", {"organisations": found})


def _reason(request: Request, ward: Ward) -> FieldView:
    """Its field; of a name of its own, for several stand on one page."""
    asked = Asked(request)
    hint = request.gettext(_("The person reads it. No names or numbers of people."))
    asked.line(_reason_name(ward), _("What you compared, or why not"), {**LINE, "maxlength": "300"}, hint=hint)
    return asked.views[0]


def _reason_name(ward: Ward) -> str:
    return f"reason_{ward.id.hex}"


async def decide(request: Request) -> Response:
    """Yes or no. Nobody decides about what they claimed themselves."""
    again = await ask_again(request)
    if again is not None:
        return again
    ward = await Ward.get_or_none(id=_uuid(request.path_params["id"]), kind=wards.ORGANISATION)
    if ward is None or str(ward.account) == request.actor.id:
        raise RequestError(404, "")
    yes, reason = request.posted.one("answer") == "yes", " ".join(request.posted.one(_reason_name(ward)).split())[:300]
    if not yes and not reason:
        raise RequestError(422, request.gettext(_("Say in a few words why not: the person reads it.")))
    async with transaction():
        if await wards.decide(request.portal, ward, wards.IN_FORCE if yes else wards.REFUSED, by=request.actor.id):
            await note(request, "organisation_verified" if yes else "organisation_refused", ward.account, reason=reason, ward=str(ward.id))
    return go(request, "accounts:claims")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RequestError(404, "") from None
