"""Officers, for administrators: invite one, give roles and agencies, a new link, in and out. The password was given within ten minutes."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core import Response, render
from core.errors import RequestError
from core.language import gettext_lazy as _

from . import people as accounts
from . import waiting
from .asking import LINE, WHO, Asked, go, posted
from .contacts import Contact, read_contact
from .entering import ask_again
from .invitations import HOURS, new_link
from .models import OFFICER, Account, Binding
from .roles import ROLES, SHORT

if TYPE_CHECKING:
    from core import Request

log = logging.getLogger("pendopo.accounts")
NO_ONE = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Row:
    """One officer in the list, in the reader's language."""

    id: str
    name: str
    who: str
    roles: str
    agencies: str
    state: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rights:
    """What the form says of somebody's rights."""

    roles: tuple[str, ...]
    agencies: tuple[str, ...]
    administrator: bool


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
    return await ask_again(request) or _invite_page(Asked(request, {"roles": (), "agencies": ()}))


async def send_invitation(request: Request) -> Response:
    """Make the account and its link. Nothing is sent: whoever invites hands the link over."""
    again = await ask_again(request)
    if again is not None:
        return again
    asked = Asked(request, posted(request, "name", "email", longest=254))
    name, contact = " ".join(str(asked.values["name"]).split())[:100], _email(asked)
    if not name:
        asked.wrong("name", _("Write the officer's name"))
    rights = _rights(asked)
    if contact is None or asked.errors:
        return _invite_page(asked)
    try:
        account = await accounts.create(request.portal, accounts.NewAccount(OFFICER, name, contact))
    except accounts.Taken:
        asked.wrong("email", _("Somebody has this address already"))
        return _invite_page(asked)
    await accounts.bind(request.portal, account.id, rights.roles, rights.agencies, administrator=rights.administrator)
    _note(request, "an officer was invited", account, roles=list(rights.roles), agencies=list(rights.agencies), administrator=rights.administrator)
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
    if again is not None:
        return again
    account = await _officer(request)
    bound = (await accounts.bindings_of([account.id])).get(account.id, [])
    given: dict[str, Any] = {"roles": tuple({row.role for row in bound}), "agencies": tuple({row.agency for row in bound})}
    if account.administrator:
        given["administrator"] = ("1",)
    return _person_page(Asked(request, given), account)


async def save_person(request: Request) -> Response:
    """Other rights: the officer signs in anew. Nobody takes their own administration away, so that one is always left."""
    again = await ask_again(request)
    if again is not None:
        return again
    account, asked = await _officer(request), Asked(request)
    rights = _rights(asked)
    if _is_me(request, account) and not rights.administrator:
        asked.wrong("administrator", _("Another administrator has to take this from you"))
    if asked.errors:
        return _person_page(asked, account)
    await accounts.bind(request.portal, account.id, rights.roles, rights.agencies, administrator=rights.administrator)
    _note(request, "an officer's rights were changed", account, roles=list(rights.roles), agencies=list(rights.agencies), administrator=rights.administrator)
    return go(request, "accounts:people")


async def renew_link(request: Request) -> Response:
    """A link for whoever has not come yet or lost the password; the second factor stays."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _officer(request)
    if not account.active:
        raise RequestError(404, "")
    _note(request, "a link was made for an officer", account)
    return await _show_link(request, account)


async def switch(request: Request) -> Response:
    """Out at once, or in again."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _officer(request)
    if not _is_me(request, account):
        active = request.posted.one("active") == "1"
        await accounts.activate(account.id, active=active, portal=request.portal)
        _note(request, "an officer was enabled" if active else "an officer was disabled", account)
    return go(request, "accounts:people")


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


def _note(request: Request, what: str, account: Account, **more: Any) -> None:
    log.warning(what, extra={"account": str(account.id), "by": request.actor.id, **more})


def _email(asked: Asked) -> Contact | None:
    try:
        contact = read_contact(str(asked.values["email"]))
    except ValueError:
        contact = None
    if contact is None or contact.kind != "email":
        asked.wrong("email", _("Check the e-mail address. Example: nama@contoh.id"))
        return None
    return contact


def _rights(asked: Asked) -> Rights:
    """Roles and agencies from fixed lists. A role without an agency, or the other way round, is no right at all and surely meant otherwise."""
    form, agencies = asked.request.posted, asked.request.portal.site.agencies
    found = Rights(
        tuple(role for role in ROLES if role in form.every("roles")),
        tuple(agency for agency in agencies if agency in form.every("agencies")),
        form.one("administrator") == "1",
    )
    asked.values |= {"roles": found.roles, "agencies": found.agencies, "administrator": ("1",) if found.administrator else ()}
    if found.roles and not found.agencies:
        asked.wrong("agencies", _("Choose at least one agency for this role"))
    if found.agencies and not found.roles:
        asked.wrong("roles", _("Choose at least one role in this agency"))
    if not (found.roles or found.agencies or found.administrator):
        asked.wrong("roles", _("Choose a role and an agency, or make the person an administrator"))
    return found


def _ask_rights(asked: Asked) -> None:
    request = asked.request
    hint = request.gettext(_("The person has these roles in each of the agencies chosen below."))
    asked.choose("roles", _("Roles"), [(role, request.gettext(title)) for role, title in ROLES.items()], kind="checkboxes", hint=hint, optional=True)
    agencies = [(one.id, one.name) for one in request.portal.site.agencies.values()]
    if agencies:
        asked.choose("agencies", _("Agencies"), agencies, kind="checkboxes", optional=True)
    may = request.gettext(_("May invite officers, give roles and disable accounts"))
    asked.choose("administrator", _("Administrator"), [("1", may)], kind="checkboxes", optional=True)


def _invite_page(asked: Asked) -> Response:
    request = asked.request
    asked.line("name", _("Name"), {**LINE, "maxlength": "100"})
    hint = request.gettext(_("The officer signs in with it."))
    asked.line("email", _("E-mail address"), {**WHO, "type": "email", "autocomplete": "off"}, hint=hint)
    _ask_rights(asked)
    return asked.page("accounts/invite.html", {"hours": HOURS})


def _person_page(asked: Asked, account: Account) -> Response:
    portal = asked.request.portal
    _ask_rights(asked)
    return asked.page(
        "accounts/person.html",
        {
            "id": str(account.id),
            "name": accounts.opened(portal, account, "name"),
            "who": accounts.contact_of(portal, account).value,
            "active": account.active,
            "me": _is_me(asked.request, account),
            "second": account.totp is not None,
            "hours": HOURS,
        },
    )


def _row(request: Request, account: Account, bound: list[Binding]) -> Row:
    portal, say = request.portal, request.gettext
    agencies = portal.site.agencies
    roles = [say(SHORT[role]) for role in ROLES if any(row.role == role for row in bound)]
    if account.administrator:
        roles.insert(0, say(_("Administrator")))
    short = sorted({agencies[row.agency].short if row.agency in agencies else row.agency for row in bound})
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
