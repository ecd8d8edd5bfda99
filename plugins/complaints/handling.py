"""How complaints are handled, and until when: the procedure as a flow chart, and the same as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Response, render
from plugins.cases.api import Explanation, current_procedure

from .forms import PROCEDURE
from .settings import Settings

if TYPE_CHECKING:
    from core import Request
    from core.language import Text


async def handled(request: Request) -> Response:
    """The procedure under which new complaints are opened, with the limits that the site promises now."""
    portal = request.portal
    procedure, settings = current_procedure(portal, PROCEDURE), request.settings(Settings)

    def say(text: Text) -> str:
        return portal.say(text, request.language, "cases")

    explained = Explanation(procedure, say, {name: int(getattr(settings, name)) for name in procedure.settings()})
    names = {
        "chart": explained.chart(),
        "steps": explained.steps(),
        "limits": explained.limits(),
        "legal_basis": procedure.legal_basis,
        "holds_from": procedure.holds_from,
    }
    return render(request, "complaints/handled.html", names)
