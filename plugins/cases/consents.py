"""Beside a case at the desk: what was agreed to with it, in the words that were read, for whoever has to rely on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import render_fragment

from .shown import shown_case

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request


async def beside_the_desk(request: Request) -> Markup | None:
    """Nothing where nothing was agreed to, as in most cases."""
    case = shown_case(request)
    found = await request.portal.consents.of_tickets([case.ticket]) if case is not None else []
    return render_fragment(request, "cases/desk/consents.html", {"consents": found}) if found else None
