"""The worker sees to health; whoever is asked only reads."""

from __future__ import annotations

import anyio
import pytest

from core.health import Health, HealthCheck
from core.outbox import emit
from core.outbox.health import report
from core.plugins.declarations import Owned
from core.requests import Context
from tests.core.outbox.conftest import House, Moved, Remembering

pytestmark = pytest.mark.anyio


async def fine(context: Context) -> Health:
    return Health("ok", "the registry answers")


async def broken(context: Context) -> Health:
    raise ConnectionRefusedError("registry")


async def odd(context: Context) -> Health:
    return "ok"  # type: ignore[return-value]


CHECKS = [Owned("tax", HealthCheck("registry", fine)), Owned("tax", HealthCheck("bank", broken)), Owned("jobs", HealthCheck("odd", odd))]
NAMES = ["tax.registry", "tax.bank", "jobs.odd"]


async def test_every_30_s_each_check_leaves_its_result(house: House) -> None:
    worker = house.worker(house.outbox(), checks=CHECKS)
    await worker.run_due_tasks()
    with house.database.bind():
        assert (await report(NAMES, house.clock.now())).checks["tax.registry"] == Health("degraded", "not checked yet")

    house.later(seconds=30)
    assert "core.health" in await worker.run_due_tasks()

    with house.database.bind():
        found = (await report(NAMES, house.clock.now())).checks
    assert found["tax.registry"] == Health("ok", "the registry answers")
    assert found["tax.bank"] == Health("down", "ConnectionRefusedError: registry")
    assert found["jobs.odd"].state == "down"


async def test_a_worker_that_starts_runs_at_once_what_nobody_has_checked_lately(house: House) -> None:
    worker = house.worker(house.outbox(), checks=CHECKS)

    async with worker.working():
        with anyio.fail_after(5):
            while True:
                with house.database.bind():
                    found = (await report(NAMES, house.clock.now())).checks
                if all(health.sentence != "not checked yet" for health in found.values()):
                    break
                await anyio.sleep(0.01)

    assert found["tax.registry"] == Health("ok", "the registry answers")
    assert found["tax.bank"].state == "down"


async def test_a_result_of_two_minutes_ago_is_no_result(house: House) -> None:
    worker = house.worker(house.outbox(), checks=CHECKS)
    await worker.run_due_tasks()
    house.later(seconds=30)
    await worker.run_due_tasks()

    house.later(minutes=2)

    with house.database.bind():
        assert (await report(NAMES, house.clock.now())).checks["tax.registry"] == Health("degraded", "not checked for two minutes")


async def test_row_58_a_worker_shows_itself_and_is_missed_after_two_minutes(house: House) -> None:
    worker = house.worker(house.outbox())
    with house.database.bind():
        assert not (await report([], house.clock.now())).alive(house.clock.now())

        assert await worker._round()

        seen = await report([], house.clock.now())
        assert seen.alive(house.clock.now())
        house.later(minutes=2, seconds=1)
        assert not seen.alive(house.clock.now())


async def test_what_waits_and_what_was_given_up_is_counted(house: House) -> None:
    listener = Remembering()
    listener.fail = RuntimeError()
    outbox = house.outbox(a=listener)
    with outbox.bind():
        await emit(Moved(ticket="ADU-1"))
        assert (await report([], house.clock.now())).waiting == 1
        house.later(hours=25)
        await house.worker(outbox).drain()

        stands = await report([], house.clock.now())
    assert (stands.waiting, stands.dead) == (0, 1)
