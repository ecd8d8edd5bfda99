"""What a vehicle owes, as the law computes it: pure rules, whole rupiah, no input or output.

Law: UU 1/2022 (PKB, opsen); the figures themselves are data of the site. Bad input raises `ValueError` with a sentence.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

MOST = 10**15
"""More rupiah than any vehicle costs: a slip of the keyboard, not a value."""
INTEREST = Decimal("0.01")
CAP_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Bill:
    """The lines of a bill and their sum, in rupiah."""

    pkb: int
    opsen: int
    swdkllj: int
    stnk: int
    tnkb: int
    interest: int
    total: int
    fine: int = 0
    """On a contribution (SWDKLLJ) that is paid late."""
    bpkb: int = 0
    bbnkb: int = 0
    """On a transfer of ownership, with its own opsen."""
    bbnkb_opsen: int = 0


def compute_bill(
    njkb: int | Decimal,
    weight: int | Decimal,
    rate: int | Decimal,
    opsen_rate: int | Decimal,
    swdkllj: int = 0,
    stnk: int = 0,
    tnkb: int = 0,
    interest: int = 0,
    fine: int = 0,
    bpkb: int = 0,
    transfer_rate: int | Decimal = 0,
) -> Bill:
    """PKB = NJKB × weight × rate; opsen = PKB × opsen rate; each rounded half up to rupiah. The other lines are added as they are.

    BBNKB, where ownership changes, is NJKB × `transfer_rate`, without the weight; its opsen is taken of it as that of the PKB.
    Rates are shares: 0.0105 for 1.05 %. The opsen is taken of the PKB as it stands in the bill, so that the lines can be checked by hand.
    """
    value = _number("The sale value (NJKB)", njkb, MOST)
    coefficient = _number("The weight", weight, 10)
    share = _number("The rate", rate, 1, "A rate is a share: 0.0105 for 1.05 %.")
    opsen_share = _number("The opsen rate", opsen_rate, 1, "A rate is a share: 0.66 for 66 %.")
    transfer_share = _number("The rate of the BBNKB", transfer_rate, 1, "A rate is a share: 0.10 for 10 %.")
    named = {"SWDKLLJ": swdkllj, "STNK": stnk, "TNKB": tnkb, "The interest": interest, "The fine": fine, "BPKB": bpkb}
    for name, amount in named.items():
        _check_rupiah(name, amount)
    pkb, bbnkb = half_up(value * coefficient * share), half_up(value * transfer_share)
    opsen, bbnkb_opsen = half_up(pkb * opsen_share), half_up(bbnkb * opsen_share)
    total = pkb + opsen + bbnkb + bbnkb_opsen + sum(named.values())
    return Bill(pkb, opsen, swdkllj, stnk, tnkb, interest, total, fine, bpkb, bbnkb, bbnkb_opsen)


def late_fine(contribution: int | Decimal, share: int | Decimal, most: int) -> int:
    """The fine on a contribution (SWDKLLJ, without its card) that is late: `share` of it, at most `most` rupiah."""
    _check_rupiah("The most of a fine", most)
    owed = _number("The contribution", contribution, MOST)
    return min(half_up(owed * _number("The share of a fine", share, 1, "A share: 0.25 for 25 %.")), most)


def days_late(due: date, paid: date) -> int:
    """How many days the day of payment lies after the due day; 0 when paid in time."""
    _check_days(due, paid)
    return max((paid - due).days, 0)


def late_interest(tax: int | Decimal, due: date, paid: date, rate: int | Decimal = INTEREST, cap_months: int = CAP_MONTHS) -> int:
    """Interest on a tax paid after its due day: `rate` for each month begun, for at most `cap_months`; 0 when paid in time.

    A month ends on the due day's number, or on the last day of a shorter month: due on 31 January, 28 February is one month late.
    """
    owed = _number("The tax", tax, MOST)
    share = _number("The rate", rate, 1, "A rate is a share: 0.01 for 1 % a month.")
    if isinstance(cap_months, bool) or not isinstance(cap_months, int) or cap_months < 0:
        raise ValueError("The most months is a whole number, 0 or more.")
    return half_up(owed * share * min(months_late(due, paid), cap_months))


def months_late(due: date, paid: date) -> int:
    """How many months have begun between the due day and the day of payment; 0 when paid in time."""
    _check_days(due, paid)
    if paid <= due:
        return 0
    months = (paid.year - due.year) * 12 + paid.month - due.month
    last = calendar.monthrange(paid.year, paid.month)[1]
    return months + (paid.day > min(due.day, last))


def half_up(amount: Decimal, unit: int = 1) -> int:
    """Rounded to the nearest `unit` of rupiah, a half upwards."""
    return int((amount / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * unit


def _number(name: str, value: int | Decimal, most: int, hint: str = "") -> Decimal:
    """`value` as a Decimal between 0 and `most`. A float is refused: 0.0105 is not 1.05 % to a computer."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError(f"{name} is a whole number or a Decimal.")
    number = Decimal(value)
    if not number.is_finite() or number < 0:
        raise ValueError(f"{name} is a number, 0 or more.")
    if number > most:
        raise ValueError(f"{name} is at most {most}.{f' {hint}' if hint else ''}")
    return number


def _check_rupiah(name: str, amount: int) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise ValueError(f"{name} is a whole number of rupiah.")
    if not 0 <= amount <= MOST:
        raise ValueError(f"{name} lies between 0 and {MOST} rupiah.")


def _check_days(due: date, paid: date) -> None:
    for name, day in (("due day", due), ("day of payment", paid)):
        if not isinstance(day, date) or isinstance(day, datetime):
            raise ValueError(f"The {name} is a date, without a time.")
