"""Look up a bill: plate and the end of the chassis number, then vehicle, due day and every line. Two pages, no account.

Only whoever has the registration in hand is told anything. An unknown plate and a wrong ending are one answer, after the same work.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse

from core import Response, render
from core.errors import RequestError
from core.fields import PageFields, mistakes
from core.identifiers import parse_plate
from core.language import gettext_lazy as _

from .asking import OWN, Answer, Pair, ask, is_asked, link_of, parse_chassis, read_link
from .calculator import home_province, paying, today
from .paying import charge, is_down, pays
from .reckoning import reckon
from .rules import Rules
from .settings import Settings
from .shown import Shown, as_given, in_words
from .vehicles import Vehicle

if TYPE_CHECKING:
    from core import Request

SOON = 30
"""Days before the due day from which the page says "soon"."""
A_PLATE_AN_HOUR = 10


class Check:
    """The pages of the look-up, with the site's figures at hand."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    async def form(self, request: Request) -> Response:
        """Ask for plate and chassis number. Where nobody can be asked, there is only the calculator."""
        if not await is_asked(request.portal):
            return RedirectResponse(str(request.url_for("vehicle_tax:index")), 303)
        return self._form(request, {"plate": request.query_params.get("pelat", "")[:16]}, {})

    async def find(self, request: Request) -> Response:
        """Lead to the bill. Every try counts, for the address and for the plate."""
        values = {name: request.posted.one(name)[:64] for name in ("plate", "chassis")}
        pair, errors = _read(request, values)
        if pair is None:
            return self._form(request, values, errors, 422)
        await _count(request, pair)
        answer = await ask(request, pair)
        if answer.vehicle is not None:
            return closed_to_others(RedirectResponse(str(request.url_for("vehicle_tax:bill", link=link_of(request.portal, pair))), 303))
        return self._form(request, values, {"plate": _nothing(request, answer)}, 422)

    async def bill(self, request: Request) -> Response:
        """The bill of a vehicle, for whoever was led here. An address that is over asks anew."""
        pair = read_link(request.portal, request.path_params["link"])
        if pair is None:
            return closed_to_others(RedirectResponse(str(request.url_for("vehicle_tax:check")), 303))
        answer = await ask(request, pair)
        if answer.vehicle is None:
            return self._form(request, {"plate": str(pair.plate)}, {"plate": _nothing(request, answer)}, 422)
        return closed_to_others(render(request, "vehicle_tax/bill.html", self._names(request, pair, answer, answer.vehicle)))

    async def pay(self, request: Request) -> Response:
        """Charge the bill as it stands now, and lead to where it is paid."""
        pair = read_link(request.portal, request.path_params["link"])
        answer = await ask(request, pair) if pair else None
        if pair is None or answer is None or answer.vehicle is None:
            raise RequestError(404, "")
        shown = self._shown(request, answer.vehicle, today(request), ours=_is_ours(request, answer, answer.vehicle))
        charged = await charge(request, pair, answer.vehicle, shown) if shown and pays(request.portal, answer.vehicle, shown) else None
        if charged is None:  # the page says where to pay instead
            names = self._names(request, pair, answer, answer.vehicle) | {"refused": True}
            charged = render(request, "vehicle_tax/bill.html", names, status=409)
        return closed_to_others(charged)

    def _names(self, request: Request, pair: Pair, answer: Answer, vehicle: Vehicle) -> dict[str, Any]:
        portal, day = request.portal, today(request)
        shown = self._shown(request, vehicle, day, ours=_is_ours(request, answer, vehicle))
        left = (vehicle.due - day).days
        province = next((one for one in self.rules.provinces if one.code == vehicle.province), None)
        source = vehicle.source or (portal.say(answer.source, request.language, answer.owner) if answer.source else "")
        return {
            "plate": str(pair.plate), "renewal": vehicle.renewal, "about": self._about(request, vehicle, day), "tag": tag_of(request, left),
            "shown": shown, "ours": _is_ours(request, answer, vehicle), "pays": pays(portal, vehicle, shown), "down": is_down(portal), "refused": False,
            "due": vehicle.due, "left": _left(request, left), "source": source, "as_of": vehicle.as_of,
            "stale": (day - vehicle.as_of).days > request.settings(Settings).stale_after, "trial": vehicle.trial, "late": left < 0,
            "link": request.path_params["link"], "saves": portal.tables.identity is not None, "reminds": portal.runs("notifications"),
            "renews": vehicle.renews, **paying(self.rules, province),
        }  # fmt: skip

    def _shown(self, request: Request, vehicle: Vehicle, day: date, *, ours: bool) -> Shown | None:
        """The bill in words; None where the site has no figures for this vehicle."""
        if vehicle.bill is not None:
            return as_given(request, vehicle.bill)
        try:
            found = reckon(
                self.rules, kind=vehicle.kind, province=vehicle.province, njkb=vehicle.njkb, day=day, ownership=vehicle.ownership, due=vehicle.due,
                renewal=vehicle.renews, unit=request.settings(Settings).round_to,
            )  # fmt: skip
        except ValueError:  # no figure for it, or a registry that tells what cannot be
            return None
        return in_words(request, found, with_interest=True, ours=ours)

    def _about(self, request: Request, vehicle: Vehicle, day: date) -> str:
        kind = next((request.gettext(one.name) for one in self.rules.kinds_on(day) if one.id == vehicle.kind), "")
        owned = request.gettext(_("owned vehicle no. {n} of its kind"), n=vehicle.ownership)
        return " · ".join(part for part in (vehicle.description, kind, owned) if part)

    def _form(self, request: Request, values: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
        say, made = request.gettext, PageFields(request, values, errors)
        typed = {"type": "text", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "maxlength": "25"}
        fields = [
            made.line("plate", say(_("Plate number")), hint=say(_("Like K 1234 EN. Spaces and small letters do not matter.")), attributes=typed),
            made.line("chassis", say(_("Last five characters of the chassis number")), attributes=typed,
                      hint=say(_("On your STNK, beside “Nomor Rangka”. They show that you hold the papers."))),
        ]  # fmt: skip
        return closed_to_others(render(request, "vehicle_tax/check.html", {"fields_shown": fields, "errors": mistakes(fields)}, status=status))


def _read(request: Request, values: Mapping[str, str]) -> tuple[Pair | None, dict[str, str]]:
    errors, plate, chassis = {}, None, ""
    try:
        plate = parse_plate(values["plate"])
    except ValueError:
        errors["plate"] = request.gettext(_("Check the plate number: one or two letters, up to four digits, up to three letters. Example: K 1234 EN"))
    try:
        chassis = parse_chassis(values["chassis"])
    except ValueError:
        errors["chassis"] = request.gettext(_("Check the end of the chassis number: five letters or digits, as on your STNK"))
    return (Pair(plate, chassis), {}) if plate and not errors else (None, errors)


async def _count(request: Request, pair: Pair) -> None:
    """Refuse one look-up too many: five characters are guessed by whoever may guess without end, and a table is copied plate by plate."""
    portal, most = request.portal, request.settings(Settings).checks_per_hour
    for name, key, rate in (("vehicle_tax.address", request.network, most), ("vehicle_tax.plate", pair.plate_index(portal), A_PLATE_AN_HOUR)):
        verdict = await portal.limits.hit(name, key, f"{rate}/hour")
        if not verdict.allowed:
            words = request.gettext(_("Too many vehicles were looked up. Try again later, or use the service of the province."))
            raise RequestError(429, words, headers={"Retry-After": str(verdict.retry_after)})


def _is_ours(request: Request, answer: Answer, vehicle: Vehicle) -> bool:
    """The table that a regency imports holds its own vehicles; another registry may know those of the whole province."""
    return answer.owner == OWN and vehicle.province == home_province(request)


def _nothing(request: Request, answer: Answer) -> str:
    if answer.down:
        return request.gettext(_("The register of vehicles cannot be reached just now. Try again later, or use the service of the province."))
    return request.gettext(_("We know no vehicle with this plate and these five characters. Compare both with your STNK."))


def tag_of(request: Request, left: int) -> tuple[str, str, str]:
    """How it stands with so many days left: words, kind and icon of the tag."""
    if left < 0:
        return request.gettext(_("Late")), "late", "triangle-alert"
    return (request.gettext(_("Due soon")), "warn", "clock") if left <= SOON else (request.gettext(_("Not due yet")), "ok", "check")


def _left(request: Request, left: int) -> str:
    if left in (-1, 0, 1):
        return request.gettext({-1: _("1 day ago."), 0: _("That is today."), 1: _("1 day left.")}[left])
    return request.gettext(_("{n} days ago."), n=-left) if left < 0 else request.gettext(_("{n} days left."), n=left)


def closed_to_others(response: Response) -> Response:
    """The answer, as any page is sent whose address is a key: told to no other server, kept by no cache, in no index."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
