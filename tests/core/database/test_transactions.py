# ruff: noqa: PT012 - what is expected to fail is the transaction as a whole
from __future__ import annotations

import asyncio
import logging
import sqlite3
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from time import perf_counter

import pytest
from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from core.database import Database, Migrator, after_commit, in_transaction, transaction
from core.database.tables import Counter, Session
from core.errors import Busy, DatabaseError

pytestmark = pytest.mark.anyio


async def names() -> list[str]:
    return sorted(await Counter.all().values_list("name", flat=True))


async def test_a_transaction_that_ends_well_is_kept(opened) -> None:
    async with opened():
        async with transaction():
            await Counter.create(name="a")

        assert await names() == ["a"]


async def test_an_error_undoes_everything_in_the_transaction(opened) -> None:
    async with opened():
        with pytest.raises(ZeroDivisionError):
            async with transaction():
                await Counter.create(name="a")
                raise ZeroDivisionError

        assert await names() == []


async def test_a_transaction_inside_another_joins_it(opened) -> None:
    async with opened():
        with pytest.raises(ZeroDivisionError):
            async with transaction():
                async with transaction():
                    await Counter.create(name="inner")
                raise ZeroDivisionError

        assert await names() == []


async def test_an_inner_error_that_was_swallowed_undoes_the_outer_transaction_loudly(opened) -> None:
    async with opened():
        with pytest.raises(DatabaseError, match="ZeroDivisionError") as caught:
            async with transaction():
                await Counter.create(name="outer")
                try:
                    async with transaction():
                        raise ZeroDivisionError
                except ZeroDivisionError:
                    pass

        assert caught.value.code == "database.doomed"
        assert await names() == []


async def test_after_commit_runs_once_after_the_outermost_commit(opened) -> None:
    said: list[bool] = []
    async with opened():
        async with transaction():
            async with transaction():
                after_commit(lambda: said.append(in_transaction()))
            assert said == []

        assert said == [False]


async def test_after_commit_is_dropped_when_the_transaction_is_undone(opened) -> None:
    said: list[str] = []
    async with opened():
        with pytest.raises(ZeroDivisionError):
            async with transaction():
                after_commit(lambda: said.append("x"))
                raise ZeroDivisionError

        assert said == []


async def test_after_commit_outside_a_transaction_runs_at_once(opened) -> None:
    said: list[str] = []
    async with opened():
        after_commit(lambda: said.append("x"))

    assert said == ["x"]


async def test_a_failing_callback_after_commit_hinders_neither_the_answer_nor_the_next_one(opened, caplog: pytest.LogCaptureFixture) -> None:
    said: list[str] = []
    async with opened():
        async with transaction():
            await Counter.create(name="a")
            after_commit(lambda: 1 / 0)
            after_commit(lambda: said.append("next"))

        assert said == ["next"]
        assert await names() == ["a"]
    assert "after commit failed" in caplog.text


async def test_a_cancelled_transaction_is_undone_and_gives_its_turn_back(opened) -> None:
    begun = asyncio.Event()

    async def hang() -> None:
        async with transaction():
            await Counter.create(name="hanging")
            begun.set()
            await asyncio.Event().wait()

    async with opened():
        task = asyncio.create_task(hang())
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        async with transaction():
            await Counter.create(name="next")
        assert await names() == ["next"]


async def test_cancelling_at_any_moment_leaves_no_open_transaction_behind(opened) -> None:
    """BEGIN and COMMIT run in the driver's thread also when nobody waits for them."""

    async def write(number: int) -> None:
        async with transaction():
            await Counter.create(name=f"n{number}")
            await Counter.filter(name=f"n{number}").update(value=1)

    async with opened():
        for number in range(60):
            task = asyncio.create_task(write(number))
            for _ in range(number % 20):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        async with transaction():
            await Counter.create(name="last")
        assert "last" in await names()
        assert all(value == 1 for value in await Counter.exclude(name="last").values_list("value", flat=True))  # whole or not at all


async def test_what_was_committed_although_its_caller_gave_up_still_runs_its_callbacks(opened) -> None:
    said: set[str] = set()

    async def write(number: int) -> None:
        async with transaction():
            await Counter.create(name=f"n{number}")
            after_commit(lambda: said.add(f"n{number}"))

    async with opened():
        for number in range(60):
            task = asyncio.create_task(write(number))
            for _ in range(number % 20):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        assert said == set(await names())


