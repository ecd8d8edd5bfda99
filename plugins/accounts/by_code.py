"""Signing in, registering and proving a contact with a one-time code.

To whom a code is sent is not looked up before it came back: the answer is one, whether the address is known here or not.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

import anyio
from starlette.responses import RedirectResponse

from core import Response
from core.errors import RequestError
from core.fields import FieldView
from core.language import gettext_lazy as _

from . import codes, people, sending, tries, waiting, wards
from .asking import LINE, Asked, go, posted, too_many, waiting_words
from .contacts import Contact
from .models import CITIZEN, Account
from .settings import Settings

if TYPE_CHECKING:
    from core import Request

    from .sending import Way

log = logging.getLogger("pendopo.accounts")
Why = Literal["enter", "join", "prove", "again"]
DIGITS = {"type": "text", "inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12", "spellcheck": "false"}
TEMPLATE = "accounts/one_time.html"


@dataclass(frozen=True, slots=True)
class Asking:
    """What this session is about: why a code was sent, to which contact, by which carrier, and the name of who registers."""

    why: Why
    kind: Literal["email", "phone"]
    value: str
    by: str = ""
    name: str = ""

    @property
    def contact(self) -> Contact:
        return Contact(self.kind, self.value)


async def begin(request: Request, asking: Asking, target: str = "") -> Response | str:
    """Send a code and go to the page that asks for it; a sentence when none could be sent."""
    await count(request)
    try:
        way, wait = await sending.send(request, asking.contact, by=asking.by)
    except sending.NoCarrier:
        return await _no_way(request, asking.kind)
    except sending.NotSent:
        return request.gettext(_("The code could not be sent just now."))
    if way is None:
        # A code went to this contact lately: the page that asks for it is the answer, if it was this session that asked.
        held = await _held(request)
        if held is None or held[0].contact != asking.contact or held[0].why != asking.why:
            return waiting_words(request, wait)
    else:
        asking = Asking(asking.why, asking.kind, asking.value, way.name, asking.name)
    account = UUID(request.actor.id) if asking.why in ("prove", "again") else waiting.NOBODY
    await waiting.hold(request, "otp", account, data=json.dumps(asdict(asking)), target=target)
    return go(request, "accounts:one_time")


async def form(request: Request) -> Response:
    """The page that asks for the six digits."""
    held = await _held(request)
    if held is None:
        return go(request, "accounts:sign_in")
    return await _page(Asked(request), held[0])


async def check(request: Request) -> Response:
    """Look at what was typed; blanks and hyphens do not matter."""
    held = await _held(request)
    if held is None:
        return go(request, "accounts:sign_in")
    asking, target = held
    asked = Asked(request, posted(request, "code", longest=24))
    wait = await tries.address_wait(request)
    if wait:
        return too_many(await _with_field(asked), TEMPLATE, wait, await _context(request, asking))
    verdict = await codes.check(request.portal, request.portal.sessions.key(request), asking.contact, str(asked.values.pop("code")))
    if verdict == "right":
        await waiting.drop(request, "otp")
        return await _done(request, asking, target)
    await tries.note_failure(request)
    asked.wrong("code", _("This code is not right. Look at the newest message.") if verdict == "wrong" else _("This code is over. Ask for a new one below."))
    return await _page(asked, asking)


async def again(request: Request) -> Response:
    """One more code, by the same or another way."""
    held = await _held(request)
    if held is None:
        return go(request, "accounts:sign_in")
    asking, target = held
    answer = await begin(request, Asking(asking.why, asking.kind, asking.value, request.posted.one("by")[:64], asking.name), target)
    if isinstance(answer, str):
        return await _page(Asked(request), asking, notice=answer, status=429)
    return RedirectResponse(f"{request.portal.url_for('accounts:one_time')}?terkirim=1", 303)


async def newcomer(request: Request) -> Response:
    """Whoever proved a contact that has no account yet: a name, and there is one."""
    held = await waiting.held(request, "newcomer")
    return _newcomer_page(Asked(request)) if held else go(request, "accounts:sign_in")


async def welcome(request: Request) -> Response:
    """Make the account of who proved their contact."""
    held = await waiting.held(request, "newcomer")
    if held is None:
        return go(request, "accounts:sign_in")
    asked = Asked(request, posted(request, "name"))
    name = " ".join(str(asked.values["name"]).split())[:100]
    if not name:
        asked.wrong("name", _("Write your name"))
        return _newcomer_page(asked)
    await waiting.drop(request, "newcomer")
    asking = Asking(**json.loads(held.data))
    return await _join(request, Asking("join", asking.kind, asking.value, asking.by, name), held.target)


async def count(request: Request) -> None:
    """A device asks for some codes an hour; an address that many share only slows down."""
    verdict = await request.portal.limits.submission("accounts.code", device=request.portal.sessions.key(request), address=request.network)
    if not verdict.allowed:
        raise RequestError(
            429, request.gettext(_("Too many codes were asked for from here. Try again later.")), headers={"Retry-After": str(verdict.retry_after)}
        )
    await anyio.sleep(verdict.wait)


# ------------------------------------------------------------ after the right code


async def _done(request: Request, asking: Asking, target: str) -> Response:
    if asking.why == "again":
        await wards.confirm(request)
        return RedirectResponse(target or request.portal.url_for("accounts:mine"), 303)
    if asking.why == "prove":
        return await _proved(request, asking)
    account = await people.find(request.portal, asking.contact)
    if account is not None:
        return await _enter(request, account, asking, target)
    if not request.settings(Settings).registration:
        return RedirectResponse(f"{request.portal.url_for('accounts:sign_in')}?tutup=1", 303)
    if asking.why == "join":
        return await _join(request, asking, target)
    await waiting.hold(request, "newcomer", waiting.NOBODY, data=json.dumps(asdict(asking)), target=target)
    return go(request, "accounts:newcomer")


async def _enter(request: Request, account: Account, asking: Asking, target: str) -> Response:
    """A citizen is in. A code by e-mail or telephone is no factor of an officer's: they have a password and an authenticator."""
    if account.kind != CITIZEN:
        return RedirectResponse(f"{request.portal.url_for('accounts:by_password')}?petugas=1", 303)
    if not account.active:
        return RedirectResponse(f"{request.portal.url_for('accounts:sign_in')}?nonaktif=1", 303)
    await people.prove(request.portal, account, asking.kind)
    await request.portal.sessions.sign_in(request, str(account.id))
    await people.seen(request, account)
    return RedirectResponse(target or request.portal.url_for("accounts:mine"), 303)


