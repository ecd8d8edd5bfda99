"""A worker lives beside the portal, wakes when something is emitted, and ends in good order, also when it is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.database import tables
from core.outbox import emit, worker
from core.plugins.declarations import Owned
from core.requests import Context
from core.tasks import Task
from tests.core.outbox.conftest import House, Moved, Remembering, until

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[3]


async def states() -> list[str]:
    return sorted(row.state for row in await tables.Outbox.all())


async def marked(state: str) -> None:
    async with asyncio.timeout(20):
        while set(await states()) != {state}:
            await asyncio.sleep(0.01)


async def test_what_is_emitted_is_delivered_at_once_without_waiting_for_the_next_look(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 3600.0)
    listener = Remembering()
    outbox = house.outbox(notifications=listener)
    with outbox.bind():
        async with house.worker(outbox).working():
            for number in range(30):
                await emit(Moved(ticket=f"ADU-{number}"))
            await marked("done")

    assert len(listener.told) == len(set(listener.keys)) == 30


async def test_what_another_process_left_is_found_by_looking(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.05)
    listener = Remembering()
    mine, other = house.outbox(notifications=listener), house.outbox(notifications=Remembering())
    async with house.worker(mine).working():
        with other.bind():
            await emit(Moved(ticket="ADU-1"))
        await until(lambda: listener.told)


async def test_a_due_task_runs_beside_the_deliveries(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.05)
    ran = asyncio.Event()

    async def run(context: Context) -> None:
        ran.set()

    at_work = house.worker(house.outbox(), [Owned("cases", Task("sweep", run, every=timedelta(hours=1)))])
    await at_work.run_due_tasks()
    async with at_work.working():
        house.later(hours=1)
        async with asyncio.timeout(20):
            await ran.wait()


async def test_leaving_lets_what_is_under_way_end(house: House) -> None:
    listener = Remembering()
    listener.waiting = asyncio.Event()
    outbox = house.outbox(notifications=listener)
    with outbox.bind():
        async with house.worker(outbox).working():
            await emit(Moved(ticket="ADU-1"))
            await until(lambda: listener.told)
            asyncio.get_running_loop().call_later(0.1, listener.waiting.set)

        assert await states() == ["done"]


async def test_leaving_breaks_off_what_does_not_end_and_gives_it_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "GRACE_SECONDS", 0.05)
    hanging, other = Remembering(), Remembering()
    hanging.waiting = asyncio.Event()
    outbox = house.outbox(notifications=hanging)
    with outbox.bind():
        async with house.worker(outbox).working():
            await emit(Moved(ticket="ADU-1"))
            await until(lambda: hanging.told)

        assert await house.worker(house.outbox(notifications=other)).drain() == 1
    assert other.keys == hanging.keys


async def test_a_worker_that_is_cancelled_gives_its_rows_back_too(house: House) -> None:
    hanging = Remembering()
    hanging.waiting = asyncio.Event()
    outbox = house.outbox(notifications=hanging)
    with outbox.bind():
        running = asyncio.create_task(house.worker(outbox).run())
        await emit(Moved(ticket="ADU-1"))
        await until(lambda: hanging.told)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

        assert (await tables.Outbox.get()).leased_until is None


async def test_a_database_that_does_not_answer_for_a_while_does_not_end_the_worker(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(worker, "TROUBLE_SECONDS", 0.02)
    listener = Remembering()
    outbox = house.outbox(notifications=listener)
    with outbox.bind():
        await emit(Moved(ticket="ADU-1"))
        await house.database.client.execute_script('ALTER TABLE "core_outbox" RENAME TO "away"')
        async with house.worker(outbox).working():
            await until(lambda: "cannot be read" in caplog.text)
            await house.database.client.execute_script('ALTER TABLE "away" RENAME TO "core_outbox"')
            await until(lambda: listener.told)
            await marked("done")


def start(url: str, sent: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.core.outbox.one_worker", url, str(sent), *options], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


async def emitted(house: House, number: int) -> None:
    house.clock.stand(datetime.now(UTC))
    outbox = house.outbox(notifications=_named_send())
    with outbox.bind():
        for each in range(number):
            await emit(Moved(ticket=f"ADU-{each}"))


def _named_send() -> object:
    async def send(context: Context, event: Moved) -> None: ...

    return send


@pytest.mark.slow
async def test_row_57_a_worker_killed_between_sending_and_marking_costs_one_repetition_with_the_same_key(
    house: House, database_url: str, tmp_path: Path
) -> None:
    sent = tmp_path / "sent"
    await emitted(house, 20)

    assert await asyncio.to_thread(start(database_url, sent, "die").wait, 60) == -signal.SIGKILL
    assert await asyncio.to_thread(start(database_url, sent, "later=61").wait, 60) == 0

    times = Counter(sent.read_text().split())
    with house.database.bind():
        assert set(times) == {row.dedupe for row in await tables.Outbox.filter(state="done")}
    assert len(times) == 20
    assert sorted(times.values()) == [1] * 19 + [2]


@pytest.mark.slow
async def test_row_57_two_workers_in_two_processes_deliver_each_event_once(house: House, database_url: str, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    await emitted(house, 200)

    workers = [start(database_url, sent) for _ in range(2)]
    for process in workers:
        assert await asyncio.to_thread(process.wait, 120) == 0

    times = Counter(sent.read_text().split())
    assert len(times) == 200
    assert set(times.values()) == {1}


@pytest.mark.slow
async def test_a_worker_of_its_own_ends_at_sigterm_with_0(house: House, database_url: str, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    await emitted(house, 300)
    process = start(database_url, sent)
    async with asyncio.timeout(60):
        while not sent.exists():
            await asyncio.sleep(0.05)
    began = time.monotonic()

    process.send_signal(signal.SIGTERM)

    assert await asyncio.to_thread(process.wait, 30) == 0
    assert time.monotonic() - began < 15
    with house.database.bind():
        assert await tables.Outbox.filter(state="waiting", leased_until__not_isnull=True).count() == 0
