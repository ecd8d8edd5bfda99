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


def compute_bill(
    njkb: int | Decimal,
    weight: int | Decimal,
    rate: int | Decimal,
    opsen_rate: int | Decimal,
    swdkllj: int = 0,
    stnk: int = 0,
    tnkb: int = 0,
    interest: int = 0,
) -> Bill:
    """PKB = NJKB × weight × rate; opsen = PKB × opsen rate; each rounded half up to rupiah. The other lines are added as they are.

    Rates are shares: 0.0105 for 1.05 %. The opsen is taken of the PKB as it stands in the bill, so that the lines can be checked by hand.
    """
    value = _number("The sale value (NJKB)", njkb, MOST)
    coefficient = _number("The weight", weight, 10)
    share = _number("The rate", rate, 1, "A rate is a share: 0.0105 for 1.05 %.")
    opsen_share = _number("The opsen rate", opsen_rate, 1, "A rate is a share: 0.66 for 66 %.")
    for name, amount in (("SWDKLLJ", swdkllj), ("STNK", stnk), ("TNKB", tnkb), ("The interest", interest)):
        _check_rupiah(name, amount)
    pkb = half_up(value * coefficient * share)
    opsen = half_up(pkb * opsen_share)
    return Bill(pkb, opsen, swdkllj, stnk, tnkb, interest, pkb + opsen + swdkllj + stnk + tnkb + interest)


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
    for name, day in (("due day", due), ("day of payment", paid)):
        if not isinstance(day, date) or isinstance(day, datetime):
            raise ValueError(f"The {name} is a date, without a time.")
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
