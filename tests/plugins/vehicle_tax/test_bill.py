"""The pure rules: every worked case comes out to the rupiah, whatever is rounded is rounded half up, and bad input is refused with a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.vehicle_tax.api import Bill, compute_bill, late_fine, late_interest, months_late
from plugins.vehicle_tax.bill import half_up

VECTORS = json.loads((Path(__file__).parents[2] / "data" / "vehicle_tax.json").read_text("utf-8"))
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
SHARES = st.decimals(0, 1, places=4)


@pytest.mark.parametrize("case", VECTORS["bills"], ids=lambda case: case["id"])
def test_a_worked_bill_comes_out_exactly(case: dict[str, Any]) -> None:
    others = {name: case[name] for name in ("swdkllj", "stnk", "tnkb") if name in case}

    bill = compute_bill(case["njkb"], Decimal(case["weight"]), Decimal(case["rate"]), Decimal(case["opsen_rate"]), **others)

    assert (bill.pkb, bill.opsen, bill.total) == (case["pkb"], case["opsen"], case["total"])
    assert {name: getattr(bill, name) for name in others} == others


def test_a_transfer_of_ownership_is_taken_of_the_sale_value_alone_and_has_its_opsen() -> None:
    bill = compute_bill(200_000_000, Decimal("1.05"), Decimal(0), Decimal("0.66"), bpkb=375_000, transfer_rate=Decimal("0.08"))

    assert (bill.bbnkb, bill.bbnkb_opsen) == (16_000_000, 10_560_000)
    assert bill.total == 26_560_000 + 375_000


@pytest.mark.parametrize(("contribution", "share", "fine"), [(32_000, "0.25", 8_000), (32_000, "1", 32_000), (140_000, "1", 100_000), (0, "1", 0)])
def test_the_fine_is_a_share_of_the_contribution_and_never_more_than_the_most(contribution: int, share: str, fine: int) -> None:
    assert late_fine(contribution, Decimal(share), 100_000) == fine


@pytest.mark.parametrize("case", VECTORS["late_interest"], ids=lambda case: f"{case['due']} paid {case['paid']}")
def test_worked_interest_comes_out_exactly(case: dict[str, Any]) -> None:
    due, paid = date.fromisoformat(case["due"]), date.fromisoformat(case["paid"])

    assert months_late(due, paid) == case["months_late"]
    assert late_interest(case["pkb"], due, paid) == case["interest_pkb_1pct"]
    assert late_interest(case["opsen"], due, paid) == case["interest_opsen_1pct"]


@pytest.mark.parametrize(
    ("due", "paid", "months"),
    [
        ("2026-10-24", "2026-10-24", 0),
        ("2026-10-24", "2026-10-01", 0),
        ("2026-10-24", "2026-10-25", 1),
        ("2026-10-24", "2026-11-25", 2),
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-03-01", 2),
        ("2024-01-31", "2024-02-29", 1),
        ("2026-12-31", "2027-01-01", 1),
        ("2024-02-29", "2025-02-28", 12),
        ("2024-02-29", "2025-03-01", 13),
    ],
)
def test_a_month_begun_counts_and_ends_on_the_last_day_of_a_shorter_one(due: str, paid: str, months: int) -> None:
    assert months_late(date.fromisoformat(due), date.fromisoformat(paid)) == months


def test_interest_stops_at_two_years_or_where_the_province_says() -> None:
    due, paid = date(2020, 1, 1), date(2026, 1, 1)

    assert late_interest(1_000_000, due, paid) == 240_000
    assert late_interest(1_000_000, due, paid, Decimal("0.02"), 48) == 960_000
    assert late_interest(1_000_000, due, paid, cap_months=0) == 0


@given(
    st.integers(0, 10**12), st.decimals(0, 10, places=3), SHARES, SHARES,
    st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6),
)  # fmt: skip
def test_each_line_is_rounded_half_up_and_the_sum_is_the_sum_of_the_lines(
    njkb: int, weight: Decimal, rate: Decimal, opsen: Decimal, swdkllj: int, stnk: int, tnkb: int, interest: int
) -> None:
    bill = compute_bill(njkb, weight, rate, opsen, swdkllj, stnk, tnkb, interest)

    assert bill.pkb == _half_up(njkb * Fraction(weight) * Fraction(rate))
    assert bill.opsen == _half_up(bill.pkb * Fraction(opsen))
    assert bill == Bill(bill.pkb, bill.opsen, swdkllj, stnk, tnkb, interest, bill.pkb + bill.opsen + swdkllj + stnk + tnkb + interest)


@given(st.integers(0, 10**12), st.sampled_from([1, 100, 500, 1000]))
def test_a_sum_is_rounded_to_the_nearest_unit_a_half_upwards(amount: int, unit: int) -> None:
    rounded = half_up(Decimal(amount), unit)

    assert rounded % unit == 0
    assert -unit <= 2 * (amount - rounded) < unit


@given(st.integers(0, 10**10), DAYS, DAYS, DAYS)
def test_who_pays_later_never_pays_less_and_never_over_the_cap(tax: int, due: date, one: date, other: date) -> None:
    first, second = sorted((one, other))

    assert 0 <= late_interest(tax, due, first) <= late_interest(tax, due, second) <= _half_up(tax * Fraction(24, 100))
    assert (late_interest(tax, due, first) > 0) <= (first > due)


@given(DAYS, st.integers(0, 60))
def test_exactly_so_many_months_after_the_due_day_so_many_have_begun(due: date, months: int) -> None:
    year, month = divmod(due.year * 12 + due.month - 1 + months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    paid = date(year, month + 1, min(due.day, last))

    assert months_late(due, paid) == months
    assert months_late(due, paid + timedelta(days=1)) == months + 1


@pytest.mark.parametrize(
    "call",
    [
        lambda: compute_bill(-1, 1, Decimal("0.01"), Decimal("0.66")),
        lambda: compute_bill(10**16, 1, Decimal("0.01"), Decimal("0.66")),
        lambda: compute_bill(1000, 1, 0.0105, Decimal("0.66")),  # type: ignore[arg-type]
        lambda: compute_bill(1000, 1, Decimal("1.05"), Decimal("0.66")),
        lambda: compute_bill(1000, 1, Decimal("0.0105"), 66),
        lambda: compute_bill(1000, Decimal("NaN"), Decimal("0.01"), Decimal("0.66")),
        lambda: compute_bill(1000, Decimal("Infinity"), Decimal("0.01"), Decimal("0.66")),
        lambda: compute_bill("1000", 1, Decimal("0.01"), Decimal("0.66")),  # type: ignore[arg-type]
        lambda: compute_bill(True, 1, Decimal("0.01"), Decimal("0.66")),
        lambda: compute_bill(1000, 1, Decimal("0.01"), Decimal("0.66"), swdkllj=-35_000),
        lambda: compute_bill(1000, 1, Decimal("0.01"), Decimal("0.66"), stnk=Decimal(1)),  # type: ignore[arg-type]
        lambda: late_interest(-1, date(2026, 1, 1), date(2026, 2, 1)),
        lambda: late_interest(1, datetime(2026, 1, 1), date(2026, 2, 1)),  # noqa: DTZ001
        lambda: late_interest(1, date(2026, 1, 1), "2026-02-01"),  # type: ignore[arg-type]
        lambda: late_interest(1, date(2026, 1, 1), date(2026, 2, 1), Decimal(2)),
        lambda: late_interest(1, date(2026, 1, 1), date(2026, 2, 1), cap_months=-1),
        lambda: late_interest(1, date(2026, 1, 1), date(2026, 2, 1), cap_months=1.5),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_refused_with_a_sentence(call: Any) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].* (is|lies) .*\.$"):
        call()


def test_a_rate_in_percent_is_told_from_a_share() -> None:
    with pytest.raises(ValueError, match=r"A rate is a share: 0\.0105 for 1\.05 %"):
        compute_bill(1000, 1, Decimal("1.05"), Decimal("0.66"))


def test_the_rules_bring_neither_database_nor_web() -> None:
    code = "import sys; import plugins.vehicle_tax.api; print([name for name in ('tortoise', 'starlette', 'jinja2') if name in sys.modules])"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def _half_up(amount: Fraction) -> int:
    """By whole numbers alone, another way than the code's."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)
