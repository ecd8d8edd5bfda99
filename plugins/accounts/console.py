"""Officers, for administrators: invite one, give roles and agencies, a new link, in and out. The password was given within ten minutes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import Response, render, transaction
from core.errors import RequestError
from core.fields import FieldView
from core.language import gettext_lazy as _

from . import away, rights, waiting
from . import people as accounts
from .asking import LINE, WHO, Asked, go, posted
from .cases import hand_over
from .contacts import Contact, read_contact
from .entering import ask_again
from .invitations import HOURS, new_link
from .models import OFFICER, Account, Binding
from .noting import note
from .roles import ROLES, SHORT

if TYPE_CHECKING:
    from core import Request


@dataclass(frozen=True, slots=True)
class Row:
    """One officer in the list, in the reader's language."""

    id: str
    name: str
    who: str
    roles: str
    agencies: str
    state: tuple[str, str]


async def people(request: Request) -> Response:
    """All officers, those who may come in first."""
    again = await ask_again(request)
    if again is not None:
        return again
    found = await accounts.officers()
    bound = await accounts.bindings_of([row.id for row in found])
    rows = [_row(request, account, bound.get(account.id, [])) for account in sorted(found, key=lambda one: not one.active)]
    return render(request, "accounts/people.html", {"rows": rows})


async def invite(request: Request) -> Response:
    return await ask_again(request) or _invite_page(Asked(request, {"roles": (), "reading": ()}))


async def send_invitation(request: Request) -> Response:
    """Make the account and its link. Nothing is sent: whoever invites hands the link over."""
    again = await ask_again(request)
    if again is not None:
        return again
    asked = Asked(request, posted(request, "name", "email", longest=254))
    name, contact = " ".join(str(asked.values["name"]).split())[:100], _email(asked)
    if not name:
        asked.wrong("name", _("Write the officer's name"))
    administrator = request.posted.one("administrator") == "1"
    asked.values["administrator"] = ("1",) if administrator else ()
    given = rights.read(asked, optional=administrator)
    if contact is None or asked.errors:
        return _invite_page(asked)
    portal = request.portal
    try:
        async with transaction():
            account = await accounts.create(portal, accounts.NewAccount(OFFICER, name, contact, administrator=administrator))
            await accounts.bind(portal, account.id, given)
            await note(request, "invite", account.id, rights=rights.written(given), administrator=administrator)
    except accounts.Taken:
        asked.wrong("email", _("Somebody has this address already"))
        return _invite_page(asked)
    return await _show_link(request, account)


async def link(request: Request) -> Response:
    """The link just made, for a quarter of an hour and in this session alone."""
    held = await waiting.held(request, "link")
    account = await Account.get_or_none(id=held.account) if held else None
    if held is None or account is None:
        return go(request, "accounts:people")
    shown = {"link": held.data, "name": accounts.opened(request.portal, account, "name"), "hours": HOURS, "id": str(account.id)}
    return render(request, "accounts/link_made.html", shown)


async def person(request: Request) -> Response:
    """One officer: rights, link, in and out."""
    again = await ask_again(request)
    return again or await person_page(Asked(request, {"roles": (), "reading": ()}), await _officer(request))


async def add_rights(request: Request) -> Response:
    """Roles in one more agency or area: the officer signs in anew."""
    again = await ask_again(request)
    if again is not None:
        return again
    account, asked = await _officer(request), Asked(request)
    given = rights.read(asked)
    if asked.errors:
        return await person_page(asked, account)
    async with transaction():
        await accounts.bind(request.portal, account.id, given)
        await note(request, "give_rights", account.id, rights=rights.written(given))
    return go(request, "accounts:person", id=account.id)


async def take_rights(request: Request) -> Response:
    """All roles in one agency, or in one area of it, go."""
    again = await ask_again(request)
    if again is not None:
        return again
    account, agency, area = await _officer(request), request.posted.one("agency")[:64], request.posted.one("area")[:13]
    async with transaction():
        if await accounts.unbind(request.portal, account.id, agency, area):
            await note(request, "take_rights", account.id, rights=f"{agency} {area}".strip())
    return go(request, "accounts:person", id=account.id)


async def set_administrator(request: Request) -> Response:
    """Give or take the administration. Nobody takes their own away, so that one is always left."""
    again = await ask_again(request)
    if again is not None:
        return again
    account, administrator = await _officer(request), request.posted.one("administrator") == "1"
    if not _is_me(request, account) and administrator != account.administrator:
        async with transaction():
            await accounts.make_administrator(request.portal, account.id, administrator=administrator)
            await note(request, "give_administration" if administrator else "take_administration", account.id)
    return go(request, "accounts:person", id=account.id)


