"""My e-mail address and my telephone number: which of them is proved, and how one is added or changed.

A new one stands nowhere before a code that went to it came back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import Response
from core.errors import RequestError
from core.language import gettext_lazy as _

from . import by_code, sending
from .asking import Asked, posted
from .contacts import Contact, read_contact
from .entering import ask_again
from .models import CITIZEN, Account
from .people import find_id, opened

if TYPE_CHECKING:
    from core import Request

NEW = {"type": "text", "autocomplete": "off", "maxlength": "254", "spellcheck": "false", "autocapitalize": "none"}


@dataclass(frozen=True, slots=True)
class Line:
    """One of the two, as the page shows it."""

    kind: str
    title: str
    value: str
    proved: bool


async def contacts(request: Request) -> Response:
    """What is known, and whether it is proved."""
    return await ask_again(request) or await _page(Asked(request), await _own(request))


async def prove(request: Request) -> Response:
    """Send a code to what is there and not proved yet, or to a new one."""
    again = await ask_again(request)
    if again is not None:
        return again
    account, asked = await _own(request), Asked(request, posted(request, "new", "kind", longest=254))
    contact = _kept(request, account, str(asked.values["kind"])) if asked.values["kind"] else _new(asked)
    if contact is not None and account.kind != CITIZEN and contact.value != opened(request.portal, account, contact.kind):
        raise RequestError(403, request.gettext(_("An officer's address is changed by an administrator.")))
    if contact is None:
        return await _page(asked, account)
    answer = await by_code.begin(request, by_code.Asking("prove", contact.kind, contact.value))
    if not isinstance(answer, str):
        return answer
    asked.errors["new"] = answer
    return await _page(asked, account)


def _kept(request: Request, account: Account, kind: str) -> Contact | None:
    value = opened(request.portal, account, kind) if kind in ("email", "phone") else ""
    return Contact("email" if kind == "email" else "phone", value) if value else None


def _new(asked: Asked) -> Contact | None:
    try:
        return read_contact(str(asked.values["new"]))
    except ValueError:
        asked.wrong("new", _("Write an e-mail address like nama@contoh.id, or a telephone number like 0812 3456 7890"))
        return None


async def _page(asked: Asked, account: Account) -> Response:
    request, say = asked.request, asked.request.gettext
    lines = [
        Line(kind, say(title), kept.written if (kept := _kept(request, account, kind)) else "", bool(proved))
        for kind, title, proved in (("email", _("E-mail address"), account.email_proved), ("phone", _("Telephone number"), account.phone_proved))
    ]
    hint = say(_("An e-mail address or a telephone number. It takes the place of the one that is there."))
    asked.line("new", _("Add another one"), NEW, hint=hint)
    query = request.query_params
    shown = {
        "lines": lines,
        "kinds": {one.carrier.kind for one in await sending.ways(request)},
        "citizen": account.kind == CITIZEN,
        "proved": query.get("terbukti") == "1",
        "taken": query.get("dipakai") == "1",
    }
    return asked.page("accounts/contacts.html", shown)


async def _own(request: Request) -> Account:
    account = await find_id(request.actor.id)
    if account is None:
        raise RequestError(404, "")
    return account
