"""A bill in the reader's words: every line with what it is made of, and where the figure comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from core.language import Text, format_number, format_rupiah
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core import Request

    from .bill import Bill
    from .reckoning import Reckoned

TAX, OPSEN, INSURANCE, INTEREST = _("Tax (PKB)"), _("Opsen PKB"), _("SWDKLLJ"), _("Interest for being late")
FINE, TRANSFER, TRANSFER_OPSEN = _("Fine on the late SWDKLLJ"), _("Transfer of ownership (BBNKB)"), _("Opsen BBNKB")
FEES = {"stnk": _("New STNK"), "tnkb": _("New plates (TNKB)"), "bpkb": _("New BPKB")}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a bill."""

    label: Text
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
    fined: bool = False
    """Whether the fine of Jasa Raharja is among the rows, as far as there is one."""


def in_words(request: Request, found: Reckoned, *, with_interest: bool, ours: bool) -> Shown:
    """`with_interest`: also where nothing is late, as a line of its own; a calculation without a due day has none.

    `ours`: the vehicle is of this regency, as far as the portal knows."""
    say, bill = request.gettext, found.bill
    language, lines, sources = request.language, [], []

    def line(label: Text, note: str, amount: int, basis: str) -> None:
        lines.append(Line(label, say(label), note, amount))
        sources.append((say(label), basis))

    rate, njkb, weight = percent(found.rate.share, language), format_rupiah(found.njkb), decimal(found.kind.weight, language)
    line(TAX, say(_("{rate} of {njkb}, weight {weight}"), rate=rate, njkb=njkb, weight=weight), bill.pkb, found.rate.basis)
    sources.append((say(_("Weight")), found.kind.basis))
    if found.province.opsen:
        rate = percent(found.province.opsen, language)
        to_us = say(_("{rate} of the PKB, for {regency}"), rate=rate, regency=request.portal.site.config.portal.regency)
        line(OPSEN, to_us if ours else say(_("{rate} of the PKB, for the regency of the vehicle"), rate=rate), bill.opsen, found.province.opsen_basis)
    if found.transfer:
        free = say(_("No BBNKB for a second-hand vehicle"))
        rate = percent(found.transfer.share, language)
        line(
            TRANSFER,
            say(_("{rate} of {njkb}"), rate=rate, njkb=njkb) if found.transfer.share or found.transfer.transfer == "first" else free,
            bill.bbnkb,
            found.transfer.basis,
        )
        if bill.bbnkb_opsen:
            line(TRANSFER_OPSEN, say(_("{rate} of the BBNKB"), rate=percent(found.province.opsen, language)), bill.bbnkb_opsen, found.province.opsen_basis)
    insured = say(_("Jasa Raharja road accident fund, class {name}"), name=found.contribution.id)
    line(INSURANCE, insured, bill.swdkllj, found.contribution.basis)
    for fee, amount in found.fees:
        line(FEES[fee.id], say(_("For the new owner")) if found.transfer else say(_("Every five years")), amount, fee.basis)
    if with_interest:
        each = percent(found.province.interest, language)
        late = say(_("Not late"))
        if found.months:
            late = say(_("1 month, {rate}"), rate=each) if found.months == 1 else say(_("{n} months, {rate} each"), n=found.months, rate=each)
        line(INTEREST, late, bill.interest, found.province.interest_basis)
        if found.fine:
            each, most = percent(found.fine.share, language), format_rupiah(found.fine.most)
            line(FINE, say(_("{rate} of the contribution, at most {most}"), rate=each, most=most), bill.fine, found.fine.basis)
    for relief, amount in found.reduced:
        line(relief.name, say(_("{rate} off"), rate=percent(relief.share, language)), -amount, relief.basis)
    return Shown(lines, found.total, bill.opsen, sources, found.more_than_a_year, found.fine is not None)


def as_given(request: Request, bill: Bill) -> Shown:
    """A bill that the registry reckoned itself: its own figures, line by line."""
    rows = (
        (TAX, bill.pkb), (OPSEN, bill.opsen), (TRANSFER, bill.bbnkb), (TRANSFER_OPSEN, bill.bbnkb_opsen), (INSURANCE, bill.swdkllj),
        (FEES["bpkb"], bill.bpkb), (FEES["stnk"], bill.stnk), (FEES["tnkb"], bill.tnkb), (INTEREST, bill.interest), (FINE, bill.fine),
    )  # fmt: skip
    return Shown([Line(label, request.gettext(label), "", amount) for label, amount in rows if amount], bill.total, bill.opsen, fined=bool(bill.fine))


def percent(share: Decimal, language: str) -> str:
    """`1,05%`, in English `1.05%`."""
    return f"{decimal(share * 100, language)}%"


def decimal(value: Decimal, language: str) -> str:
    """A number without zeros at its end, as the language writes it."""
    whole, _point, rest = f"{value:f}".partition(".")
    rest = rest.rstrip("0")
    return format_number(int(whole), language) + (f"{'.' if language == 'en' else ','}{rest}" if rest else "")