async def renew_link(request: Request) -> Response:
    """A link for whoever has not come yet or lost the password; the second factor stays."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _officer(request)
    if not account.active:
        raise RequestError(404, "")
    await note(request, "make_link", account.id)
    return await _show_link(request, account)


async def switch(request: Request) -> Response:
    """Out at once, or in again."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _officer(request)
    if not _is_me(request, account):
        active = request.posted.one("active") == "1"
        if not active:
            await _hand_over(request, account)
        async with transaction():
            await accounts.activate(account.id, active=active, portal=request.portal)
            await note(request, "enable" if active else "disable", account.id)
    return go(request, "accounts:people")


async def _hand_over(request: Request, account: Account) -> None:
    """What the leaver had in hand goes to the colleague who was chosen; without one, back to the queues."""
    chosen = request.posted.one("successor")
    successor = next((one for one in await away.colleagues(account) if str(one.id) == chosen), None)
    given, left = await hand_over(request, account, successor)
    if given or left:
        await note(request, "handed_over", account.id, successor=str(successor.id) if successor else "", given=given, left=left)


async def _officer(request: Request) -> Account:
    account = await accounts.find_id(request.path_params["id"], OFFICER)
    if account is None:
        raise RequestError(404, "")
    return account


async def _show_link(request: Request, account: Account) -> Response:
    await waiting.hold(request, "link", account.id, data=await new_link(request.portal, account.id))
    return go(request, "accounts:link")


def _is_me(request: Request, account: Account) -> bool:
    return str(account.id) == request.actor.id


def _email(asked: Asked) -> Contact | None:
    try:
        contact = read_contact(str(asked.values["email"]))
    except ValueError:
        contact = None
    if contact is None or contact.kind != "email":
        asked.wrong("email", _("Check the e-mail address. Example: nama@contoh.id"))
        return None
    return contact


def _invite_page(asked: Asked) -> Response:
    request = asked.request
    asked.line("name", _("Name"), {**LINE, "maxlength": "100"})
    hint = request.gettext(_("The officer signs in with it."))
    asked.line("email", _("E-mail address"), {**WHO, "type": "email", "autocomplete": "off"}, hint=hint)
    rights.ask(asked, optional=True)
    may = request.gettext(_("May invite officers, give roles and disable accounts"))
    asked.choose("administrator", _("Administrator"), [("1", may)], kind="checkboxes", optional=True)
    return asked.page("accounts/invite.html", {"hours": HOURS})


async def _successor(request: Request, account: Account) -> FieldView:
    """Who takes over the open cases of an officer who leaves."""
    asked = Asked(request)
    colleagues = [(str(one.id), accounts.opened(request.portal, one, "name")) for one in await away.colleagues(account)]
    asked.choose("successor", _("Who takes over the open cases?"), colleagues, kind="select")
    return replace(asked.views[0], words={"none": request.gettext(_("Nobody: back to the queue of the agency"))})


async def person_page(asked: Asked, account: Account) -> Response:
    request, portal = asked.request, asked.request.portal
    bound = (await accounts.bindings_of([account.id])).get(account.id, [])
    rights.ask(asked)
    return asked.page(
        "accounts/person.html",
        {
            "id": str(account.id),
            "name": accounts.opened(portal, account, "name"),
            "who": accounts.contact_of(portal, account).value,
            "active": account.active,
            "administrator": account.administrator,
            "me": _is_me(request, account),
            "second": account.totp is not None,
            "held": rights.lines(request, bound),
            "successor": await _successor(request, account),
            "absent_words": await away.words(request, account),
            "hours": HOURS,
        },
    )


def _row(request: Request, account: Account, bound: list[Binding]) -> Row:
    portal, say = request.portal, request.gettext
    agencies = portal.site.agencies
    roles = [say(SHORT[role]) for role in ROLES if any(row.role == role for row in bound)]
    if account.administrator:
        roles.insert(0, say(_("Administrator")))
    short = sorted({agencies[row.agency].short if row.agency in agencies else row.agency for row in bound if row.agency})
    state = (
        (say(_("Disabled")), "")
        if not account.active
        else (say(_("Has not come yet")), "warn")
        if not account.password
        else (say(_("No second factor yet")), "warn")
        if account.totp is None
        else (say(_("Active")), "ok")
    )
    return Row(
        str(account.id),
        accounts.opened(portal, account, "name"),
        accounts.contact_of(portal, account).value,
        ", ".join(roles) or say(_("No role")),
        ", ".join(short),
        state,
    )
