"""The second factor of officers: its code at sign-in, its enrolment, the recovery codes that are shown once.

Until it was shown nobody is signed in: the session only holds, on the server, whose password was right. So an officer
without an authenticator reaches the page that makes one, and no other.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from markupsafe import Markup

from core import Response, render
from core.language import gettext_lazy as _

from . import recovery, totp, tries, waiting
from .asking import CODE, Asked, go, posted, too_many
from .entering import sign_in_officer
from .models import Account
from .people import contact_of, opened, seal
from .waiting import Held

if TYPE_CHECKING:
    from core import Portal, Request

log = logging.getLogger("pendopo.accounts")
SIZE = 200
"""CSS pixels of each side of the QR code."""


async def code(request: Request) -> Response:
    """Ask for the six digits, or a recovery code."""
    found = await _whose(request, "code")
    if found is None:
        return go(request, "accounts:sign_in")
    return _code_page(Asked(request), found[1])


async def check_code(request: Request) -> Response:
    """Either kind of code, throttled by account: six digits are guessed by whoever may try without end."""
    found = await _whose(request, "code")
    if found is None:
        return go(request, "accounts:sign_in")
    held, account = found
    asked = Asked(request, posted(request, "code", longest=16))
    key = tries.account_key(request.portal, f"code {account.id}")
    wait = await tries.take(request.portal, key)
    if wait:
        return too_many(asked_for_code(asked), "accounts/code.html", wait, {"who": contact_of(request.portal, account).masked})
    typed = str(asked.values.pop("code"))
    if not (await _takes_code(request.portal, account, typed) or await _takes_recovery(request, account, typed)):
        asked.wrong("code", _("This code is not right, or it was used already. Wait for the next one."))
        return _code_page(asked, account)
    await tries.forgive(key)
    await waiting.drop(request, "code")
    return await sign_in_officer(request, account, held.target)


async def enrol(request: Request) -> Response:
    """The QR code for the authenticator, and the first code back."""
    found = await _whose(request, "enrol")
    if found is None:
        return go(request, "accounts:sign_in")
    return _enrol_page(Asked(request), *found)


async def check_enrolment(request: Request) -> Response:
    """Bind the authenticator when its code is right; the recovery codes come next."""
    found = await _whose(request, "enrol")
    if found is None:
        return go(request, "accounts:sign_in")
    held, account = found
    asked = Asked(request, posted(request, "code", longest=16))
    step = totp.matching_step(held.data, "".join(str(asked.values.pop("code")).split()), request.portal.clock.now())
    if step is None:
        asked.wrong("code", _("This code is not right. Is the time on your phone set by the network?"))
        return _enrol_page(asked, held, account)
    sealed = seal(request.portal, account, "totp", held.data)
    if await Account.filter(id=account.id, active=True, totp__isnull=True).update(totp=sealed, totp_last=step):
        codes = await recovery.renew(request.portal, account.id)
        await waiting.hold(request, "codes", account.id, data="\n".join(codes), target=held.target)
        log.info("an officer enrolled a second factor", extra={"account": str(account.id)})
    await waiting.drop(request, "enrol")
    return go(request, "accounts:recovery_codes")


async def recovery_codes(request: Request) -> Response:
    """The ten codes, for as long as this session has not said that they are kept."""
    found = await _whose(request, "codes")
    if found is None:
        return go(request, "accounts:sign_in")
    return render(request, "accounts/recovery_codes.html", {"codes": found[0].data.split("\n")})


async def finish(request: Request) -> Response:
    """They are kept: nothing shows them any more, and the officer is in."""
    found = await _whose(request, "codes")
    if found is None:
        return go(request, "accounts:sign_in")
    await waiting.drop(request, "codes")
    return await sign_in_officer(request, found[1], found[0].target)


async def _whose(request: Request, purpose: waiting.Purpose) -> tuple[Held, Account] | None:
    """What this session holds, and the account it is about, unless that was disabled meanwhile."""
    held = await waiting.held(request, purpose)
    account = await Account.get_or_none(id=held.account, active=True) if held else None
    return (held, account) if held and account else None


async def _takes_code(portal: Portal, account: Account, typed: str) -> bool:
    """A code counts once: its time step is written in the same statement that asks for it."""
    secret = opened(portal, account, "totp")
    step = totp.matching_step(secret, "".join(typed.split()), portal.clock.now(), account.totp_last) if secret else None
    return step is not None and bool(await Account.filter(id=account.id, totp_last__lt=step).update(totp_last=step))


async def _takes_recovery(request: Request, account: Account, typed: str) -> bool:
    used = await recovery.use(request.portal, account.id, typed)
    if used:
        log.warning("an officer used a recovery code", extra={"account": str(account.id), "left": await recovery.left(account.id)})
    return used


def asked_for_code(asked: Asked) -> Asked:
    hint = asked.request.gettext(_("Six digits that change every 30 seconds. May be pasted; blanks do not matter."))
    asked.line("code", _("Code"), CODE, hint=hint)
    return asked


def _code_page(asked: Asked, account: Account) -> Response:
    return asked_for_code(asked).page("accounts/code.html", {"who": contact_of(asked.request.portal, account).masked, "notice": ""})


def _enrol_page(asked: Asked, held: Held, account: Account) -> Response:
    portal = asked.request.portal
    address = totp.address(held.data, contact_of(portal, account).value, portal.site.name)
    shown = {"qr": qr_code(address), "secret": totp.in_groups(held.data)}
    return asked_for_code(asked).page("accounts/enrol.html", shown)


def qr_code(address: str) -> Markup:
    """`address` as a QR code, black on white in every colour scheme. Its text alternative is the page's to give."""
    import segno

    drawn = segno.make(address, error="m", micro=False).svg_inline(border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True)
    return Markup(drawn.replace("<svg ", f'<svg width="{SIZE}" height="{SIZE}" shape-rendering="crispEdges" ', 1))  # noqa: S704 - segno draws modules only
