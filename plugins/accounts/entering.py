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

from . import by_code, sending, tries, waiting, wards
from .asking import PASSWORD, WHO, Asked, go, posted, posted_password, too_many
from .contacts import Contact, read_contact
from .hashing import hashing, is_outdated
from .login_methods import offered
from .models import CITIZEN, Account
from .people import contact_of, find, find_id, opened, seen, session_kind
from .settings import Settings
from .totp import new_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core import Request

    from .sending import Way

log = logging.getLogger("pendopo.accounts")
TEMPLATE = "accounts/sign_in.html"
HOME = "/akun"


NOTICES = {
    "baru": _("If nobody had this address or number yet, your account is there now. Sign in with the password that you chose."),
    "petugas": _("Officers sign in with a password and their authenticator, not with a code."),
    "tutup": _("The code was right, but there is no account for it, and accounts are not made here by oneself at the moment."),
    "nonaktif": _("This account is disabled. Ask at one of the contacts at the foot of this page."),
}
"""What a page says that led here, by the name in the address."""


async def form(request: Request) -> Response:
    """The page for citizens and officers alike; who is signed in already goes on. With a code where one can be sent."""
    target = request.local_path(request.query_params.get("next", ""), "")
    if request.actor.signed_in:
        return RedirectResponse(target or request.portal.url_for("accounts:mine"), 303)
    ways = await sending.ways(request)
    return _code_page(Asked(request), target, ways) if ways else await by_password(request)


async def ask_code(request: Request) -> Response:
    """Send a code to whatever was typed. Whether it is known here makes no difference."""
    asked, target = Asked(request, posted(request, "who", longest=254)), request.local_path(request.posted.one("next"), "")
    contact = _contact(asked)
    if contact is not None:
        answer = await by_code.begin(request, by_code.Asking("enter", contact.kind, contact.value), target)
        if not isinstance(answer, str):
            return answer
        asked.errors["who"] = answer
    return _code_page(asked, target, await sending.ways(request))


async def by_password(request: Request) -> Response:
    """With a password: for officers, and for citizens who chose one."""
    return await _page(Asked(request), request.local_path(request.query_params.get("next", ""), ""))


async def enter(request: Request) -> Response:
    """Look at what was given: once for the person's key, once for the address, and only then at the password."""
    asked, target = Asked(request, posted(request, "who", longest=254)), request.local_path(request.posted.one("next"), "")
    password = posted_password(request, "password")
    contact = _contact(asked)
    if not password:
        asked.wrong("password", _("Write your password"))
    if contact is None or asked.errors:
        return await _page(asked, target)
    key = tries.account_key(request.portal, contact.value.casefold())
    wait = await tries.take(request.portal, key) or await tries.address_wait(request)
    if wait:
        _fields(asked)
        return too_many(asked, TEMPLATE, wait, await _context(request, target))
    account = await find(request.portal, contact)
    fits = await hashing().fits(password, account.password if account is not None and account.active else "")
    if account is None or not fits:
        await tries.note_failure(request)
        asked.wrong("password", _("This is not right: check the address or number, and the password."))
        return await _page(asked, target)
    await tries.forgive(key)
    if is_outdated(account.password):
        await Account.filter(id=account.id, password=account.password).update(password=await hashing().make(password))
    return await proceed(request, account, target)


async def proceed(request: Request, account: Account, target: str = "") -> Response:
    """After the right password: a citizen is in; an officer shows the second factor, or makes one first."""
    sessions = request.portal.sessions
    if account.kind == CITIZEN:
        await sessions.sign_in(request, str(account.id))
        await seen(request, account)
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
    await seen(request, account)
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
    """The password once more, or a code for whoever has none."""
    return await _confirm_page(Asked(request), request.local_path(request.query_params.get("next", ""), HOME))


async def check_confirm(request: Request) -> Response:
    """Throttled with the sign-in itself, so that a borrowed session is no way around its limits."""
    asked, target = Asked(request), request.local_path(request.posted.one("next"), HOME)
    account = await find_id(request.actor.id)
    password = posted_password(request, "password")
    if account is None or not password:
        asked.wrong("password", _("Write your password"))
        return await _confirm_page(asked, target)
    key = tries.account_key(request.portal, contact_of(request.portal, account).value.casefold())
    wait = await tries.take(request.portal, key)
    if wait:
        asked.line("password", _("Password"), PASSWORD)
        return too_many(asked, "accounts/confirm.html", wait, {"target": target, "password": True, "code_to": ""})
    if not await hashing().fits(password, account.password):
        asked.wrong("password", _("This is not your password"))
        return await _confirm_page(asked, target)
    await tries.forgive(key)
    await wards.confirm(request)
    return RedirectResponse(target, 303)


async def confirm_by_code(request: Request) -> Response:
    """Send a code to the contact of a citizen who signs in by codes."""
    asked, target = Asked(request), request.local_path(request.posted.one("next"), HOME)
    account = await find_id(request.actor.id, CITIZEN)
    contact = await _reachable(request, account) if account else None
    if contact is None:
        return await _confirm_page(asked, target, status=422)
    answer = await by_code.begin(request, by_code.Asking("again", contact.kind, contact.value), target)
    return await _confirm_page(asked, target, notice=answer, status=422) if isinstance(answer, str) else answer


async def _confirm_page(asked: Asked, target: str, *, notice: str = "", status: int = 200) -> Response:
    request = asked.request
    account = await find_id(request.actor.id)
    contact = await _reachable(request, account) if account and account.kind == CITIZEN else None
    password = bool(account and account.password)
    if password:
        asked.line("password", _("Password"), PASSWORD)
    shown = {"target": target, "notice": notice, "password": password, "code_to": contact.masked if contact else ""}
    return asked.page("accounts/confirm.html", shown, status=status)


async def _reachable(request: Request, account: Account) -> Contact | None:
    """A proved contact of the person to which a code can be sent now."""
    kinds = {one.carrier.kind for one in await sending.ways(request)}
    proved = [kind for kind, when in (("email", account.email_proved), ("phone", account.phone_proved)) if when and kind in kinds]
    return Contact("email" if proved[0] == "email" else "phone", opened(request.portal, account, proved[0])) if proved else None


def _contact(asked: Asked) -> Contact | None:
    try:
        return read_contact(asked.values["who"])
    except ValueError:
        asked.wrong("who", _("Write an e-mail address like nama@contoh.id, or a telephone number like 0812 3456 7890"))
        return None


def _fields(asked: Asked) -> None:
    asked.line("who", _("E-mail or telephone number"), WHO)
    asked.line("password", _("Password"), PASSWORD)


async def _context(request: Request, target: str) -> dict[str, object]:
    return {**_shared(request, target), "codes": bool(await sending.ways(request))}


def _shared(request: Request, target: str) -> dict[str, object]:
    """What both ways of signing in show."""
    said = next((words for name, words in NOTICES.items() if request.query_params.get(name) == "1"), None)
    notice = request.gettext(said) if said else ""
    return {"target": target, "registration": request.settings(Settings).registration, "notice": notice, "methods": offered(request)}


async def _page(asked: Asked, target: str) -> Response:
    _fields(asked)
    return asked.page(TEMPLATE, await _context(asked.request, target))


def _code_page(asked: Asked, target: str, ways: Sequence[Way]) -> Response:
    kinds = {one.carrier.kind for one in ways}
    label = _("E-mail or telephone number") if len(kinds) > 1 else _("E-mail address") if "email" in kinds else _("Telephone number")
    asked.line("who", label, WHO)
    return asked.page("accounts/ask_code.html", {**_shared(asked.request, target), "kinds": kinds})
