"""Pieces of other pages: for whom I act above every form; and beside a case, that it was sent for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from core import render_fragment

from . import wards
from .models import Ward

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request


async def acting(request: Request) -> Markup | None:
    """Above a form: in whose name it is sent. Nothing for whoever acts for nobody."""
    ward = await _ward(request.actor.on_behalf_of)
    if ward is None:
        return None
    return render_fragment(request, "accounts/acting.html", {"name": wards.name_of(request.portal, ward), "kind": request.gettext(wards.KINDS[ward.kind])})


async def sent_for(request: Request) -> Markup | None:
    """Beside a case: that it was sent for a child, a person or an organisation. A person's name is for whoever sent it; an organisation's for all."""
    if not request.portal.runs("cases"):
        return None
    from plugins.cases.api import shown_case

    case = shown_case(request)
    ward = await _ward(case.on_behalf_of) if case is not None else None
    if case is None or ward is None:
        return None
    named = ward.kind == wards.ORGANISATION or (request.actor.signed_in and case.owner == request.actor.id)
    shown = {"kind": request.gettext(wards.KINDS[ward.kind]), "name": wards.name_of(request.portal, ward) if named else "", "nib": ward.nib}
    return render_fragment(request, "accounts/sent_for.html", shown)


async def _ward(text: str) -> Ward | None:
    try:
        return await Ward.get_or_none(id=UUID(text)) if text else None
    except ValueError:
        return None
