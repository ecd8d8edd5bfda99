"""Each listener takes each event at least once, whatever happens to the others."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.database import tables
from core.outbox import emit
from core.outbox.delivery import AT_ONCE, OF_ONE_LISTENER, wait_after
from core.requests import Context
from tests.core.outbox.conftest import House, Moved, Remembering, until

pytestmark = pytest.mark.anyio


async def state_of(listener: str) -> str:
    return (await tables.Outbox.get(listener__startswith=listener)).state


async def test_a_listener_is_told_once_with_a_key_and_in_its_plugins_name(house: House) -> None:
    seen: list[Context] = []

    async def listen(context: Context, event: Moved) -> None:
        seen.append(context)

    outbox = house.outbox(notifications=listen)
    worker = house.worker(outbox)
    with outbox.bind():
        await emit(Moved(ticket="ADU-1"))

        assert await worker.drain() == 1
        assert await worker.drain() == 0
        row = await tables.Outbox.get()
    assert [(context.plugin, context.key) for context in seen] == [("notifications", row.dedupe)]
    assert (row.state, row.attempts, row.leased_until) == ("done", 1, None)


async def test_row_57_a_listener_that_fails_is_asked_again_with_the_same_key_after_longer_and_longer_waits(house: House) -> None:
    listener = Remembering()
    listener.fail = ConnectionRefusedError("mail server")
    outbox = house.outbox(notifications=listener)
    worker = house.worker(outbox)
    with outbox.bind():
        await emit(Moved(ticket="ADU-1"))
        waits = []
        for _ in range(12):
            assert await worker.drain() == 1
            assert await worker.drain() == 0
            wait = (await tables.Outbox.get()).due - house.clock.now()
            waits.append(int(wait.total_seconds()))
            house.clock.move(wait)
        row = await tables.Outbox.get()
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]
    assert len(set(listener.keys)) == 1
    assert (row.state, row.error) == ("waiting", "ConnectionRefusedError: mail server")


async def test_row_57_a_mail_server_that_is_away_for_an_hour_costs_nobody_a_message(house: House) -> None:
    listener = Remembering()
    listener.fail = ConnectionRefusedError()
    outbox = house.outbox(notifications=listener)
    worker = house.worker(outbox)
    with outbox.bind():
        for number in range(20):
            await emit(Moved(ticket=f"ADU-{number}"))
        for _ in range(60):
            await worker.drain()
            house.later(minutes=1)
        listener.fail = None
        listener.told.clear()
        for _ in range(60):
            await worker.drain()
            house.later(minutes=1)

        assert await tables.Outbox.filter(state="done").count() == 20
    assert sorted(listener.tickets) == sorted({f"ADU-{number}" for number in range(20)})


async def test_row_57_a_listener_that_always_fails_is_given_up_after_a_day_and_hinders_no_other(house: House) -> None:
    poisoned, healthy = Remembering(), Remembering()
    poisoned.fail = SystemExit(3)
    outbox = house.outbox(notifications=poisoned, documents=healthy)
    worker = house.worker(outbox)
    with outbox.bind():
        for number in range(10):
            await emit(Moved(ticket=f"ADU-{number}"))
        await worker.drain()
        assert len(healthy.told) == 10

        for _ in range(23):
            house.later(hours=1)
            await worker.drain()
        assert {row.state for row in await tables.Outbox.filter(listener__startswith="notifications")} == {"waiting"}
        for _ in range(2):
            house.later(hours=1)
            await worker.drain()
        assert {row.state for row in await tables.Outbox.filter(listener__startswith="notifications")} == {"dead"}

        poisoned.told.clear()
        house.later(hours=5)
        assert await worker.drain() == 0
    assert poisoned.told == []
    assert len(healthy.told) == 10


async def test_row_57_a_payload_that_cannot_be_read_is_a_failure_like_any_other(house: House) -> None:
    listener = Remembering()
    outbox = house.outbox(notifications=listener)
    worker = house.worker(outbox)
    with outbox.bind():
        await emit(Moved(ticket="ADU-1"))
        await tables.Outbox.all().update(payload="{")
        await emit(Moved(ticket="ADU-2"))

        assert await worker.drain() == 2
        assert sorted(row.state for row in await tables.Outbox.all()) == ["done", "waiting"]
    assert listener.tickets == ["ADU-2"]


async def test_row_57_what_another_worker_has_is_left_alone_until_its_lease_is_over(house: House) -> None:
    first, second = Remembering(), Remembering()
    one, two = house.outbox(notifications=first), house.outbox(notifications=second)
    with one.bind():
        await emit(Moved(ticket="ADU-1"))
        assert len(await house.worker(one).delivery.claim()) == 1  # and is killed here

        assert await house.worker(two).drain() == 0
        house.later(seconds=59)
        assert await house.worker(two).drain() == 0
        house.later(seconds=2)
        assert await house.worker(two).drain() == 1
    assert second.tickets == ["ADU-1"]


async def test_row_57_a_lease_is_renewed_while_its_listener_runs(house: House) -> None:
    slow, other = Remembering(), Remembering()
    slow.waiting = asyncio.Event()
    one, two = house.outbox(notifications=slow), house.outbox(notifications=other)
    worker = house.worker(one)
    with one.bind():
        await emit(Moved(ticket="ADU-1"))
        (row,) = await worker.delivery.claim()
        running = asyncio.create_task(worker.delivery.deliver(row))
        for _ in range(6):
            house.later(seconds=40)
            await worker.delivery.renew()

        assert await house.worker(two).drain() == 0
        slow.waiting.set()
        await running
        assert await state_of("notifications") == "done"
    assert other.told == []


async def test_row_57_a_mark_that_comes_after_somebody_else_took_over_changes_nothing(house: House) -> None:
    slow, other = Remembering(), Remembering()
    slow.waiting, slow.fail = asyncio.Event(), RuntimeError("too late")
    one, two = house.outbox(notifications=slow), house.outbox(notifications=other)
    worker = house.worker(one)
    with one.bind():
        await emit(Moved(ticket="ADU-1"))
        (row,) = await worker.delivery.claim()
        running = asyncio.create_task(worker.delivery.deliver(row))
        house.later(seconds=61)
        assert await house.worker(two).drain() == 1
        slow.waiting.set()
        await running

        assert await state_of("notifications") == "done"
    assert slow.keys == other.keys


async def test_two_workers_that_reach_for_the_same_rows_never_get_the_same_one(house: House) -> None:
    outbox = house.outbox(a=Remembering(), b=Remembering(), c=Remembering())
    workers = [house.worker(outbox) for _ in range(4)]
    with outbox.bind():
        for number in range(10):
            await emit(Moved(ticket=f"ADU-{number}"))
        claims = await asyncio.gather(*(worker.delivery.claim() for worker in workers))

    taken = [row.id for claim in claims for row in claim]
    assert len(taken) == len(set(taken))
    assert all(len(claim) <= AT_ONCE for claim in claims)


async def test_one_listener_that_hangs_does_not_take_every_place(house: House) -> None:
    hanging, healthy = Remembering(), Remembering()
    hanging.waiting = asyncio.Event()
    outbox = house.outbox(notifications=hanging)
    with outbox.bind():
        for number in range(50):
            await emit(Moved(ticket=f"ADU-{number}"))
    outbox = house.outbox(notifications=hanging, documents=healthy)
    worker = house.worker(outbox)
    with outbox.bind():
        await emit(Moved(ticket="ADU-last"))
        for _ in range(3):
            for row in await worker.delivery.claim():
                worker.delivery.start(row)
        await until(lambda: len(worker.delivery.running) == OF_ONE_LISTENER)

        assert healthy.tickets == ["ADU-last"]
        hanging.waiting.set()
        await asyncio.wait(list(worker.delivery.running))


async def test_what_was_delivered_is_forgotten_after_a_week_and_what_has_no_listener_any_more_is_given_up_after_a_day(house: House) -> None:
    outbox = house.outbox(notifications=Remembering(), documents=Remembering())
    with outbox.bind():
        await emit(Moved(ticket="ADU-1"))
    left = house.outbox(notifications=Remembering())
    worker = house.worker(left)
    with left.bind():
        assert await worker.drain() == 1
        await worker.delivery.sweep()
        assert await state_of("documents") == "waiting"

        house.later(hours=25)
        await worker.delivery.sweep()
        assert await state_of("documents") == "dead"

        house.later(days=6)
        await worker.delivery.sweep()
        assert [row.state for row in await tables.Outbox.all()] == ["dead"]


def test_the_wait_never_grows_over_an_hour() -> None:
    assert wait_after(1) == timedelta(seconds=10)
    assert wait_after(10_000) == timedelta(hours=1)