async def test_a_slow_transaction_is_logged_with_its_place(opened, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="pendopo.database")
    async with opened() as database, transaction():
        if database.kind == "sqlite":
            await database.client.execute_query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000) SELECT max(i) FROM n")
        else:
            await database.client.execute_query("SELECT pg_sleep(0.4)")

    (record,) = [record for record in caplog.records if record.name == "pendopo.database"]
    assert record.milliseconds > 250
    assert record.where.startswith("core/database/test_transactions.py:")


async def test_a_quick_transaction_is_not_logged(opened, caplog: pytest.LogCaptureFixture) -> None:
    async with opened(), transaction():
        await Counter.create(name="a")

    assert not [record for record in caplog.records if record.name == "pendopo.database"]


async def test_a_task_that_outlives_its_transaction_writes_on_its_own(opened) -> None:
    go = asyncio.Event()

    async def later() -> None:
        await go.wait()
        async with transaction():
            await Counter.create(name="later")

    async with opened():
        with pytest.raises(ZeroDivisionError):
            async with transaction():
                task = asyncio.create_task(later())
                raise ZeroDivisionError
        go.set()
        await task

        assert await names() == ["later"]


async def test_parallel_parts_of_one_transaction_share_it(opened) -> None:
    async def part(name: str) -> None:
        async with transaction():
            await Counter.create(name=name)

    async with opened():
        with pytest.raises(ZeroDivisionError):
            async with transaction():
                await asyncio.gather(part("a"), part("b"))
                raise ZeroDivisionError

        assert await names() == []


async def test_get_or_create_inside_a_transaction_does_not_spoil_it(opened) -> None:
    async with opened():
        async with transaction():
            await Counter.get_or_create(name="a")
            await Counter.get_or_create(name="a")

        assert await names() == ["a"]


async def test_a_broken_rule_of_the_database_is_an_integrity_error(opened) -> None:
    async with opened():
        with pytest.raises(IntegrityError):
            async with transaction():
                await Counter.create(name="a")
                await Counter.create(name="a")

        assert await names() == []


async def test_three_hundred_increments_in_parallel_are_three_hundred_by_f_expression(opened) -> None:
    async def increment() -> None:
        async with transaction():
            await Counter.filter(name="n").update(value=F("value") + 1)

    async with opened():
        await Counter.create(name="n")
        await asyncio.gather(*(increment() for _ in range(300)))

        assert (await Counter.get(name="n")).value == 300


async def test_of_twenty_that_claim_by_conditional_update_one_wins(opened) -> None:
    async def claim() -> int:
        async with transaction():
            return int(await Counter.filter(name="key", value=0).update(value=1))

    async with opened():
        await Counter.create(name="key")

        assert sum(await asyncio.gather(*(claim() for _ in range(20)))) == 1


async def test_times_of_any_zone_are_kept_in_utc_and_sort_by_time(opened) -> None:
    """Tortoise writes them with their zone on SQLite, where they are text: 08:00+07:00 then sorts after 02:00+00:00."""
    wib = timezone(timedelta(hours=7))
    early, late = datetime(2026, 3, 1, 8, 0, tzinfo=wib), datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    async with opened():
        for name, moment in (("late", late), ("early", early)):
            await Session.create(id=name, created=moment, seen=moment, expires=moment)

        assert await Session.all().order_by("expires").values_list("id", flat=True) == ["early", "late"]
        assert await Session.filter(expires__lt=datetime(2026, 3, 1, 8, 30, tzinfo=wib)).values_list("id", flat=True) == ["early"]
        assert (await Session.get(id="early")).expires == early


async def test_a_nul_byte_is_refused_or_kept_but_never_cuts_the_text(opened) -> None:
    async with opened() as database:
        if database.kind == "postgres":
            with pytest.raises(Exception, match=r"(?i)invalid byte sequence|null character|OperationalError"):
                await Counter.create(name="a\x00b")
        else:
            await Counter.create(name="a\x00b")
            assert await names() == ["a\x00b"]


async def test_without_a_bound_database_the_error_says_what_to_do() -> None:
    with pytest.raises(DatabaseError, match=r"No database is bound.*\n.*database\.bind"):
        async with transaction():
            pass


# ---------------------------------------------------------------- SQLite alone


@pytest.fixture
async def database(tmp_path: Path):
    made = Database("sqlite://data/portal.db", folder=tmp_path)
    await made.open()
    try:
        await Migrator(made).migrate()
        with made.bind():
            yield made
    finally:
        await made.close()


