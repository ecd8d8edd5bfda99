"""Help for who lost telephone, address and password: an officer looks at an identity card and makes a one-time link, and all of it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Response, transaction
from core.language import Text
from core.language import gettext_lazy as _

from . import people, waiting
from .asking import LINE, WHO, Asked, go, posted
from .contacts import read_contact
from .entering import ask_again
from .invitations import HOURS, new_link
from .models import CITIZEN, Account
from .noting import note

if TYPE_CHECKING:
    from core import Request

DOCUMENTS: dict[str, Text] = {
    "ktp": _("Identity card (KTP)"),
    "kk": _("Family card (KK) and another document with a photo"),
    "sim": _("Driving licence or passport"),
}
SHORTEST_REASON = 5


async def form(request: Request) -> Response:
    """With which number or address did the person sign in?"""
    return await ask_again(request) or _find_page(Asked(request))


async def find(request: Request) -> Response:
    """Find the account. That an officer looked is written down before its name is shown."""
    again = await ask_again(request)
    if again is not None:
        return again
    asked = Asked(request, posted(request, "who", longest=254))
    try:
        account = await people.find(request.portal, read_contact(str(asked.values["who"])))
    except ValueError:
        account = None
    if account is None or account.kind != CITIZEN or not account.active:
        asked.wrong("who", _("No citizen signs in with this. Ask for another number or address."))
        return _find_page(asked)
    async with transaction():
        await note(request, "help_looked", account.id)
    await waiting.hold(request, "help", account.id)
    return go(request, "accounts:help_person")


async def person(request: Request) -> Response:
    """Whose account it is, to be compared with the document; after that, the link."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _held(request)
    return _person_page(Asked(request), account, await _link(request, account)) if account else go(request, "accounts:help")


async def give_link(request: Request) -> Response:
    """Make the link for a new password. What was compared, and why, is read by the person under "my data"."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _held(request)
    if account is None:
        return go(request, "accounts:help")
    asked = Asked(request, posted(request, "document", "reason", longest=300))
    if asked.values["document"] not in DOCUMENTS:
        asked.wrong("document", _("Choose which document you compared"))
    if len(str(asked.values["reason"])) < SHORTEST_REASON:
        asked.wrong("reason", _("Say in a few words why you need it"))
    if asked.errors:
        return _person_page(asked, account, "")
    async with transaction():
        link = await new_link(request.portal, account.id)
        await note(request, "helped", account.id, reason=str(asked.values["reason"]), document=str(asked.values["document"]))
    await waiting.hold(request, "link", account.id, data=link)
    return go(request, "accounts:help_person")


async def _held(request: Request) -> Account | None:
    held = await waiting.held(request, "help")
    return await Account.get_or_none(id=held.account, kind=CITIZEN, active=True) if held else None


async def _link(request: Request, account: Account) -> str:
    held = await waiting.held(request, "link")
    return held.data if held is not None and held.account == account.id else ""


def _find_page(asked: Asked) -> Response:
    asked.line("who", _("E-mail or telephone number"), {**WHO, "autocomplete": "off"})
    return asked.page("accounts/help.html")


def _person_page(asked: Asked, account: Account, link: str) -> Response:
    request, portal = asked.request, asked.request.portal
    asked.choose("document", _("Which document did you compare?"), [(key, request.gettext(title)) for key, title in DOCUMENTS.items()], kind="radios")
    hint = request.gettext(_("The person reads it. No names or numbers of people."))
    asked.line("reason", _("Why?"), {**LINE, "maxlength": "300"}, hint=hint)
    born = people.opened(portal, account, "birth_date")
    shown = {"name": people.opened(portal, account, "name"), "born": born, "who": people.contact_of(portal, account).masked, "link": link, "hours": HOURS}
    return asked.page("accounts/help_person.html", shown)
