"""Signing in: whoever it is gives what they sign in with and a password; and gives it again before what is dangerous.

A wrong password, an unknown account and a disabled one are one answer, with the same words, status and time.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from core import Response
from core.language import gettext_lazy as _

from . import tries, waiting
from .asking import PASSWORD, WHO, Asked, go, posted, posted_password, too_many
from .contacts import Contact, read_contact
from .hashing import hashing, is_outdated
from .models import CITIZEN, Account
from .people import contact_of, find, find_id, session_kind
from .settings import Settings
from .totp import new_secret

if TYPE_CHECKING:
    from core import Request

log = logging.getLogger("pendopo.accounts")
TEMPLATE = "accounts/sign_in.html"
HOME = "/akun"


async def form(request: Request) -> Response:
    """The page for citizens and officers alike; who is signed in already goes on."""
    target = request.local_path(request.query_params.get("next", ""), "")
    if request.actor.signed_in:
        return RedirectResponse(target or request.portal.url_for("accounts:mine"), 303)
    notice = request.gettext(_("If nobody had this address or number yet, your account is there now. Sign in with the password that you chose."))
    return _page(Asked(request), target, notice if request.query_params.get("baru") == "1" else "")


async def enter(request: Request) -> Response:
    """Look at what was given: once for the person's key, once for the address, and only then at the password."""
    asked, target = Asked(request, posted(request, "who", longest=254)), request.local_path(request.posted.one("next"), "")
    password = posted_password(request, "password")
    contact = _contact(asked)
    if not password:
        asked.wrong("password", _("Write your password"))
    if contact is None or asked.errors:
        return _page(asked, target)
    key = tries.account_key(request.portal, contact.value.casefold())
    wait = await tries.take(request.portal, key) or await tries.address_wait(request)
    if wait:
        _fields(asked)
        return too_many(asked, TEMPLATE, wait, _context(request, target))
    account = await find(request.portal, contact)
    fits = await hashing().fits(password, account.password if account is not None and account.active else "")
    if account is None or not fits:
        await tries.note_failure(request)
        asked.wrong("password", _("This is not right: check the address or number, and the password."))
        return _page(asked, target)
    await tries.forgive(key)
    if is_outdated(account.password):
        await Account.filter(id=account.id, password=account.password).update(password=await hashing().make(password))
    return await proceed(request, account, target)


async def proceed(request: Request, account: Account, target: str = "") -> Response:
    """After the right password: a citizen is in; an officer shows the second factor, or makes one first."""
    sessions = request.portal.sessions
    if account.kind == CITIZEN:
        await sessions.sign_in(request, str(account.id))
        return RedirectResponse(target or request.portal.url_for("accounts:mine"), 303)
    await sessions.begin(request)
    await sessions.renew(request)
    if account.totp is None:
        await waiting.hold(request, "enrol", account.id, data=new_secret(), target=target)
        return go(request, "accounts:enrol")
    await waiting.hold(request, "code", account.id, target=target)
    return go(request, "accounts:code")


async def sign_in_officer(request: Request, account: Account, target: str) -> Response:
    """Both factors were right."""
    kind = session_kind(account)
    await request.portal.sessions.sign_in(request, str(account.id), kind="operator" if kind == "operator" else "officer")
    log.info("an officer signed in", extra={"account": str(account.id), "kind": kind})
    return RedirectResponse(target or request.portal.url_for("accounts:mine"), 303)


# ------------------------------------------------------------ once more, before what is dangerous


async def ask_again(request: Request) -> Response | None:
    """The way to the password when it was not given within the last ten minutes, else None."""
    if await request.portal.sessions.confirmed(request):
        return None
    here = request.here if request.method == "GET" else request.scope["path"]
    return RedirectResponse(f"{request.portal.url_for('accounts:confirm')}?{urlencode({'next': here})}", 303)


async def confirm(request: Request) -> Response:
    """The password once more."""
    return _confirm_page(Asked(request), request.local_path(request.query_params.get("next", ""), HOME))


async def check_confirm(request: Request) -> Response:
    """Throttled with the sign-in itself, so that a borrowed session is no way around its limits."""
    asked, target = Asked(request), request.local_path(request.posted.one("next"), HOME)
    account = await find_id(request.actor.id)
    password = posted_password(request, "password")
    if account is None or not password:
        asked.wrong("password", _("Write your password"))
        return _confirm_page(asked, target)
    key = tries.account_key(request.portal, contact_of(request.portal, account).value.casefold())
    wait = await tries.take(request.portal, key)
    if wait:
        asked.line("password", _("Password"), PASSWORD)
        return too_many(asked, "accounts/confirm.html", wait, {"target": target})
    if not await hashing().fits(password, account.password):
        asked.wrong("password", _("This is not your password"))
        return _confirm_page(asked, target)
    await tries.forgive(key)
    await request.portal.sessions.confirm(request)
    return RedirectResponse(target, 303)


def _confirm_page(asked: Asked, target: str) -> Response:
    asked.line("password", _("Password"), PASSWORD)
    return asked.page("accounts/confirm.html", {"target": target, "notice": ""})


def _contact(asked: Asked) -> Contact | None:
    try:
        return read_contact(asked.values["who"])
    except ValueError:
        asked.wrong("who", _("Write an e-mail address like nama@contoh.id, or a telephone number like 0812 3456 7890"))
        return None


def _fields(asked: Asked) -> None:
    asked.line("who", _("E-mail or telephone number"), WHO)
    asked.line("password", _("Password"), PASSWORD)


def _context(request: Request, target: str) -> dict[str, object]:
    return {"target": target, "registration": request.settings(Settings).registration, "notice": ""}


def _page(asked: Asked, target: str, notice: str = "") -> Response:
    _fields(asked)
    return asked.page(TEMPLATE, {**_context(asked.request, target), "notice": notice})
