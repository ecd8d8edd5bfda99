"""The public figures: what they mean, that few are hidden for good, and that nothing confidential is in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.portal import Portal
from core.portal.running import context_of, worker_of
from core.tables.spreadsheet import cell
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import By, WorkingCalendar, move, open_case, sweep
from plugins.cases.figures import read_figures, working_time
from plugins.complaints.models import Statistic
from plugins.complaints.statistics import FEW, compute, first_month, hidden_of
from tests.security.whole import ROAD

from .conftest import portal_on

pytestmark = pytest.mark.anyio

VERIFIER, HANDLER, REPORTER = By("verifier"), By("handler"), By("reporter")
FAST = (("forward", VERIFIER, 1), ("start", HANDLER, 20), ("finish", HANDLER, 1))


async def one(portal: Portal, clock: FrozenClock, steps: Sequence[tuple[str, By, int]] = (), **changed: str) -> None:
    """A complaint that goes through `steps`, each so many hours after the one before; then the clock stands where it stood."""
    began = clock.now()
    context = context_of(portal, "complaints")
    case = (await open_case(context, replace(ROAD, **changed))).case
    for name, by, hours in steps:
        clock.move(timedelta(hours=hours))
        note = {} if name in ("forward", "agree") else {"note": "Sudah."}
        await move(context, case.id, name, by, note | ({"reason": "unclear"} if name == "reject" else {}))
    clock.move(began - clock.now())


async def counted(portal: Portal, scope: str, key: str = "") -> Statistic:
    await compute(context_of(portal, "complaints"))
    return await Statistic.get(scope=scope, key=key)


# ---------------------------------------------------------------- what the figures mean


def test_only_hours_on_working_days_count() -> None:
    calendar = WorkingCalendar([date(2026, 12, 25)])
    friday = datetime(2026, 12, 18, 15, tzinfo=UTC)

    assert working_time(calendar, friday, friday + timedelta(hours=2), UTC) == timedelta(hours=2)
    assert working_time(calendar, friday, datetime(2026, 12, 21, 9, tzinfo=UTC), UTC) == timedelta(hours=18)
    assert working_time(calendar, datetime(2026, 12, 24, 12, tzinfo=UTC), datetime(2026, 12, 28, 1, tzinfo=UTC), UTC) == timedelta(hours=13)
    assert working_time(calendar, friday, friday, UTC) == timedelta()


async def test_the_first_answer_is_when_the_agency_takes_it_up_and_forwarding_is_none(portal: Portal, clock: FrozenClock) -> None:
    await one(portal, clock, FAST[:1])
    await one(portal, clock, FAST[:2])

    figures = [figure async for figure in read_figures(portal, ROAD.service, clock.now() - timedelta(days=1))]

    assert sorted((figure.took is None, figure.in_time) for figure in figures) == [(False, True), (True, None)]
    assert next(figure.took for figure in figures if figure.took) == timedelta(hours=21)


async def test_while_the_reporter_is_asked_no_time_passes(portal: Portal, clock: FrozenClock) -> None:
    await one(portal, clock, [("ask", VERIFIER, 2), ("complete", REPORTER, 24 * 7), ("forward", VERIFIER, 1), ("start", HANDLER, 1)])

    (figure,) = [figure async for figure in read_figures(portal, ROAD.service, clock.now())]

    assert figure.took == timedelta(hours=4)
    assert figure.in_time


async def test_late_is_an_answer_after_its_day_and_none_when_the_day_is_over(portal: Portal, clock: FrozenClock) -> None:
    await one(portal, clock, [("forward", VERIFIER, 1), ("start", HANDLER, 24 * 8)])
    await one(portal, clock)
    clock.move(timedelta(days=9))

    assert [figure.in_time async for figure in read_figures(portal, ROAD.service, clock.now() - timedelta(days=20))] == [False, False]


async def test_confirmed_is_only_what_the_reporter_said(portal: Portal, clock: FrozenClock) -> None:
    await one(portal, clock, [*FAST, ("agree", REPORTER, 1)])
    await one(portal, clock, FAST)
    await one(portal, clock, [("reject", VERIFIER, 1)])
    clock.move(timedelta(days=21))
    await sweep(context_of(portal, "cases"))

    row = await counted(portal, "total")

    assert (row.cases, row.done, row.confirmed) == (3, 2, 1)


async def test_what_is_confidential_is_in_no_figure(portal: Portal, clock: FrozenClock) -> None:
    await one(portal, clock, visibility="confidential", agency="inspektorat")
    await one(portal, clock)

    assert (await counted(portal, "total")).cases == 1
    assert [row.key for row in await Statistic.filter(scope="agency")] == ["dpupr"]


async def test_only_the_last_twelve_months_count(portal: Portal, clock: FrozenClock) -> None:
    await one(portal, clock)
    clock.move(timedelta(days=400))
    await one(portal, clock)

    assert (await counted(portal, "total")).cases == 1
    assert first_month(date(2026, 11, 24)) == date(2025, 12, 1)
    assert first_month(date(2026, 12, 31)) == date(2026, 1, 1)


async def test_the_task_counts_at_night_and_the_kept_page_changes(portal: Portal, client: Client, clock: FrozenClock) -> None:
    assert "Belum ada yang dihitung" in (await client.get("/aduan/statistik")).text
    for _n in range(6):
        await one(portal, clock, [*FAST, ("agree", REPORTER, 1)])

    await worker_of(portal).run_due_tasks()
    clock.move(timedelta(days=1))
    assert "complaints.statistics" in await worker_of(portal).run_due_tasks()

    page = await client.get("/aduan/statistik")
    for words in ("DPUPR", "21 jam", "100%", "Jepon", "November 2026"):
        assert words in page.text, words


# ---------------------------------------------------------------- few are hidden, for good


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 40), max_size=20))
def test_what_is_hidden_cannot_be_computed_from_the_sum(counts: dict[str, int]) -> None:
    hidden = hidden_of(counts)

    assert all(key in hidden for key, n in counts.items() if n < FEW)
    if hidden and len(counts) > 1:
        assert len(hidden) >= 2
        assert sum(counts[key] for key in hidden) >= FEW or hidden == frozenset(counts)
    if not any(n < FEW for n in counts.values()):
        assert not hidden


async def test_an_agency_with_few_is_hidden_with_the_next_smallest(portal: Portal, client: Client, clock: FrozenClock) -> None:
    for agency, n in {"dpupr": 9, "dlh": 6, "dinkominfo": 2}.items():
        for _n in range(n):
            await one(portal, clock, agency=agency)
    await compute(context_of(portal, "complaints"))

    page = (await client.get("/aduan/statistik")).text
    table = page[page.index('id="tabel-agency"') : page.index('id="tabel-district"')]

    assert table.count("disembunyikan") == 2
    assert ">9<" in table
    assert ">6<" not in table
    assert ">2<" not in table


async def test_fewer_than_five_in_all_say_nothing(portal: Portal, client: Client, clock: FrozenClock) -> None:
    await one(portal, clock, FAST)
    await compute(context_of(portal, "complaints"))

    page = (await client.get("/aduan/statistik")).text

    assert "terlalu sedikit" in page
    assert "%</" not in page


# ---------------------------------------------------------------- the file


async def test_the_file_says_the_same_and_no_more(portal: Portal, client: Client, clock: FrozenClock) -> None:
    for agency, n in {"dpupr": 6, "dlh": 2}.items():
        for _n in range(n):
            await one(portal, clock, FAST, agency=agency)
    await compute(context_of(portal, "complaints"))

    answer = await client.get("/aduan/statistik.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[1] == ["Semua", "", "8", "21", "100", ""]
    assert [row[1:] for row in rows if row[0] == "Instansi"] == [["DLH", "disembunyikan", "", "", ""], ["DPUPR", "disembunyikan", "", "", ""]]


@pytest.mark.parametrize("words", ["=1+1", "+62", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_is_never_a_formula(words: str) -> None:
    assert cell(words) == f"'{words}"
    assert cell("DPUPR") == "DPUPR"
    assert cell(None) == ""


async def test_postgresql_counts_the_same(tmp_path: Path, postgres_url: str, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", toml=f'[database]\nurl = "{postgres_url}"\n', clock=clock) as (portal, client):
        for _n in range(5):
            await one(portal, clock, [*FAST, ("agree", REPORTER, 1)])
        for _time in range(2):
            row = await counted(portal, "total")

        assert (row.cases, row.hours, row.in_time, row.confirmed) == (5, 21, 5, 5)
        assert "21 jam" in (await client.get("/aduan/statistik")).text
