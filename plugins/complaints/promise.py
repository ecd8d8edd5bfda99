"""Beside the home page: what the regency promises, and how much is open and done. Kept numbers, one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import render_fragment
from plugins.cases.api import current_procedure, listed_counts

from .forms import PROCEDURE, SERVICE
from .settings import Settings

if TYPE_CHECKING:
    from markupsafe import Markup

    from core import Request


async def promise(request: Request) -> Markup:
    """The card."""
    states = current_procedure(request.portal, PROCEDURE).states
    counts = await listed_counts(request.portal, SERVICE, states)
    names = {
        "within": request.settings(Settings).answer_within,
        "open": sum(n for name, n in counts.items() if not states[name].end),
        "done": sum(n for name, n in counts.items() if states[name].end == "done"),
    }
    return render_fragment(request, "complaints/promise.html", names)
