"""Being away: from when to when, and who stands in. An officer says so for themselves; an administrator for whoever cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from core import Response, transaction
from core.errors import RequestError
from core.language import format_date
from core.language import gettext_lazy as _

from . import absences
from . import people as accounts
from .asking import DAY, Asked, go, posted, read_date
from .entering import ask_again
from .models import OFFICER, Absence, Account, Binding
from .noting import note

if TYPE_CHECKING:
    from core import Request


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who is away, and their last day."""

    name: str
    until: date


async def mine(request: Request) -> Response:
    """When I am away."""
    return await ask_again(request) or await _page(Asked(request), await _officer(request, request.actor.id))


async def save_mine(request: Request) -> Response:
    return await ask_again(request) or await _save(request, await _officer(request, request.actor.id))


async def theirs(request: Request) -> Response:
    """When somebody else is away who did not say so."""
    return await ask_again(request) or await _page(Asked(request), await _officer(request, request.path_params["id"]))


async def save_theirs(request: Request) -> Response:
    return await ask_again(request) or await _save(request, await _officer(request, request.path_params["id"]))


async def words(request: Request, account: Account) -> str:
    """`From 1 December to 5 December`, or an empty string for whoever is not away and will not be."""
    one = await absences.of(account.id, request.portal)
    return (
        request.gettext(_("From {first} to {last}"), first=format_date(one.starts, request.language), last=format_date(one.ends, request.language))
        if one
        else ""
    )


async def standing_in(request: Request, account: Account) -> list[StandIn]:
    """For whom I stand in today, and until when."""
    portal = request.portal
    theirs = absences.stands_in_for(account.id, await absences.now(portal))
    rows = {row.account: row for row in await Absence.filter(account__in=theirs)} if theirs else {}
    found = await Account.filter(id__in=theirs) if theirs else []
    return [StandIn(accounts.opened(portal, one, "name"), rows[one.id].ends) for one in found if one.id in rows]


async def _save(request: Request, account: Account) -> Response:
    """Keep the absence, or end it: the deputy has the posts from the first day on, and not a day longer."""
    if request.posted.one("back") == "1":
        async with transaction():
            if await absences.end(account.id):
                await note(request, "absence_ended", account.id)
        return _on(request, account)
    asked = Asked(request, posted(request, "starts", "ends", "deputy"))
    starts, ends = _day(asked, "starts"), _day(asked, "ends")
    today = absences.today(request.portal)
    if starts and ends and (ends < starts or ends < today):
        asked.wrong("ends", _("The last day lies before the first one, or is over"))
    if starts and ends and ends - max(starts, today) > timedelta(days=absences.LONGEST_DAYS):
        asked.wrong("ends", _("An absence lasts {n} days at most"), n=absences.LONGEST_DAYS)
    deputy = next((one for one in await colleagues(account) if str(one.id) == asked.values["deputy"]), None)
    if deputy is None:
        asked.wrong("deputy", _("Choose who stands in"))
    if deputy is None or starts is None or ends is None or asked.errors:
        return await _page(asked, account)
    async with transaction():
        await absences.declare(request.portal, account.id, deputy.id, starts, ends)
        await note(request, "absence", account.id, deputy=str(deputy.id), starts=starts.isoformat(), ends=ends.isoformat())
        await note(request, "deputy", deputy.id, absent=str(account.id), starts=starts.isoformat(), ends=ends.isoformat())
    return _on(request, account)


async def _page(asked: Asked, account: Account) -> Response:
    request, portal = asked.request, asked.request.portal
    now = await absences.of(account.id, portal)
    others = await colleagues(account)
    names = {one.id: accounts.opened(portal, one, "name") for one in others}
    example = request.gettext(_("Day, month, year. Example: {day}"), day=absences.today(portal).strftime("%d-%m-%Y"))
    asked.line("starts", _("First day"), DAY, hint=example)
    asked.line("ends", _("Last day"), DAY)
    hint = request.gettext(_("An officer of one of the same agencies. They see and do what you would, and it is written down as theirs."))
    asked.choose("deputy", _("Who stands in"), [(str(key), name) for key, name in names.items()], kind="select", hint=hint)
    own = str(account.id) == request.actor.id
    shown = {
        "own": own,
        "name": accounts.opened(portal, account, "name"),
        "id": str(account.id),
        "now": now,
        "deputy": names.get(now.deputy, "") if now else "",
        "alone": not others,
    }
    return asked.page("accounts/away.html", shown)


async def colleagues(account: Account) -> list[Account]:
    """Officers of one of the same agencies who can come in."""
    agencies = await Binding.filter(account=account.id).values_list("agency", flat=True)
    others = set(await Binding.filter(agency__in=list(agencies)).values_list("account", flat=True)) - {account.id} if agencies else set()
    return list(await Account.filter(id__in=list(others), active=True, totp__isnull=False).order_by("created")) if others else []


async def _officer(request: Request, id: str) -> Account:
    account = await accounts.find_id(id, OFFICER)
    if account is None:
        raise RequestError(404, "")
    return account


def _day(asked: Asked, name: str) -> date | None:
    found = read_date(str(asked.values[name]))
    if found is None:
        asked.wrong(name, _("Write the day like {example}"), example=absences.today(asked.request.portal).strftime("%d-%m-%Y"))
    return found


def _on(request: Request, account: Account) -> Response:
    return go(request, "accounts:mine") if str(account.id) == request.actor.id else go(request, "accounts:person", id=account.id)
