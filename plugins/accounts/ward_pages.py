"""For whom I act, and who acts for me: adding, agreeing, choosing for this session, ending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from core import Response, render, transaction
from core.errors import RequestError
from core.identifiers import parse_nik
from core.language import format_date
from core.language import gettext_lazy as _

from . import absences, consents, people, wards
from .asking import DAY, LINE, WHO, Asked, go, posted, read_date
from .contacts import read_contact
from .entering import ask_again
from .models import CITIZEN, Account, Ward
from .noting import note
from .people import find_id, opened

if TYPE_CHECKING:
    from core import Request

Kind = Literal["child", "consented", "organisation"]
PATHS: dict[str, Kind] = {"anak": "child", "orang": "consented", "organisasi": "organisation"}
NIB_HINT = _("13 digits. An officer compares it with OSS before you can act for it.")
WHO_HINT = _("With which they sign in here. If they have an account, they are asked there.")
AGREED = _("I agree that {name} acts for me in this portal: sends requests in my name, follows them and gets the answers.")


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody for whom I act, or who acts for me."""

    id: str
    name: str
    kind: str
    note: str
    state: tuple[str, str]
    counts: bool
    current: bool
    asks: bool = False


async def listed(request: Request) -> Response:
    """For whom I act, and who acts or wants to act for me."""
    account = await _own(request)
    mine = [_line(request, one) for one in await wards.of(account.id)]
    theirs = [await _asking(request, one) for one in await wards.asking(account.id)]
    shown = {"mine": mine, "theirs": theirs, "self": not request.actor.on_behalf_of, "full": len(mine) >= wards.MOST, "agreed": AGREED}
    return render(request, "accounts/wards.html", shown)


async def form(request: Request) -> Response:
    """The page for one kind."""
    await _own(request)
    return _page(Asked(request), _kind(request))


async def add(request: Request) -> Response:
    """A child counts at once; the others wait for somebody's yes."""
    account, kind = await _own(request), _kind(request)
    if len(await wards.of(account.id)) >= wards.MOST:
        raise RequestError(409, request.gettext(_("This is for how many one may act at most. End one first.")))
    asked = Asked(request, posted(request, "name", "born", "nik", "nib", "who", "sure", longest=254))
    name = " ".join(str(asked.values["name"]).split())[:100]
    if not name:
        asked.wrong("name", _("Write the name"))
    if asked.values["sure"] != "1":
        asked.wrong("sure", _("Tick this to go on"))
    new = await _read(asked, kind, name)
    if asked.errors:
        return _page(asked, kind)
    async with transaction():
        ward = await wards.add(request.portal, account.id, new)
        await note(request, "ward_claimed", account.id, kind=kind, ward=str(ward.id))
    return go(request, "accounts:wards")


async def choose(request: Request) -> Response:
    """Act for one of them in this session, or for myself."""
    account, ward = await _own(request), await _mine(request, request.posted.one("ward"))
    if ward is not None and not wards.counts(request.portal, ward):
        raise RequestError(409, request.gettext(_("This is not in force, so you cannot act for them yet.")))
    await wards.choose(request, ward)
    if ward is not None:
        await note(request, "acts_for", account.id, ward=str(ward.id))
    return go(request, "accounts:mine")


async def end(request: Request) -> Response:
    """I do not act for them any more; what was sent stays as it was."""
    account, ward = await _own(request), await _mine(request, request.path_params["id"])
    if ward is not None:
        await _close(request, account, ward)
    return go(request, "accounts:wards")


async def answer(request: Request) -> Response:
    """Somebody wants to act for me: yes or no; or I take back a yes."""
    again = await ask_again(request)
    if again is not None:
        return again
    account = await _own(request)
    ward = await Ward.get_or_none(id=_uuid(request.path_params["id"]), person=account.id)
    if ward is None:
        raise RequestError(404, "")
    if request.posted.one("answer") != "yes":
        await _close(request, account, ward, wards.REFUSED if ward.state == wards.CLAIMED else wards.ENDED)
        return go(request, "accounts:wards")
    representative = await find_id(str(ward.account))
    said = request.gettext(AGREED, name=opened(request.portal, representative, "name") if representative else "?")
    async with transaction():
        if await wards.decide(request.portal, ward, wards.IN_FORCE, by=str(account.id)):
            await consents.give(request.portal, account.id, _consent(ward), said)
            await note(request, "ward_agreed", account.id, ward=str(ward.id), by=str(ward.account))
    return go(request, "accounts:wards")


async def _close(request: Request, account: Account, ward: Ward, state: str = wards.ENDED) -> None:
    async with transaction():
        if await wards.decide(request.portal, ward, state, by=str(account.id)):
            if ward.person:
                await consents.withdraw(request.portal, ward.person, _consent(ward))
            await note(request, "ward_ended", account.id, ward=str(ward.id))


