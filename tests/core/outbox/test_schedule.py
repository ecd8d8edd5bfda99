"""A task runs when it is due, in one process."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from core.database import tables
from core.outbox.schedule import next_time
from core.plugins.declarations import Owned
from core.requests import Context
from core.tasks import Task
from tests.core.outbox.conftest import JAKARTA, House

pytestmark = pytest.mark.anyio


class Counting:
    def __init__(self) -> None:
        self.runs: list[str] = []
        self.fail: BaseException | None = None

    async def __call__(self, context: Context) -> None:
        self.runs.append(context.plugin)
        if self.fail:
            raise self.fail


async def own(context: Context) -> None: ...


def test_a_time_of_day_is_meant_in_the_sites_zone() -> None:
    task = Task("digest", own, at=time(6, 0))

    assert next_time(task, datetime(2026, 11, 24, 3, 0, tzinfo=UTC), JAKARTA) == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert next_time(task, datetime(2026, 11, 24, 22, 59, tzinfo=UTC), JAKARTA) == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
    assert next_time(task, datetime(2026, 11, 24, 23, 0, tzinfo=UTC), JAKARTA) == datetime(2026, 11, 25, 23, 0, tzinfo=UTC)


async def test_a_task_runs_each_period_and_not_at_the_first_start(house: House) -> None:
    count = Counting()
    worker = house.worker(house.outbox(), [Owned("cases", Task("sweep", count, every=timedelta(hours=2)))])

    async def due() -> list[str]:
        return [name for name in await worker.run_due_tasks() if name.startswith("cases")]

    assert await due() == []
    for _ in range(3):
        house.later(hours=1, minutes=59)
        assert await due() == []
        house.later(minutes=1)
        assert await due() == ["cases.sweep"]
    assert count.runs == ["cases"] * 3


async def test_a_task_that_was_due_while_nobody_ran_is_run_once_when_somebody_does(house: House) -> None:
    count = Counting()
    tasks = [Owned("cases", Task("digest", count, at=time(6, 0)))]
    await house.worker(house.outbox(), tasks).run_due_tasks()

    house.later(days=3)
    worker = house.worker(house.outbox(), tasks)
    await worker.run_due_tasks()
    await worker.run_due_tasks()

    assert len(count.runs) == 1


async def test_a_shorter_period_and_another_time_of_day_count_at_once(house: House) -> None:
    count = Counting()
    await house.worker(house.outbox(), [Owned("a", Task("x", count, every=timedelta(days=30))), Owned("a", Task("y", count, at=time(9, 59)))]).run_due_tasks()

    worker = house.worker(house.outbox(), [Owned("a", Task("x", count, every=timedelta(minutes=5))), Owned("a", Task("y", count, at=time(10, 1)))])
    await worker.run_due_tasks()
    house.later(minutes=6)

    assert set(await worker.run_due_tasks()) >= {"a.x", "a.y"}


async def test_of_many_workers_one_runs_a_task(house: House) -> None:
    count = Counting()
    workers = [house.worker(house.outbox(), [Owned("cases", Task("sweep", count, every=timedelta(hours=1)))]) for _ in range(5)]
    for worker in workers:
        await worker.run_due_tasks()

    house.later(hours=1)
    await asyncio.gather(*(worker.run_due_tasks() for worker in workers))

    assert len(count.runs) == 1


async def test_a_worker_that_was_killed_in_the_middle_of_a_task_is_replaced_when_its_lease_is_over(house: House) -> None:
    count = Counting()
    first, second = (house.worker(house.outbox(), [Owned("cases", Task("sweep", count, every=timedelta(hours=1)))]) for _ in range(2))
    await first.run_due_tasks()
    await second.run_due_tasks()
    house.later(hours=1)
    with first.outbox.bind():
        assert "cases.sweep" in await first.schedule.claim()  # and is killed here

    assert "cases.sweep" not in await second.run_due_tasks()
    house.later(seconds=61)
    assert "cases.sweep" in await second.run_due_tasks()


@pytest.mark.parametrize("failure", [RuntimeError("no"), SystemExit(1)], ids=repr)
async def test_a_task_that_fails_says_so_and_is_tried_again_after_five_minutes(failure: BaseException, house: House) -> None:
    count = Counting()
    count.fail = failure
    worker = house.worker(house.outbox(), [Owned("cases", Task("digest", count, at=time(6, 0)))])
    await worker.run_due_tasks()
    house.later(days=1)

    await worker.run_due_tasks()
    with house.database.bind():
        row = await tables.TaskState.get(name="cases.digest")
    assert row.error == f"{type(failure).__name__}: {failure}"
    assert row.due == house.clock.now() + timedelta(minutes=5)

    count.fail = None
    house.later(minutes=5)
    await worker.run_due_tasks()
    with house.database.bind():
        row = await tables.TaskState.get(name="cases.digest")
    assert (row.error, len(count.runs)) == ("", 2)
