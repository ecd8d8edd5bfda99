"""How the agencies stand: what is counted, what is hidden, and that nothing else can be read there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import By, count_overview, move, open_case
from plugins.cases.overview import NONE, Standing, read_overview
from plugins.cases.overview_page import trend, whole_year
from tests.plugins.complaints.conftest import portal_on
from tests.security.whole import ROAD

pytestmark = pytest.mark.anyio

VERIFIER, HANDLER = By("verifier"), By("handler")
REGENT = {"who": "bupati", "kind": "officer", "permissions": ["cases.overview"]}


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", clock=clock, toml=f'[database]\nurl = "{database_url}"\n') as both:
        yield both


async def some(portal: Portal, number: int, agency: str, *, answered: bool = False, **more: str) -> None:
    context = context_of(portal, "complaints")
    for _one in range(number):
        case = (await open_case(context, replace(ROAD, agency=agency, **more))).case
        if answered:
            await move(context, case.id, "forward", VERIFIER)
            await move(context, case.id, "start", HANDLER, {"note": "Sudah."})


async def test_open_late_first_answer_and_share_in_time_of_each_agency(opened: tuple[Portal, Client], clock: FrozenClock) -> None:
    portal, _client = opened
    await some(portal, 6, "dpupr", answered=True)
    await some(portal, 5, "dlh")
    clock.move(timedelta(days=30))
    await some(portal, 1, "dpupr")

    await count_overview(context_of(portal, "cases"))
    found = await read_overview(portal)

    assert found.at is not None
    by_agency = {one.key: one for one in found.agencies}
    assert by_agency["dlh"] == Standing("dlh", 5, open=5, late=5, hours=None, in_time=0)
    dpupr = by_agency["dpupr"]
    assert (dpupr.cases, dpupr.open, dpupr.hours, dpupr.in_time) == (7, 7, 0, 100)
    assert found.total.open == 12
    assert found.total.late == (dpupr.late or 0) + 5
    assert found.agencies[0].key == max(by_agency.values(), key=lambda one: one.late or 0).key
    assert sum(one.cases or 0 for one in found.months) <= 12


async def test_few_are_hidden_and_what_is_confidential_is_in_no_number(opened: tuple[Portal, Client]) -> None:
    portal, _client = opened
    await some(portal, 6, "dpupr")
    await some(portal, 7, "dlh")
    await some(portal, 2, "dinkes")
    await some(portal, 9, "inspektorat", visibility="confidential")

    await count_overview(context_of(portal, "cases"))
    found = await read_overview(portal)

    assert found.total.cases == 15
    assert {one.key for one in found.agencies if one.hidden} == {"dinkes", "dpupr"}, "what can be subtracted from the sum is hidden too"
    assert "inspektorat" not in {one.key for one in found.agencies}


async def test_what_no_agency_has_yet_is_a_line_and_what_is_gone_leaves_no_number(opened: tuple[Portal, Client], clock: FrozenClock) -> None:
    portal, _client = opened
    await some(portal, 5, "")
    await count_overview(context_of(portal, "cases"))
    assert [one.key for one in (await read_overview(portal)).agencies] == [NONE]

    from plugins.cases.models import Case

    await Case.all().update(agency="dlh")
    clock.move(timedelta(days=1))
    await count_overview(context_of(portal, "cases"))

    assert [one.key for one in (await read_overview(portal)).agencies] == ["dlh"]


async def test_the_page_shows_numbers_and_no_case_and_is_the_only_one_its_reader_may_open(opened: tuple[Portal, Client]) -> None:
    portal, client = opened
    await some(portal, 6, "dlh")
    await count_overview(context_of(portal, "cases"))
    await client.sign_in(**REGENT)

    page = await client.get("/petugas/ikhtisar")

    assert page.status_code == 200
    assert "DLH" in page.text
    assert ROAD.title not in page.text
    assert "ADU-" not in page.text
    assert (await client.get("/petugas")).status_code == 403


def test_the_chart_leaves_out_what_is_hidden() -> None:
    months = [Standing("2026-01", 10, in_time=50), Standing("2026-02", None, hidden=True), Standing("2026-03", 20, in_time=100)]

    chart = trend(months, ["J", "F", "M"])

    assert [bar.height for bar in chart.bars] == [36, 0, 72]
    assert [bar.point for bar in chart.bars] == [36, None, 0]
    assert chart.line == "12,36 60,0"


def test_the_chart_has_twelve_months_whatever_came_in() -> None:
    year = whole_year([Standing("2026-03", 9, in_time=80)], date(2026, 11, 24))

    assert [one.key for one in year][:2] == ["2025-12", "2026-01"]
    assert year[-1].key == "2026-11"
    assert [one.cases for one in year] == [0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0]
