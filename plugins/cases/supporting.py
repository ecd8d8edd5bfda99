"""How many people stand behind a case: a number beside it. Who they are is the service's own to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from tortoise.expressions import F

from .models import Case
from .moving import NoSuchCase
from .opening import tell_pages

if TYPE_CHECKING:
    from core import Portal


async def hold_case(id: UUID) -> Case:
    """The case, which until the end of the caller's transaction only the caller changes. Raises NoSuchCase."""
    case = await Case.select_for_update().get_or_none(id=id)
    if case is None:
        raise NoSuchCase("There is no such case.")
    return case


async def add_supporter(portal: Portal, case: Case) -> None:
    """Count one person more behind `case`; in the caller's transaction. The timeline says nothing of it: nothing happened to the case."""
    await Case.filter(id=case.id).update(supporters=F("supporters") + 1)
    case.supporters += 1
    await tell_pages(portal, case)
