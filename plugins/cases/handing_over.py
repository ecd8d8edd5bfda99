"""An officer who leaves hands over: each open case goes to a colleague who may work on it, or back to the agency's queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .desk.assigning import assign
from .desk.rights import HANDLE, SUPERVISE
from .entries import SYSTEM
from .models import Case
from .visibility import VERIFY

if TYPE_CHECKING:
    from core import Context, Officer, Request


async def hand_over(context: Request | Context, leaver: str, successor: Officer | None) -> tuple[int, int]:
    """How many of the leaver's open cases went to the successor, and how many to nobody because the successor may not work on them."""
    given = left = 0
    for case in await Case.filter(assignee=leaver, closed__isnull=True).order_by("id") if leaver else []:
        area = case.village or case.district
        able = successor is not None and any(successor.may_in(one, case.agency, area) for one in (HANDLE, SUPERVISE, VERIFY))
        if able and successor is not None:
            await assign(context, case, SYSTEM, successor.id, successor.name)
            given += 1
        else:
            await assign(context, case, SYSTEM, "", "")
            left += 1
    return given, left