async def _read(asked: Asked, kind: Kind, name: str) -> wards.NewWard:
    if kind == "child":
        born = _born(asked)
        return wards.NewWard(kind, name, born=born, nik=_nik(asked))
    if kind == "organisation":
        try:
            return wards.NewWard(kind, name, nib=wards.read_nib(str(asked.values["nib"])))
        except ValueError:
            asked.wrong("nib", _("Check the NIB: 13 digits, as on the document from OSS"))
            return wards.NewWard(kind, name)
    try:
        contact = read_contact(str(asked.values["who"]))
    except ValueError:
        asked.wrong("who", _("Write an e-mail address like nama@contoh.id, or a telephone number like 0812 3456 7890"))
        return wards.NewWard(kind, name)
    found = await people.find(asked.request.portal, contact)
    known = found is not None and found.kind == CITIZEN and getattr(found, f"{contact.kind}_proved") and str(found.id) != asked.request.actor.id
    return wards.NewWard(kind, name, person=found.id if found is not None and known else None)


def _born(asked: Asked) -> date | None:
    found, today = read_date(str(asked.values["born"])), absences.today(asked.request.portal)
    if found is None or found > today:
        asked.wrong("born", _("Check the birth date. Example: 23-11-1990"))
    elif wards.of_age(found) <= today:
        asked.wrong("born", _("Whoever is 18 acts for themselves. Add them as a person who agreed."))
    return found


def _nik(asked: Asked) -> str:
    typed = str(asked.values["nik"])
    try:
        return parse_nik(typed, absences.today(asked.request.portal)).number if typed else ""
    except ValueError:
        asked.wrong("nik", _("Check the NIK: 16 digits, as on the identity card or family card"))
        return ""


def _page(asked: Asked, kind: Kind) -> Response:
    say = asked.request.gettext
    label = {"child": _("Name of the child"), "consented": _("Name of the person"), "organisation": _("Name of the organisation")}[kind]
    asked.line("name", label, {**LINE, "maxlength": "100"})
    if kind == "child":
        asked.line("born", _("Birth date"), DAY, hint=say(_("Day, month, year. Example: 23-11-1990")))
        asked.line("nik", _("NIK"), {**LINE, "inputmode": "numeric", "maxlength": "24"}, hint=say(_("As on the family card.")), optional=True)
        sure = _("I am the mother, the father or the guardian of this child")
    elif kind == "organisation":
        asked.line(
            "nib",
            _("NIB"),
            {**LINE, "inputmode": "numeric", "maxlength": "24"},
            hint=say(NIB_HINT),
        )
        sure = _("I may act for this organisation")
    else:
        asked.line(
            "who",
            _("Their e-mail address or telephone number"),
            {**WHO, "autocomplete": "off"},
            hint=say(WHO_HINT),
        )
        sure = _("They know about it")
    asked.choose("sure", _("Is it so?"), [("1", say(sure))], kind="checkboxes")
    title = {"child": _("Act for my child"), "consented": _("Act for a person who agrees"), "organisation": _("Act for an organisation")}[kind]
    return asked.page("accounts/ward_new.html", {"title": say(title), "way": asked.request.path_params["kind"]})


def _line(request: Request, ward: Ward) -> Line:
    say, force = request.gettext, wards.counts(request.portal, ward)
    missing = _("Waits for an officer") if ward.kind == wards.ORGANISATION else _("Waits for their yes")
    state = (say(_("In force")), "ok") if force else (say(missing), "warn")
    more = f"NIB {ward.nib}" if ward.nib else say(_("Until {day}"), day=format_date(ward.until, request.language)) if ward.until else ""
    current = str(ward.id) == request.actor.on_behalf_of
    return Line(str(ward.id), wards.name_of(request.portal, ward), say(wards.KINDS[ward.kind]), more, state, force, current)


async def _asking(request: Request, ward: Ward) -> Line:
    representative = await find_id(str(ward.account))
    name = opened(request.portal, representative, "name") if representative else "?"
    asks = ward.state == wards.CLAIMED
    return Line(str(ward.id), name, "", "", (request.gettext(_("Asks you")), "warn") if asks else (request.gettext(_("In force")), "ok"), not asks, False, asks)


async def _mine(request: Request, id: str) -> Ward | None:
    """One of mine; none for an empty id, 404 for anything that is not mine."""
    if not id:
        return None
    ward = await Ward.get_or_none(id=_uuid(id), account=_uuid(request.actor.id))
    if ward is None:
        raise RequestError(404, "")
    return ward


async def _own(request: Request) -> Account:
    account = await find_id(request.actor.id, CITIZEN)
    if account is None:
        raise RequestError(404, "")
    return account


def _kind(request: Request) -> Kind:
    found = PATHS.get(request.path_params["kind"])
    if found is None:
        raise RequestError(404, "")
    return found


def _consent(ward: Ward) -> str:
    return f"accounts.ward:{ward.id}"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RequestError(404, "") from None
