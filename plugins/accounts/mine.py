"""My account: what it holds, where I am signed in, a new password, my cases, and out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render, transaction
from core.errors import RequestError
from core.identifiers import Nik, parse_nik
from core.language import gettext_lazy as _

from . import away, consents, recovery, rights, wards
from .asking import DAY, LINE, NEW_PASSWORD, Asked, go, posted, read_date
from .cases import my_cases
from .entering import ask_again
from .hashing import hashing
from .joining import new_password, password_hint
from .login_methods import offered
from .models import CITIZEN, Account, Invitation
from .passwords import CITIZEN_SHORTEST, OFFICER_SHORTEST
from .people import bindings_of, contact_of, find_id, opened, seal

if TYPE_CHECKING:
    from core import Request

NIK_HINT = _("Kept sealed, shown with its middle hidden. Only services that need it by law ask for it.")


async def overview(request: Request) -> Response:
    """Who I am here, my cases, and what I can do with the account."""
    account = await _own(request)
    officer = account.kind != CITIZEN
    roles = await _roles(request, account) if officer else []
    return render(
        request,
        "accounts/mine.html",
        {
            "name": opened(request.portal, account, "name"),
            "who": contact_of(request.portal, account).masked,
            "since": account.created,
            "officer": officer,
            "roles": roles,
            "absent_words": await away.words(request, account) if officer else "",
            **await _acting(request, account),
            "elsewhere": ", ".join(one.title for one in offered(request)),
            "standing_in": await away.standing_in(request, account) if officer else [],
            "codes_left": await recovery.left(account.id) if officer else 0,
            "cases": await my_cases(request),
        },
    )


async def profile(request: Request) -> Response:
    """Name, where I live, and if I want, NIK and birth date."""
    account = await _own(request)
    born = opened(request.portal, account, "birth_date")
    values: dict[str, Any] = {"name": opened(request.portal, account, "name"), "village": account.village, "born": _written(born)}
    return _profile_page(Asked(request, values), account, saved=request.query_params.get("disimpan") == "1")


async def save_profile(request: Request) -> Response:
    """A NIK that does not agree with the birth date is a warning, never an obstacle: identity cards are wrong for life."""
    account = await _own(request)
    asked = Asked(request, posted(request, "name", "village", "nik", "born", "forget_nik"))
    name = " ".join(str(asked.values["name"]).split())[:100]
    if not name:
        asked.wrong("name", _("Write your name"))
    village = request.portal.site.regions.village(str(asked.values["village"])) if asked.values["village"] else None
    if asked.values["village"] and village is None:
        asked.wrong("village", _("Choose your village from the list"))
    nik, born = _nik(asked), _born(asked)
    if asked.errors:
        return _profile_page(asked, account)
    portal = request.portal
    changed: dict[str, Any] = {
        "name": seal(portal, account, "name", name),
        "village": village.code if village else "",
        "district": village.district if village else "",
        "birth_date": seal(portal, account, "birth_date", born.isoformat() if born else ""),
    }
    async with transaction():
        if nik is not None:
            changed["nik"] = seal(portal, account, "nik", nik.number)
            await consents.give(portal, account.id, "accounts.nik", request.gettext(NIK_HINT))
        elif asked.values["forget_nik"]:
            changed["nik"] = None
            await consents.withdraw(portal, account.id, "accounts.nik")
        await Account.filter(id=account.id).update(**changed)
    return RedirectResponse(f"{portal.url_for('accounts:profile')}?disimpan=1", 303)


async def devices(request: Request) -> Response:
    """Where I am signed in."""
    found = await request.portal.sessions.devices(request, request.actor.id)
    return render(request, "accounts/devices.html", {"devices": found, "others": sum(not one.current for one in found)})


async def end_device(request: Request) -> Response:
    """End one; whether it was there makes no difference."""
    await request.portal.sessions.end(request.actor.id, request.path_params["device"])
    return go(request, "accounts:devices")


async def end_others(request: Request) -> Response:
    await request.portal.sessions.end_all(request.actor.id, but=request)
    return go(request, "accounts:devices")


async def password(request: Request) -> Response:
    """A new password, for whoever gave the old one within ten minutes."""
    return await ask_again(request) or _password_page(Asked(request), await _own(request))


async def save_password(request: Request) -> Response:
    """All other sessions end, and every open link."""
    again = await ask_again(request)
    if again is not None:
        return again
    account, asked = await _own(request), Asked(request)
    own = (opened(request.portal, account, "name"), contact_of(request.portal, account).value.partition("@")[0])
    given = new_password(asked, _shortest(account), own)
    if asked.errors:
        return _password_page(asked, account)
    await Account.filter(id=account.id).update(password=await hashing().make(given))
    await Invitation.filter(account=account.id).delete()
    await request.portal.sessions.end_all(str(account.id), but=request)
    await wards.confirm(request)
    return RedirectResponse(f"{request.portal.url_for('accounts:password')}?diganti=1", 303)


async def leaving(request: Request) -> Response:
    """What was begun on this device and not sent, and whether it stays; without any there is nothing to ask."""
    if not request.actor.signed_in:
        return RedirectResponse("/", 303)
    drafts = await request.portal.unsent(request)
    shown = [(request.portal.say(one.title, request.language, one.owner), one.changed, one.until) for one in drafts]
    return render(request, "accounts/leaving.html", {"drafts": shown})


async def leave(request: Request) -> Response:
    """The row goes, and the browser forgets what it kept. Unsent drafts are asked about first."""
    answer = request.posted.one("drafts")
    if request.actor.signed_in and not answer and await request.portal.unsent(request):
        return go(request, "accounts:leaving")
    if answer == "delete":
        await request.portal.forget_unsent(request)
    await request.portal.sessions.sign_out(request)
    return RedirectResponse("/", 303)


async def _acting(request: Request, account: Account) -> dict[str, Any]:
    """For whom I act just now, and whether somebody asks to act for me."""
    ward = await wards.chosen(request, account)
    name = wards.name_of(request.portal, ward) if ward else ""
    asked = account.kind == CITIZEN and any(one.state == wards.CLAIMED for one in await wards.asking(account.id))
    return {"acting_name": name, "acting_words": request.gettext(_("Now for {name}"), name=name) if name else "", "asked": asked}


async def _own(request: Request) -> Account:
    account = await find_id(request.actor.id)
    if account is None:
        raise RequestError(404, "")
    return account


async def _roles(request: Request, account: Account) -> list[str]:
    """`Handler: DPUPR, Jepon`, a line for each agency and area."""
    bound = (await bindings_of([account.id])).get(account.id, [])
    lines = [f"{one.roles}: {one.place}" for one in rights.lines(request, bound)]
    return ([request.gettext(_("Administrator"))] if account.administrator else []) + lines


def _nik(asked: Asked) -> Nik | None:
    typed = str(asked.values["nik"])
    if not typed:
        return None
    try:
        return parse_nik(typed, _today(asked.request))
    except ValueError:
        asked.wrong("nik", _("Check the NIK: 16 digits, as on the identity card or family card"))
        return None


def _born(asked: Asked) -> date | None:
    typed = str(asked.values["born"])
    if not typed:
        return None
    found = read_date(typed)
    if found is None or not date(1900, 1, 1) <= found <= _today(asked.request):
        asked.wrong("born", _("Check the birth date. Example: 23-11-1990"))
        return None
    return found


def _today(request: Request) -> date:
    return request.portal.clock.now().astimezone(request.portal.site.zone).date()


def _written(born: str) -> str:
    return date.fromisoformat(born).strftime("%d-%m-%Y") if born else ""


def _profile_page(asked: Asked, account: Account, *, saved: bool = False) -> Response:
    request = asked.request
    kept = opened(request.portal, account, "nik")
    born = opened(request.portal, account, "birth_date")
    number = parse_nik(kept, _today(request)) if kept else None
    regions = request.portal.site.regions
    villages = [(place.code, f"{place.name}, {district.name}") for district in regions.districts for place in regions.villages(district.code)]
    asked.line("name", _("Name"), {**LINE, "autocomplete": "name", "maxlength": "100"})
    if villages:
        asked.choose("village", _("Village where you live"), villages, kind="select", optional=True)
    hint = request.gettext(NIK_HINT)
    asked.values.pop("nik", None)
    asked.line("nik", _("NIK"), {**LINE, "inputmode": "numeric", "maxlength": "24"}, hint=hint, optional=True)
    if number:
        asked.values["forget_nik"] = ""
        asked.choose("forget_nik", _("NIK that we hold"), [("1", request.gettext(_("Remove the NIK that we hold")))], kind="checkboxes", hint=number.masked)
    example = request.gettext(_("Day, month, year. Example: 23-11-1990"))
    asked.line("born", _("Birth date"), {**DAY, "autocomplete": "bday"}, hint=example, optional=True)
    differs = bool(number and born and number.birth_date.isoformat() != born)
    return asked.page("accounts/profile.html", {"saved": saved, "differs": differs})


def _shortest(account: Account) -> int:
    return CITIZEN_SHORTEST if account.kind == CITIZEN else OFFICER_SHORTEST


def _password_page(asked: Asked, account: Account) -> Response:
    request = asked.request
    asked.line("password", _("New password"), NEW_PASSWORD, hint=password_hint(request, _shortest(account)))
    return asked.page("accounts/password.html", {"changed": request.query_params.get("diganti") == "1"})
