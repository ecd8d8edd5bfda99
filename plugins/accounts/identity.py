"""Who a session belongs to: from the mark of a session to an Actor, once a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Actor

from . import absences
from .models import OFFICER, Account, Binding
from .people import find_id
from .roles import administrators, posts_of

if TYPE_CHECKING:
    from core import Portal, Request


async def find(request: Request, mark: str) -> Actor | None:
    """The person, with the rights they have now; None when they are disabled, or an officer without a second factor."""
    account = await find_id(mark)
    if account is None or not account.active:
        return None
    if account.kind != OFFICER:
        return Actor(str(account.id), "citizen")
    if account.totp is None:
        return None
    return await officer(request.portal, account)


async def officer(portal: Portal, account: Account) -> Actor:
    """An officer with their own posts, and those of whom they stand in for today."""
    absent = absences.stands_in_for(account.id, await absences.now(portal))
    posts = posts_of(portal, await Binding.filter(account__in=[account.id, *absent]))
    held = frozenset().union(*(post.permissions for post in posts), administrators(portal) if account.administrator else ())
    return Actor(str(account.id), "officer", held, frozenset(post.agency for post in posts), posts=posts)
