"""The organisation for which somebody acts just now, once an officer has checked that they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from . import wards
from .models import Ward

if TYPE_CHECKING:
    from core import Request


@dataclass(frozen=True, slots=True)
class Organisation:
    """By its NIB it is the same for everybody who acts for it."""

    nib: str
    name: str


async def organisation_of(request: Request) -> Organisation | None:
    """Whom the request's actor stands for, where that is an organisation and an officer has said yes; else None."""
    actor = request.actor
    if not actor.on_behalf_of:
        return None
    ward = await Ward.get_or_none(id=UUID(actor.on_behalf_of), account=UUID(actor.id), kind=wards.ORGANISATION, state=wards.IN_FORCE)
    return Organisation(ward.nib, wards.name_of(request.portal, ward)) if ward is not None else None
