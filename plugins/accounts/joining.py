"""How an account begins: a citizen makes one; a one-time link lets somebody set a password.

Registering answers the same whether the address is known or not. With a code, whoever comes has proved that the address or
number is theirs. With a password nobody has, and nothing but signing in may follow from it until they do.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import anyio
from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.language import gettext_lazy as _

from . import by_code, people, sending
from .asking import LINE, NEW_PASSWORD, WHO, Asked, posted, posted_password
from .contacts import Contact, read_contact
from .entering import proceed
from .hashing import hashing
from .invitations import invited, redeem
from .models import CITIZEN, Account
from .passwords import CITIZEN_SHORTEST, OFFICER_SHORTEST, weakness
from .settings import Settings

if TYPE_CHECKING:
    from core import Request

log = logging.getLogger("pendopo.accounts")


async def form(request: Request) -> Response:
    """The page for citizens; nothing needs an account, and it says so. With a code where one can be sent."""
    _refuse_when_closed(request)
    target = request.local_path(request.query_params.get("next", ""), "")
    return _join_page(Asked(request), target) if await sending.ways(request) else await by_password(request)


async def join(request: Request) -> Response:
    """Send a code to who wants an account; there is one when it came back."""
    _refuse_when_closed(request)
    asked, target = Asked(request, posted(request, "name", "who", longest=254)), request.local_path(request.posted.one("next"), "")
    name, contact = _name(asked), _contact(asked)
    if contact is None or asked.errors:
        return _join_page(asked, target)
    answer = await by_code.begin(request, by_code.Asking("join", contact.kind, contact.value, name=name), target)
    if not isinstance(answer, str):
        return answer
    asked.errors["who"] = answer
    return _join_page(asked, target)


async def by_password(request: Request) -> Response:
    """The same with a password, for whoever no code can reach."""
    _refuse_when_closed(request)
    return await _register_page(Asked(request), request.local_path(request.query_params.get("next", ""), ""))


async def register(request: Request) -> Response:
    """Make the account, or not when the address is taken: the answer is one."""
    _refuse_when_closed(request)
    asked, target = Asked(request, posted(request, "name", "who", longest=254)), request.local_path(request.posted.one("next"), "")
    name, contact = _name(asked), _contact(asked)
    password = new_password(asked, CITIZEN_SHORTEST, (name, contact.value.partition("@")[0] if contact else ""))
    if contact is None or asked.errors:
        return await _register_page(asked, target)
    await _count(request)
    digest = await hashing().make(password)
    try:
        await people.create(request.portal, people.NewAccount(CITIZEN, name, contact, digest, language=request.language))
    except people.Taken:
        log.info("somebody registered with a contact that is taken")
    return RedirectResponse(f"{request.portal.url_for('accounts:by_password')}?baru=1" + (f"&next={target}" if target and "?" not in target else ""), 303)


async def invitation(request: Request) -> Response:
    """The page behind a one-time link."""
    account = await invited(request.portal, request.path_params["secret"])
    return _not_told(_link_page(Asked(request), account))


async def accept(request: Request) -> Response:
    """Set the password; the link is used up, and what follows is as after signing in."""
    account = await invited(request.portal, request.path_params["secret"])
    asked = Asked(request)
    if account is None:
        return _not_told(_link_page(asked, None))
    contact = people.contact_of(request.portal, account).value.partition("@")[0]
    password = new_password(asked, _shortest(account), (people.opened(request.portal, account, "name"), contact))
    if asked.errors:
        return _not_told(_link_page(asked, account))
    if not await redeem(request.portal, request.path_params["secret"], await hashing().make(password)):
        return _not_told(_link_page(Asked(request), None))
    log.info("a password was set by a one-time link", extra={"account": str(account.id)})
    return await proceed(request, account)


def new_password(asked: Asked, shortest: int, own_words: tuple[str, ...]) -> str:
    """A new password, typed once: pasting and managers are welcome, and whoever mistypes it gets a new link."""
    password = posted_password(asked.request, "password")
    site = asked.request.portal.site
    weak = weakness(password, shortest=shortest, own_words=(*own_words, site.name, site.config.portal.regency))
    if weak:
        asked.wrong("password", weak.message, **weak.values)
    return password


def password_hint(request: Request, shortest: int) -> str:
    return request.gettext(_("At least {n} characters. A sentence of four or five words is easy to remember; blanks are welcome."), n=shortest)


def _shortest(account: Account) -> int:
    return CITIZEN_SHORTEST if account.kind == CITIZEN else OFFICER_SHORTEST


def _contact(asked: Asked) -> Contact | None:
    try:
        return read_contact(str(asked.values["who"]))
    except ValueError:
        asked.wrong("who", _("Write an e-mail address like nama@contoh.id, or a telephone number like 0812 3456 7890"))
        return None


def _refuse_when_closed(request: Request) -> None:
    if not request.settings(Settings).registration:
        raise RequestError(404, "")


async def _count(request: Request) -> None:
    """A device registers a few times an hour; an address that many share only slows down."""
    verdict = await request.portal.limits.submission("accounts.register", device=request.portal.sessions.key(request), address=request.network)
    if not verdict.allowed:
        words = request.gettext(_("Too many accounts were made from here. Try again later."))
        raise RequestError(429, words, headers={"Retry-After": str(verdict.retry_after)})
    await anyio.sleep(verdict.wait)


def _name(asked: Asked) -> str:
    name = " ".join(str(asked.values["name"]).split())[:100]
    if not name:
        asked.wrong("name", _("Write your name"))
    return name


def _name_and_contact(asked: Asked) -> None:
    asked.line("name", _("Name"), {**LINE, "autocomplete": "name", "maxlength": "100"})
    hint = asked.request.gettext(_("One of the two. You sign in with it."))
    asked.line("who", _("E-mail or telephone number"), WHO, hint=hint)


def _join_page(asked: Asked, target: str) -> Response:
    _name_and_contact(asked)
    return asked.page("accounts/join.html", {"target": target})


async def _register_page(asked: Asked, target: str) -> Response:
    _name_and_contact(asked)
    asked.line("password", _("New password"), NEW_PASSWORD, hint=password_hint(asked.request, CITIZEN_SHORTEST))
    return asked.page("accounts/register.html", {"target": target, "codes": bool(await sending.ways(asked.request))})


def _link_page(asked: Asked, account: Account | None) -> Response:
    """The form, or that this link is over: used, too old, or never there, which is one answer."""
    request = asked.request
    if account is None:
        return render(request, "accounts/link_over.html", status=410)
    asked.line("password", _("New password"), NEW_PASSWORD, hint=password_hint(request, _shortest(account)))
    name, who = people.opened(request.portal, account, "name"), people.contact_of(request.portal, account).masked
    shown = {"name": name, "who": who, "officer": account.kind != CITIZEN}
    return asked.page("accounts/link.html", shown)


def _not_told(response: Response) -> Response:
    """The address of this page is the key: it is told to no other server and kept by no cache."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
