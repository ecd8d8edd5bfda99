"""A bill in the reader's words: every line with what it is made of, and where the figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from core.language import format_number, format_rupiah
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core import Request

    from .bill import Bill
    from .reckoning import Reckoned

FEES = {"stnk": _("New STNK"), "tnkb": _("New plates (TNKB)")}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a bill."""

    title: str
    note: str
    amount: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A bill for the template: its rows, its sum, and the source of each row."""

    lines: Sequence[Line]
    total: int
    opsen: int
    sources: Sequence[tuple[str, str]] = ()
    more_than_a_year: bool = False


def in_words(request: Request, found: Reckoned, *, with_interest: bool, ours: bool) -> Shown:
    """`with_interest`: also where nothing is late, as a line of its own; a calculation without a due day has none.

    `ours`: the vehicle is of this regency, as far as the portal knows."""
    say, bill = request.gettext, found.bill
    tax, opsen, insurance = say(_("Tax (PKB)")), say(_("Opsen PKB")), "SWDKLLJ"
    made = say(_("{rate} of {njkb}, weight {weight}"), rate=percent(found.rate.share, request.language), njkb=format_rupiah(found.njkb),
               weight=decimal(found.kind.weight, request.language))  # fmt: skip
    lines = [Line(tax, made, bill.pkb)]
    sources = [(tax, found.rate.basis), (say(_("Weight")), found.kind.basis)]
    if found.province.opsen:
        rate = percent(found.province.opsen, request.language)
        to_us = say(_("{rate} of the PKB, for {regency}"), rate=rate, regency=request.portal.site.config.portal.regency)
        lines.append(Line(opsen, to_us if ours else say(_("{rate} of the PKB, for the regency of the vehicle"), rate=rate), bill.opsen))
        sources.append((opsen, found.province.opsen_basis))
    lines.append(Line(insurance, say(_("Jasa Raharja road accident fund, class {name}"), name=found.contribution.id), bill.swdkllj))
    sources.append((insurance, found.contribution.basis))
    for fee, amount in found.fees:
        lines.append(Line(say(FEES[fee.id]), say(_("Every five years")), amount))
        sources.append((say(FEES[fee.id]), fee.basis))
    if with_interest:
        late = say(_("Interest for being late"))
        each = percent(found.province.interest, request.language)
        note = say(_("{n} months, {rate} each"), n=found.months, rate=each) if found.months else say(_("Not late"))
        lines.append(Line(late, note, bill.interest))
        sources.append((late, found.province.interest_basis))
    for relief, amount in found.reduced:
        lines.append(Line(say(relief.name), say(_("{rate} off"), rate=percent(relief.share, request.language)), -amount))
        sources.append((say(relief.name), relief.basis))
    return Shown(lines, found.total, bill.opsen, sources, found.more_than_a_year)


def as_given(request: Request, bill: Bill) -> Shown:
    """A bill that the registry reckoned itself: its own figures, line by line."""
    say = request.gettext
    rows = (
        (_("Tax (PKB)"), bill.pkb), (_("Opsen PKB"), bill.opsen), (_("SWDKLLJ"), bill.swdkllj), (FEES["stnk"], bill.stnk), (FEES["tnkb"], bill.tnkb),
        (_("Interest for being late"), bill.interest),
    )  # fmt: skip
    return Shown([Line(say(title), "", amount) for title, amount in rows if amount], bill.total, bill.opsen)


def percent(share: Decimal, language: str) -> str:
    """`1,05%`, in English `1.05%`."""
    return f"{decimal(share * 100, language)}%"


def decimal(value: Decimal, language: str) -> str:
    """A number without zeros at its end, as the language writes it."""
    whole, _point, rest = f"{value:f}".partition(".")
    rest = rest.rstrip("0")
    return format_number(int(whole), language) + (f"{'.' if language == 'en' else ','}{rest}" if rest else "")
