"""Signing in elsewhere: send the browser to a login method, and find the account of who came back.

An account is known by what the method says never changes. Who comes for the first time gets one, if the method proved an
e-mail address that nobody has here; an account that is there already is linked by its owner, signed in, and never by an
address alone. An officer shows the second factor of this portal after it.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.language import Text
from core.language import gettext_lazy as _

from . import people, waiting
from .asking import go
from .contacts import Contact, read_contact
from .entering import ask_again, proceed
from .login_methods import LoginRefused, Offered, Proof, offered
from .models import CITIZEN, Account, Login
from .noting import note
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal, Request

log = logging.getLogger("pendopo.accounts")
SECONDS = 20.0


async def begin(request: Request) -> Response:
    """Make ready what is compared later, then a page that says where it goes. No form of ours may lead to another host (CSP)."""
    found, target = _found(request), request.local_path(request.posted.one("next"), "")
    linking = request.actor.signed_in
    if linking:
        again = await ask_again(request)
        if again is not None:
            return again
    try:
        away = await request.portal.boundary.call(found.owner, f"login {found.name}", SECONDS, found.method.begin, request, _back(request, found))
    except LoginRefused as refused:
        return await _refused(request, found, refused)
    await request.portal.sessions.begin(request)
    account = UUID(request.actor.id) if linking else waiting.NOBODY
    kept = json.dumps({"method": found.name, "address": away.address, "keep": away.keep})
    await waiting.hold(request, "away", account, data=kept, target=target)
    return go(request, "accounts:leaving_for", method=found.name)


async def leaving_for(request: Request) -> Response:
    """Where the browser goes next, by name and host, as a link."""
    found = _found(request)
    held = await waiting.held(request, "away")
    kept = json.loads(held.data) if held else {}
    if kept.get("method") != found.name:
        return go(request, "accounts:sign_in")
    shown = {"title": found.title, "address": kept["address"], "host": urlsplit(kept["address"]).hostname or ""}
    return render(request, "accounts/leaving_for.html", shown)


async def finish(request: Request) -> Response:
    """Who came back. What was kept is good once, and in the session that left."""
    found = _found(request)
    held = await waiting.held(request, "away")
    kept = json.loads(held.data) if held else {}
    if held is None or kept.get("method") != found.name:
        return await _said(request, _("This took too long, or was begun in another browser. Begin again."))
    await waiting.drop(request, "away")
    try:
        proof = await request.portal.boundary.call(
            found.owner, f"login {found.name}", SECONDS, found.method.finish, request, _back(request, found), kept["keep"]
        )
    except LoginRefused as refused:
        return await _refused(request, found, refused)
    if request.actor.signed_in:
        return await _link(request, found, proof, held.account)
    if held.account != waiting.NOBODY:
        return await _said(request, _("This took too long, or was begun in another browser. Begin again."))
    return await _enter(request, found, proof, held.target)


async def linked(request: Request) -> Response:
    """With which methods I sign in, and which others there are."""
    rows = {row.method: row for row in await Login.filter(account=UUID(request.actor.id))}
    lines = [(one.name, one.title, rows[one.name].created if one.name in rows else None) for one in offered(request)]
    query = request.query_params
    return render(request, "accounts/linked.html", {"lines": lines, "done": query.get("terhubung") == "1", "taken": query.get("dipakai") == "1"})


async def unlink(request: Request) -> Response:
    """Not with this one any more. Whoever has neither password nor proved contact would be shut out, and is told so."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await people.find_id(request.actor.id)
    if account is None:
        raise RequestError(404, "")
    if not (account.password or account.email_proved or account.phone_proved):
        raise RequestError(409, request.gettext(_("Choose a password first: otherwise you could not sign in any more.")))
    async with transaction():
        if await Login.filter(account=account.id, method=request.path_params["method"]).delete():
            await note(request, "login_unlinked", account.id, method=request.path_params["method"])
    return go(request, "accounts:linked")


# ------------------------------------------------------------ whose account


async def _enter(request: Request, found: Offered, proof: Proof, target: str) -> Response:
    portal = request.portal
    login = await Login.get_or_none(subject=_subject(portal, found, proof))
    account = await Account.get_or_none(id=login.account) if login else None
    if account is not None:
        if not account.active:
            return await _said(request, _("This account is disabled. Ask at one of the contacts at the foot of this page."))
        return await proceed(request, account, target)
    contact = _proved(proof)
    if contact is None or not request.settings(Settings).registration:
        return await _said(request, _("There is no account for you yet. Make one here or ask for one, then link it under My account."))
    try:
        async with transaction():
            new = people.NewAccount(CITIZEN, proof.name or contact.value.partition("@")[0], contact, proved=True, language=request.language)
            account = await people.create(portal, new)
            await _keep(portal, found, proof, account.id)
    except people.Taken:
        return await _said(request, _("An account with this e-mail address is here already. Sign in as before, then link it under My account."))
    return await proceed(request, account, target)


async def _link(request: Request, found: Offered, proof: Proof, account: UUID) -> Response:
    if str(account) != request.actor.id:
        return await _said(request, _("This took too long, or was begun in another browser. Begin again."))
    known = await Login.get_or_none(subject=_subject(request.portal, found, proof))
    where = request.portal.url_for("accounts:linked")
    if known is not None and known.account != account:
        return RedirectResponse(f"{where}?dipakai=1", 303)
    async with transaction():
        await Login.filter(account=account, method=found.name).delete()
        await _keep(request.portal, found, proof, account)
        await note(request, "login_linked", account, method=found.name)
    return RedirectResponse(f"{where}?terhubung=1", 303)


async def _keep(portal: Portal, found: Offered, proof: Proof, account: UUID) -> None:
    await Login.create(id=uuid4(), account=account, method=found.name, subject=_subject(portal, found, proof), created=portal.clock.now())


def _subject(portal: Portal, found: Offered, proof: Proof) -> str:
    return portal.cipher.index(f"{found.name} {proof.subject}", "accounts.login")


def _proved(proof: Proof) -> Contact | None:
    try:
        contact = read_contact(proof.email) if proof.email_proved else None
    except ValueError:
        return None
    return contact if contact is not None and contact.kind == "email" else None


def _found(request: Request) -> Offered:
    found = next((one for one in offered(request) if one.name == request.path_params["method"]), None)
    if found is None:
        raise RequestError(404, "")
    return found


def _back(request: Request, found: Offered) -> str:
    return request.portal.absolute_url_for("accounts:came_back", method=found.name)


async def _refused(request: Request, found: Offered, refused: LoginRefused) -> Response:
    log.warning("a sign-in elsewhere was refused", extra={"method": found.name, "plugin": found.owner, "why": refused.message})
    return await _said(request, request.portal.say(refused.said, request.language, found.owner))


async def _said(request: Request, words: Text | str) -> Response:
    """Why nobody is signed in, and the way back."""
    said = request.gettext(words) if isinstance(words, Text) else words
    return render(request, "accounts/not_signed_in.html", {"said": said}, status=403)