async def _join(request: Request, asking: Asking, target: str) -> Response:
    new = people.NewAccount(CITIZEN, asking.name, asking.contact, proved=True, language=request.language)
    try:
        account = await people.create(request.portal, new)
    except people.Taken:  # made in another window meanwhile
        found = await people.find(request.portal, asking.contact)
        return await _enter(request, found, asking, target) if found else go(request, "accounts:sign_in")
    await request.portal.sessions.sign_in(request, str(account.id))
    await people.seen(request, account)
    return RedirectResponse(target or request.portal.url_for("accounts:mine"), 303)


async def _proved(request: Request, asking: Asking) -> Response:
    """The contact is this person's now, unless it stands in another account."""
    account = await people.find_id(request.actor.id)
    try:
        if account is not None:
            await people.add_contact(request.portal, account, asking.contact)
    except people.Taken:
        return RedirectResponse(f"{request.portal.url_for('accounts:contacts')}?dipakai=1", 303)
    return RedirectResponse(f"{request.portal.url_for('accounts:contacts')}?terbukti=1", 303)


# ------------------------------------------------------------ pages


async def _held(request: Request) -> tuple[Asking, str] | None:
    held = await waiting.held(request, "otp")
    if held is None:
        return None
    asking = Asking(**json.loads(held.data))
    if asking.why in ("prove", "again") and str(held.account) != request.actor.id:
        return None
    return asking, held.target


async def _no_way(request: Request, kind: str) -> str:
    """What else there is when nothing goes to this kind of contact."""
    other = await sending.ways(request, "phone" if kind == "email" else "email")
    if kind == "phone":
        if other:
            return request.gettext(_("No code can be sent to a telephone number now. Use your e-mail address, or a password."))
        return request.gettext(_("No code can be sent to a telephone number now. Use a password."))
    if other:
        return request.gettext(_("No code can be sent by e-mail now. Use your telephone number, or a password."))
    return request.gettext(_("No code can be sent by e-mail now. Use a password."))


async def _with_field(asked: Asked) -> Asked:
    asked.line("code", _("Code of 6 digits"), DIGITS, hint=asked.request.gettext(_("May be pasted; blanks do not matter.")))
    return asked


async def _context(request: Request, asking: Asking) -> dict[str, object]:
    offered = await sending.ways(request, asking.kind)
    used = next((one for one in offered if one.name == asking.by), None)
    return {
        "who": asking.contact.masked,
        "why": asking.why,
        "carrier": _title(request, used) if used else "",
        "by": used.name if used else (offered[0].name if offered else ""),
        "ways": _ways(request, offered, used) if len(offered) > 1 else None,
        "minutes": int(codes.GOOD_FOR.total_seconds()) // 60,
        "seconds": int(sending.COOLDOWN.total_seconds()),
        "notice": "",
        "sent_again": request.query_params.get("terkirim") == "1",
    }


def _ways(request: Request, offered: list[Way], used: Way | None) -> FieldView:
    """By which way the next code goes."""
    asked = Asked(request, {"by": used.name if used else offered[0].name})
    asked.choose("by", _("By which way?"), [(one.name, _title(request, one)) for one in offered], kind="radios")
    return asked.views[0]


def _title(request: Request, way: Way) -> str:
    return request.portal.say(way.carrier.title, request.language, way.owner)


async def _page(asked: Asked, asking: Asking, *, notice: str = "", status: int = 200) -> Response:
    await _with_field(asked)
    return asked.page(TEMPLATE, {**await _context(asked.request, asking), "notice": notice}, status=status)


def _newcomer_page(asked: Asked) -> Response:
    asked.line("name", _("Name"), {**LINE, "autocomplete": "name", "maxlength": "100"})
    return asked.page("accounts/newcomer.html")
