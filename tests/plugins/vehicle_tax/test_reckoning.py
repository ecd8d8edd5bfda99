"""From a vehicle to its bill: rate, class, fees, interest and relief, each by the day that counts for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.language import Text
from plugins.vehicle_tax.reckoning import reckon
from plugins.vehicle_tax.rule_files import rules_of
from plugins.vehicle_tax.rules import NoRule, Relief, Rules

from .test_rule_files import plugin_on

DAY = date(2026, 11, 24)


@pytest.fixture
def rules(tmp_path: Path) -> Rules:
    return rules_of(plugin_on(tmp_path / "site"))


def relieved(rules: Rules, *reliefs: tuple[str, str]) -> Rules:
    made = [
        Relief(f"r{n}", "33", Text(f"r{n}"), of, Decimal(share), date(2026, 11, 1), date(2026, 12, 31), "SK")  # type: ignore[arg-type]
        for n, (of, share) in enumerate(reliefs)
    ]
    return replace(rules, reliefs=made)


def test_a_five_year_renewal_adds_the_fees_of_its_wheels(rules: Rules) -> None:
    two = reckon(rules, kind="motorcycle", province="33", njkb=18_000_000, day=DAY, renewal=True)
    four = reckon(rules, kind="sedan", province="33", njkb=18_000_000, day=DAY, renewal=True)

    assert (two.bill.stnk, two.bill.tnkb, two.total) == (100_000, 60_000, 348_740 + 160_000)
    assert (four.bill.stnk, four.bill.tnkb) == (200_000, 100_000)


def test_interest_is_taken_of_pkb_and_opsen_each_by_itself(rules: Rules) -> None:
    late = reckon(rules, kind="minibus", province="33", njkb=100_000_000, day=DAY, due=date(2026, 10, 24))

    assert (late.bill.interest, late.months, late.more_than_a_year) == (11_025 + 7_277, 1, False)
    assert late.total == 1_102_500 + 727_650 + 143_000 + 18_302 + 35_000


@pytest.mark.parametrize(("late", "fine"), [(0, 0), (1, 8_000), (90, 8_000), (91, 16_000), (180, 16_000), (181, 24_000), (271, 32_000), (650, 32_000)])
def test_the_fine_on_the_contribution_grows_with_every_ninety_days(rules: Rules, late: int, fine: int) -> None:
    found = reckon(rules, kind="motorcycle", province="33", njkb=18_000_000, day=DAY, due=DAY - timedelta(days=late))

    assert found.bill.fine == fine


def test_a_car_pays_no_more_than_the_most_of_the_fine(rules: Rules) -> None:
    assert reckon(rules, kind="minibus", province="33", njkb=1_000_000, day=DAY, due=DAY - timedelta(days=300)).bill.fine == 100_000


def test_without_figures_of_the_fine_there_is_none_and_the_bill_knows_it(rules: Rules) -> None:
    found = reckon(replace(rules, fines=()), kind="minibus", province="33", njkb=1_000_000, day=DAY, due=DAY - timedelta(days=30))

    assert (found.bill.fine, found.fine) == (0, None)


def test_a_new_vehicle_pays_bbnkb_with_opsen_and_the_papers_of_its_owner(rules: Rules) -> None:
    bill = reckon(rules, kind="minibus", province="33", njkb=100_000_000, day=DAY, transfer="first").bill

    assert (bill.bbnkb, bill.bbnkb_opsen, bill.bpkb, bill.stnk, bill.tnkb) == (10_000_000, 6_600_000, 375_000, 200_000, 100_000)
    assert bill.total == 1_102_500 + 727_650 + 143_000 + 10_000_000 + 6_600_000 + 675_000


def test_a_second_hand_vehicle_is_free_of_bbnkb_since_the_law_says_so(rules: Rules) -> None:
    found = reckon(rules, kind="motorcycle", province="32", njkb=18_000_000, day=DAY, transfer="later")

    assert found.transfer is not None
    assert (found.bill.bbnkb, found.bill.bbnkb_opsen, found.bill.bpkb) == (0, 0, 225_000)
    with pytest.raises(NoRule):
        rules.transfer("32", "later", date(2025, 1, 4))
    with pytest.raises(NoRule):
        reckon(rules, kind="motorcycle", province="32", njkb=18_000_000, day=DAY, transfer="first")


def test_relief_may_waive_the_fine_and_the_bbnkb(rules: Rules) -> None:
    fine = reckon(relieved(rules, ("fine", "1")), kind="minibus", province="33", njkb=100_000_000, day=DAY, due=date(2026, 10, 24))
    transfer = reckon(relieved(rules, ("bbnkb", "0.5")), kind="minibus", province="33", njkb=100_000_000, day=DAY, transfer="first")

    assert [amount for _relief, amount in fine.reduced] == [35_000]
    assert [amount for _relief, amount in transfer.reduced] == [5_000_000]


def test_the_law_of_the_due_day_counts_for_the_tax(rules: Rules) -> None:
    with pytest.raises(NoRule):
        reckon(rules, kind="minibus", province="33", njkb=100_000_000, day=DAY, due=date(2024, 11, 24))


def test_a_vehicle_a_year_late_owes_more_than_this_bill(rules: Rules) -> None:
    assert reckon(rules, kind="minibus", province="33", njkb=1_000_000, day=DAY, due=date(2025, 11, 24)).more_than_a_year


def test_relief_takes_off_its_line_and_never_more_than_the_line(rules: Rules) -> None:
    late = {"kind": "minibus", "province": "33", "njkb": 100_000_000, "day": DAY, "due": date(2026, 10, 24)}
    plain = reckon(rules, **late)  # type: ignore[arg-type]
    half = reckon(relieved(rules, ("pkb", "0.5"), ("interest", "1")), **late)  # type: ignore[arg-type]
    twice = reckon(relieved(rules, ("interest", "0.7"), ("interest", "0.7")), **late)  # type: ignore[arg-type]

    assert [amount for _relief, amount in half.reduced] == [551_250, 18_302]
    assert half.total == plain.total - 551_250 - 18_302
    assert sum(amount for _relief, amount in twice.reduced) == 18_302


@pytest.mark.parametrize(("day", "province"), [(date(2026, 10, 31), "33"), (date(2027, 1, 1), "33"), (DAY, "32")])
def test_relief_holds_on_its_days_and_in_its_province_alone(rules: Rules, day: date, province: str) -> None:
    assert reckon(relieved(rules, ("pkb", "0.5")), kind="minibus", province=province, njkb=100_000_000, day=day).reduced == []


@pytest.mark.parametrize(("unit", "total"), [(1, 348_740), (100, 348_700), (500, 348_500), (1000, 349_000)])
def test_the_sum_is_rounded_as_the_site_wants_and_no_line_is(rules: Rules, unit: int, total: int) -> None:
    found = reckon(rules, kind="motorcycle", province="33", njkb=18_000_000, day=DAY, unit=unit)

    assert (found.total, found.bill.pkb, found.bill.opsen) == (total, 189_000, 124_740)


def test_jakarta_has_no_opsen(rules: Rules) -> None:
    found = reckon(rules, kind="sedan", province="31", njkb=100_000_000, day=DAY)

    assert (found.bill.opsen, found.bill.pkb) == (0, 2_050_000)
