"""The board in the waiting room: which number of each service is called now, in large type, for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Response, render

from .finding import today
from .models import ENDED, Session
from .pages import facility_of
from .queue import shown_number

if TYPE_CHECKING:
    from core import Request


async def board(request: Request) -> Response:
    """Numbers alone, never a name. Its middle asks anew by itself."""
    place = await facility_of(request)
    sessions = await Session.filter(facility=place.code, day=today(request.portal)).exclude(state=ENDED).order_by("title", "id")
    rows = [(one.title, shown_number(one, one.current) if one.current else "", one.hours) for one in sessions]
    return render(request, "health/board.html", {"place": place, "rows": rows, "here": request.url.path}, block="live")
