"""The first page, for everybody: what a vehicle's tax would be, line by line, from what stands in the site's tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from core import Response, render
from core.fields import FieldView, PageFields, Rupiah, mistakes
from core.language import format_rupiah
from core.language import gettext_lazy as _

from .asking import is_asked
from .reckoning import reckon
from .rules import MOST_OWNED, NoRule, Province, Rules, Transfer
from .settings import Settings
from .shown import in_words

if TYPE_CHECKING:
    from core import Context, Request
    from core.language import Text

NAMES = ("njkb", "kind", "owned", "province", "renewal", "transfer")
MOST_NJKB = 100_000_000_000
OWNED: tuple[Text, ...] = (_("The first"), _("The second"), _("The third"), _("The fourth"), _("The fifth or later"))
TRANSFERS: dict[Transfer, Text] = {"first": _("Yes, it is new"), "later": _("Yes, I take it over second-hand")}
NJKB = Rupiah("njkb", _("Sale value (NJKB)"), most=MOST_NJKB)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was filled in, read."""

    njkb: int
    kind: str
    owned: int
    province: str
    renewal: bool
    transfer: Transfer | None


class Calculator:
    """The pages that reckon, with the site's figures at hand."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    async def form(self, request: Request) -> Response:
        """Ask for the vehicle; lead to the bill where bills can be looked up."""
        return await self._form(request, {"owned": "1", "province": home_province(request)}, {})

    async def reckoned(self, request: Request) -> Response:
        """The bill of what was filled in, or the form with what is wrong in it."""
        given = {name: request.query_params.get(name, "")[:40].strip() for name in NAMES}
        asked, errors = self._read(request, given)
        if asked is None:
            return await self._form(request, given, errors, 422)
        day, unit = today(request), request.settings(Settings).round_to
        try:
            found = reckon(
                self.rules, kind=asked.kind, province=asked.province, njkb=asked.njkb, day=day, ownership=asked.owned, renewal=asked.renewal,
                transfer=asked.transfer, unit=unit,
            )  # fmt: skip
        except NoRule:
            errors = {"province": request.gettext(_("The portal has no figures for this province. Choose another one."))}
            if asked.transfer and self._has_figures(asked, day):
                errors = {"transfer": request.gettext(_("The portal has no figures for this transfer of ownership. Ask Samsat, or calculate without it."))}
            return await self._form(request, given, errors, 422)
        back = str(request.url_for("vehicle_tax:index").include_query_params(**{name: value for name, value in given.items() if value}))
        names = {
            "shown": in_words(request, found, with_interest=False, ours=asked.province == home_province(request)), "kind": found.kind,
            "owned": request.gettext(OWNED[asked.owned - 1]), "day": day,
            "njkb": format_rupiah(asked.njkb), "single": asked.kind in self._single(asked), "back": back, **paying(self.rules, found.province),
        }  # fmt: skip
        return render(request, "vehicle_tax/reckoned.html", names)

    def _has_figures(self, asked: Asked, day: date) -> bool:
        """Whether all but the transfer of ownership can be reckoned."""
        try:
            reckon(self.rules, kind=asked.kind, province=asked.province, njkb=asked.njkb, day=day, ownership=asked.owned, renewal=asked.renewal)
        except NoRule:
            return False
        return True

    def _single(self, asked: Asked) -> frozenset[str]:
        """The kinds of which the province does not count how many somebody has, if that changed this bill."""
        return frozenset().union(*(one.single for one in self.rules.rates if one.province == asked.province and one.ownership == asked.owned))

    def _read(self, request: Request, given: Mapping[str, str]) -> tuple[Asked | None, dict[str, str]]:
        say, errors = request.gettext, {}
        njkb = NJKB.number(re.sub(r"\s", "", given["njkb"]))
        kinds = [one.id for one in self.rules.kinds_on(today(request))]
        if not njkb or not 0 < njkb <= MOST_NJKB:
            errors["njkb"] = say(_("Write the sale value as a number of rupiah, such as 18.000.000"))
        if given["kind"] not in kinds:
            errors["kind"] = say(_("Choose the kind of vehicle"))
        if given["owned"] not in {str(n) for n in range(1, MOST_OWNED + 1)}:
            errors["owned"] = say(_("Choose how many of this kind are in your name"))
        if given["province"] not in {one.code for one in self.rules.provinces}:
            errors["province"] = say(_("Choose the province where the vehicle is registered"))
        if given["transfer"] not in {"", *TRANSFERS}:
            errors["transfer"] = say(_("Choose whether the owner changes"))
        if errors or not njkb:
            return None, errors
        transfer = next((one for one in TRANSFERS if one == given["transfer"]), None)
        return Asked(int(njkb), given["kind"], int(given["owned"]), given["province"], given["renewal"] == "yes", transfer), {}

    async def _form(self, request: Request, values: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> Response:
        fields = self._fields(request, {**values, **_as_typed(request)}, errors)
        province = next((one for one in self.rules.provinces if one.code == home_province(request)), None)
        names = {
            "fields_shown": fields, "errors": mistakes(fields), "check": await is_asked(request.portal), **paying(self.rules, province),
        }  # fmt: skip
        return render(request, "vehicle_tax/index.html", names, status=status)

    def _fields(self, request: Request, values: Mapping[str, Any], errors: Mapping[str, str]) -> list[FieldView]:
        say, made = request.gettext, PageFields(request, values, errors)
        digits = {"type": "text", "inputmode": "numeric", "autocomplete": "off", "maxlength": "24"}
        home = home_province(request)
        provinces = sorted(self.rules.provinces, key=lambda one: one.code != home)
        return [
            made.choose("kind", say(_("Kind of vehicle")), [(one.id, say(one.name)) for one in self.rules.kinds_on(today(request))]),
            made.line("njkb", say(_("Sale value (NJKB)")), attributes=digits,
                      hint=say(_("In rupiah, as the government sets it each year. Ask for it at Samsat; it is not the price you paid."))),
            made.choose("owned", say(_("Which vehicle of this kind in your name is it?")), [(str(n), say(words)) for n, words in enumerate(OWNED, 1)]),
            made.choose("province", say(_("Province")), [(one.code, one.name) for one in provinces]),
            made.choose("renewal", say(_("Five-year renewal")), [("yes", say(_("The plate ends this year: add a new STNK and new plates")))],
                        look="checkboxes", optional=True),
            made.choose("transfer", say(_("Does the owner change?")), [(name, say(words)) for name, words in TRANSFERS.items()], optional=True,
                        none=say(_("No")), hint=say(_("Then the BBNKB and the new papers are added."))),
        ]  # fmt: skip


def _as_typed(request: Request) -> dict[str, str]:
    """What the address of the form carries: whoever comes back from a bill finds what they had filled in."""
    return {name: request.query_params[name][:40] for name in NAMES if name in request.query_params}


def home_province(request: Request | Context) -> str:
    """The first two digits of the regency's code."""
    return request.portal.site.config.portal.region[:2]


def today(request: Request | Context) -> date:
    return request.portal.clock.now().astimezone(request.portal.site.zone).date()


def paying(rules: Rules, province: Province | None) -> dict[str, Any]:
    """What the template `paying.html` shows: the places, and the province's own service."""
    return {"places": rules.places, "province": province}
