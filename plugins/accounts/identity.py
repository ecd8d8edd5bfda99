"""Who a session belongs to: from the mark of a session to an Actor, once a request."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from core import Actor, Officer

from . import absences, offices, wards
from .models import OFFICER, Account, Binding
from .people import find_id, opened
from .roles import administrators, posts_of

if TYPE_CHECKING:
    from core import Context, Portal, Request


async def find(request: Request, mark: str) -> Actor | None:
    """The person, with the rights they have now; None when they are disabled, or an officer without a second factor."""
    account = await find_id(mark)
    if account is None or not account.active:
        return None
    if account.kind != OFFICER:
        return await _citizen(request, account)
    if account.totp is None:
        return None
    return await officer(request.portal, account)


async def _citizen(request: Request, account: Account) -> Actor:
    """A citizen, and for whom they act; or a local official with the rights of their office, which are not lent to whom they act for."""
    ward = await wards.chosen(request, account)
    if ward is not None:
        return Actor(str(account.id), "citizen", on_behalf_of=str(ward.id))
    posts = offices.posts_of(request.portal, await offices.in_force(request.portal, account))
    return Actor(str(account.id), "citizen", frozenset().union(*(post.permissions for post in posts)), posts=posts)


async def officer(portal: Portal, account: Account) -> Actor:
    """An officer with their own posts, and those of whom they stand in for today."""
    absent = absences.stands_in_for(account.id, await absences.now(portal))
    posts = posts_of(portal, await Binding.filter(account__in=[account.id, *absent]))
    held = frozenset().union(*(post.permissions for post in posts), administrators(portal) if account.administrator else ())
    return Actor(str(account.id), "officer", held, frozenset(post.agency for post in posts if post.agency), posts=posts, name=opened(portal, account, "name"))


async def officers(context: Request | Context, agency: str) -> list[Officer]:
    """Who works in an agency and can come in, with what they may do today; deputies in place of the absent."""
    if not agency:
        return []
    portal = context.portal
    away = await absences.now(portal)
    bound: dict[UUID, list[Binding]] = {}
    for row in await Binding.filter(agency=agency):
        bound.setdefault(absences.present_for(row.account, away), []).append(row)
    rows = await Account.filter(id__in=list(bound), kind=OFFICER, active=True, totp__isnull=False) if bound else []
    found = [Officer(str(row.id), opened(portal, row, "name"), posts_of(portal, bound[row.id])) for row in rows]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))
