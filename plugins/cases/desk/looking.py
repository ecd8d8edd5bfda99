"""That an officer has read what somebody handed in with a case is written down, once an officer, case and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..models import Case
from ..workdays import today

if TYPE_CHECKING:
    from core import Request


async def note_look(request: Request, case: Case, action: str) -> None:
    """Write it down as `action`, such as `permits.read`, unless it stands there already today. The log names the case as the service's own."""
    portal, about = request.portal, f"{action.partition('.')[0]}:{case.id}"
    last = await portal.audit.read(about=about, actor=request.actor.id, action=action, size=1)
    if not last or today(portal, last[0].at) != today(portal):
        await portal.audit.write(request, action, about=about, subject=case.owner)
