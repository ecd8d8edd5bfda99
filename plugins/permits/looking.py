"""That an officer has read the data of an applicant is written down, once an officer, application and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.cases.api import Case

if TYPE_CHECKING:
    from core import Request

ACTION = "permits.read"


async def note_look(request: Request, case: Case) -> None:
    """Write it down, unless it stands there already today."""
    portal, about = request.portal, f"permits:{case.id}"
    today = portal.clock.now().astimezone(portal.site.zone).date()
    for entry in await portal.audit.read(about=about, actor=request.actor.id, action=ACTION, size=1):
        if entry.at.astimezone(portal.site.zone).date() == today:
            return
    await portal.audit.write(request, ACTION, about=about, subject=case.owner)
