"""Time: late is seen and told once, the clock makes its own transitions, a changed calendar moves due days in the open."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from core.database.tables import Outbox
from core.testing import FrozenClock
from plugins.cases import overdue, tasks
from plugins.cases.api import Case, move, recompute, sweep, verify_chains
from plugins.cases.models import Entry
from tests.plugins.cases.conftest import Worlds
from tests.plugins.cases.world import HANDLER, SERVICES, VERIFIER, World

pytestmark = pytest.mark.anyio


async def kinds(case: Case) -> list[str]:
    return [entry.kind for entry in await Entry.filter(case=case.id).order_by("n")]


async def test_lateness_is_told_once_for_each_due_day_and_locks_nothing(world: World) -> None:
    case = (await world.open()).case
    world.clock.move(timedelta(days=3))
    assert (await sweep(world.context)).late == 0  # the due day itself is still in time

    world.clock.move(timedelta(days=1))
    first, second = await sweep(world.context), await sweep(world.context)

    event = json.loads((await Outbox.get(event="cases.late", listener__startswith="repair:")).payload)
    assert (first.late, second.late) == (1, 0)
    assert await kinds(case) == ["opened", "late"]
    assert (event["ticket"], event["due"]) == (case.ticket, "2026-11-27")
    assert (await move(world.context, case.id, "forward", VERIFIER)).state == "planned"
    assert (await verify_chains(world.portal)).ok


async def test_the_clock_closes_what_nobody_answered(world: World) -> None:
    case = (await world.open()).case
    for name, by, answers in (("forward", VERIFIER, {}), ("start", HANDLER, {}), ("finish", HANDLER, {"note": "Sudah."})):
        await move(world.context, case.id, name, by, answers)

    world.clock.stand(datetime(2026, 12, 8, 16, 50, tzinfo=UTC))  # 23.50 of the due day
    assert (await sweep(world.context)).moved == 0
    world.clock.move(timedelta(minutes=20))
    assert (await sweep(world.context)).moved == 1

    closed = await Case.get(id=case.id)
    last = await Entry.filter(case=case.id).order_by("-n").first()
    assert (closed.state, closed.due) == ("closed", None)
    assert last is not None
    assert json.loads(last.data)["by"] == "system"


async def test_the_clock_goes_on_where_a_pause_was_not_answered(world: World) -> None:
    case = (await world.open()).case
    for name, by, answers in (("forward", VERIFIER, {}), ("start", HANDLER, {}), ("ask", HANDLER, {"note": "Di mana?"})):
        await move(world.context, case.id, name, by, answers)

    world.clock.move(timedelta(days=8))
    await sweep(world.context)

    now = await Case.get(id=case.id)
    assert (now.state, now.paused_since, now.due) == ("working", None, date(2026, 12, 9))


async def test_a_sweep_meets_every_case_of_many_with_the_same_due_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overdue, "BATCH", 3)
    for _ in range(8):
        await world.open()
    world.clock.move(timedelta(days=7))

    assert (await sweep(world.context)).late == 8


async def test_a_changed_calendar_moves_due_days_and_says_so_in_the_timeline(worlds: Worlds) -> None:
    clock = FrozenClock()
    async with worlds(clock=clock) as world:
        case, closed = (await world.open()).case, (await world.open()).case
        await move(world.context, closed.id, "refuse", VERIFIER, {"note": "x", "reason": "spam"})

        object.__setattr__(world.portal.site, "holidays", (*world.portal.site.holidays, holiday(date(2026, 11, 26))))
        done = await recompute(world.context)

        moved = await Case.get(id=case.id)
        event = json.loads((await Outbox.get(event="cases.due_moved", listener__startswith="repair:")).payload)
        assert (done.recomputed, moved.due) == (1, date(2026, 11, 30))
        assert await kinds(case) == ["opened", "due_moved"]
        assert (event["before"], event["due"]) == ("2026-11-27", "2026-11-30")
        assert (await recompute(world.context)).recomputed == 0
        assert (await verify_chains(world.portal)).ok


def holiday(day: date) -> object:
    """A day off of the regency, as `holidays.csv` gives it."""
    from core.site.holidays import Holiday

    return Holiday(day, "libur_daerah", "Hari jadi", "Perbup 1/2026")


async def test_the_sites_own_days_off_count(worlds: Worlds) -> None:
    async with worlds(files={"holidays.csv": "date,type,name,decree\n2026-11-26,libur_daerah,Hari jadi,Perbup\n"}) as world:
        assert (await world.open()).case.due == date(2026, 11, 30)


async def test_the_site_may_take_a_national_day_back_and_joint_leave_may_count_as_work(worlds: Worlds) -> None:
    clock = FrozenClock(datetime(2026, 12, 22, 2, tzinfo=UTC))
    files = {"holidays.csv": "date,type,name,decree\n2026-12-25,hari_kerja,Masuk,SE\n"}
    async with worlds(clock=clock, toml="[plugins.cases]\njoint_leave_is_work = true\n", files=files) as world:
        assert (await world.open()).case.due == date(2026, 12, 25)


async def test_a_year_without_a_table_is_said_a_quarter_before(world: World) -> None:
    world.clock.stand(datetime(2027, 9, 29, 2, tzinfo=UTC))
    quiet = await tasks.holidays(world.context)
    world.clock.stand(datetime(2027, 10, 1, 2, tzinfo=UTC))
    warned = await tasks.holidays(world.context)

    assert quiet.state == "ok"
    assert warned.state == "degraded"
    assert "2028" in warned.sentence


async def test_a_date_beyond_the_known_days_off_is_marked(world: World) -> None:
    world.clock.stand(datetime(2027, 12, 30, 2, tzinfo=UTC))
    opened = await world.open()

    page = await world.client.get(f"/lacak/{opened.keys.secret}")

    assert "Tanggal ini masih sementara" in page.text


async def test_a_running_case_keeps_its_procedure_and_its_promise(worlds: Worlds) -> None:
    clock = FrozenClock()
    async with worlds(clock=clock) as world:
        case = (await world.open()).case

    # The same database, another day: the service's file and its setting have changed.
    changed = (SERVICES / "repair" / "procedure.toml").read_text("utf-8").replace("limit = 3\n", "limit = 9\n", 1)
    async with worlds(clock=clock, toml="[plugins.repair]\nanswer_within = 9\n", files={"procedures/repair.toml": changed}) as world:
        await recompute(world.context)
        new = (await world.open()).case

        old = await Case.get(id=case.id)
        assert (old.due, new.due) == (date(2026, 11, 27), date(2026, 12, 7))
        assert old.procedure_version != new.procedure_version
        assert (await move(world.context, old.id, "forward", VERIFIER)).state == "planned"
