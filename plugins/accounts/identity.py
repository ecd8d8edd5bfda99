"""Who a session belongs to: from the mark of a session to an Actor, once a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Actor

from .models import OFFICER, Binding
from .people import find_id
from .roles import permissions_of

if TYPE_CHECKING:
    from core import Request


async def find(request: Request, mark: str) -> Actor | None:
    """The person, with the rights they have now; None when they are disabled, or an officer without a second factor."""
    account = await find_id(mark)
    if account is None or not account.active:
        return None
    if account.kind != OFFICER:
        return Actor(str(account.id), "citizen")
    if account.totp is None:
        return None
    bound = await Binding.filter(account=account.id)
    roles = sorted({row.role for row in bound})
    permissions = permissions_of(request.portal, roles, administrator=account.administrator)
    return Actor(str(account.id), "officer", permissions, frozenset(row.agency for row in bound))
