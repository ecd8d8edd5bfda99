"""From a vehicle and the site's figures to a bill: which rate, which contribution, which fees, how late, and what the province lets off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .bill import Bill, compute_bill, days_late, half_up, late_fine, late_interest, months_late
from .rules import Contribution, Fee, Kind, LateFine, Province, Rate, Reduced, Relief, Rules, Transfer, TransferRate


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A bill with everything it came from. `reduced`: each programme of relief and what it takes off; `total` is rounded as the site wants it."""

    bill: Bill
    njkb: int
    province: Province
    rate: Rate
    kind: Kind
    contribution: Contribution
    fees: Sequence[tuple[Fee, int]]
    months: int
    reduced: Sequence[tuple[Relief, int]]
    total: int
    fine: LateFine | None = None
    transfer: TransferRate | None = None

    @property
    def more_than_a_year(self) -> bool:
        """Another year's tax has fallen due since: this bill is only the first part of what is owed."""
        return self.months >= 12


def reckon(
    rules: Rules, *, kind: str, province: str, njkb: int, day: date, ownership: int = 1, due: date | None = None, renewal: bool = False,
    transfer: Transfer | None = None, unit: int = 1,
) -> Reckoned:  # fmt: skip
    """The bill of one year as it stands on `day`. The law of the due day counts for the tax, that of the day of payment for fees and relief.

    `transfer`: ownership changes on `day`. Raises `NoRule` when a table lacks a figure."""
    taxed = due or day
    place, vehicle, rate = rules.province(province), rules.kind(kind, taxed), rules.rate(province, ownership, kind, taxed)
    contribution = rules.contribution(vehicle.contribution, taxed)
    changes = rules.transfer(province, transfer, day) if transfer else None
    asked = (*(("bpkb",) if changes else ()), *(("stnk", "tnkb") if renewal or changes else ()))
    fees = [(fee, fee.amount(vehicle.wheels)) for fee in (rules.fee(name, day) for name in asked)]
    step = rules.fine(days_late(due, day), day) if due else None
    fine = late_fine(contribution.contribution, step.share, step.most) if step else 0
    plain = compute_bill(njkb, vehicle.weight, rate.share, place.opsen)
    interest = sum(late_interest(tax, due, day, place.interest, place.interest_months) for tax in (plain.pkb, plain.opsen)) if due else 0
    paid = {fee.id: amount for fee, amount in fees}
    bill = compute_bill(
        njkb, vehicle.weight, rate.share, place.opsen, contribution.amount, paid.get("stnk", 0), paid.get("tnkb", 0), interest, fine, paid.get("bpkb", 0),
        changes.share if changes else 0,
    )  # fmt: skip
    reduced = _reduced(rules.reliefs_on(province, day), bill)
    total = half_up(Decimal(bill.total - sum(amount for _relief, amount in reduced)), unit)
    months = min(months_late(due, day), place.interest_months) if due else 0
    return Reckoned(bill, njkb, place, rate, vehicle, contribution, fees, months, reduced, total, step, changes)


def _reduced(reliefs: Sequence[Relief], bill: Bill) -> list[tuple[Relief, int]]:
    """What each programme takes off its line; together never more than the line."""
    left: dict[Reduced, int] = {
        "pkb": bill.pkb, "opsen": bill.opsen, "interest": bill.interest, "fine": bill.fine, "bbnkb": bill.bbnkb, "bbnkb_opsen": bill.bbnkb_opsen,
    }  # fmt: skip
    whole, found = dict(left), []
    for relief in reliefs:
        amount = min(half_up(Decimal(whole[relief.of]) * relief.share), left[relief.of])
        left[relief.of] -= amount
        if amount:
            found.append((relief, amount))
    return found