def hold(path: Path) -> sqlite3.Connection:
    """Another process's transaction."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_a_file_that_another_process_holds_is_busy_with_a_retry_after(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await database.client.execute_query("PRAGMA busy_timeout = 50")
    other = hold(database.address.path)
    try:
        with pytest.raises(Busy) as caught:
            async with transaction():
                pytest.fail("began although the file is held")
        with pytest.raises(Busy):
            await Counter.create(name="without a transaction")
        assert (caught.value.status, caught.value.headers) == (503, {"Retry-After": "2"})
    finally:
        other.close()

    async with transaction():  # and nothing is left locked
        await Counter.create(name="a")
    assert await names() == ["a"]


async def test_whoever_waits_too_long_for_its_turn_in_this_process_is_told_busy(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, end = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with transaction():
            begun.set()
            await end.wait()

    task = asyncio.create_task(slow())
    await begun.wait()
    monkeypatch.setattr("core.database.sqlite.BUSY_SECONDS", 0.02)
    with pytest.raises(Busy):
        async with transaction():
            pytest.fail("began although another transaction is open")
    end.set()
    await task


async def test_what_is_acknowledged_is_flushed_and_children_need_parents(database: Database) -> None:
    async def pragma(name: str) -> object:
        return next(iter((await database.client.execute_query_dict(f"PRAGMA {name}"))[0].values()))

    assert await pragma("journal_mode") == "wal"
    assert await pragma("synchronous") == 2
    assert await pragma("foreign_keys") == 1
    assert await pragma("busy_timeout") == 5000
    assert await pragma("secure_delete") == 1


WORKER = """
import asyncio, sys
from pathlib import Path
from core.database import Database, transaction
from core.database.tables import Counter

async def main() -> None:
    database = Database("sqlite://data/portal.db", folder=Path(sys.argv[1]))
    await database.open()
    errors = 0
    try:
        with database.bind():
            for number in range(300):
                try:
                    async with transaction():
                        counter = await Counter.get(name="n")
                        await Counter.filter(name="n").update(value=counter.value + 1)
                except Exception as error:
                    errors += 1
                    print(repr(error), file=sys.stderr)
    finally:
        await database.close()
    print(errors)

asyncio.run(main())
"""


async def test_row_55_two_processes_read_then_write_three_hundred_times_each_without_an_error(database: Database, tmp_path: Path) -> None:
    await Counter.create(name="n")

    workers = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(WORKER), str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [worker.communicate(timeout=100) for worker in workers]

    assert [answer[0].strip() for answer in answers] == ["0", "0"], answers
    assert (await Counter.get(name="n")).value == 600


async def test_row_55_one_transaction_costs_no_more_than_a_few_milliseconds_of_waiting(database: Database) -> None:
    began = perf_counter()
    for number in range(50):
        async with transaction():
            await Counter.create(name=f"n{number}")

    assert perf_counter() - began < 50 * 0.25


# ---------------------------------------------------------------- PostgreSQL alone

postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


@postgres
async def test_of_two_transactions_that_wait_for_each_other_one_is_busy_and_the_other_goes_on(opened) -> None:
    held = [asyncio.Event(), asyncio.Event()]

    async def take(first: str, second: str, number: int) -> str:
        try:
            async with transaction():
                await Counter.filter(name=first).update(value=1)
                held[number].set()
                await held[1 - number].wait()
                await Counter.filter(name=second).update(value=1)
        except Busy:
            return "busy"
        return "done"

    async with opened():
        await Counter.bulk_create([Counter(name="a"), Counter(name="b")])

        assert sorted(await asyncio.gather(take("a", "b", 0), take("b", "a", 1))) == ["busy", "done"]


@postgres
async def test_a_server_that_ends_the_connection_is_busy_and_the_next_request_has_a_new_one(opened) -> None:
    async with opened() as database:
        with pytest.raises(Busy):
            async with transaction():
                await Counter.create(name="lost")
                await database.client.execute_query("SELECT pg_terminate_backend(pg_backend_pid())")

        async with transaction():
            await Counter.create(name="next")
        assert await names() == ["next"]


@postgres
async def test_where_every_connection_is_taken_the_next_transaction_is_busy(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    end = asyncio.Event()
    begun = [asyncio.Event() for _ in range(5)]

    async def hold_one(number: int) -> None:
        async with transaction():
            begun[number].set()
            await end.wait()

    async with opened():
        tasks = [asyncio.create_task(hold_one(number)) for number in range(5)]
        for event in begun:
            await event.wait()
        monkeypatch.setattr("core.database.postgres.BUSY_SECONDS", 0.02)
        with pytest.raises(Busy):
            async with transaction():
                pytest.fail("began although every connection is taken")
        end.set()
        await asyncio.gather(*tasks)
