"""Rows made and written at little cost are the same rows that a model writes, are refused for the same reasons, and are undone with their transaction."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tortoise.exceptions import IntegrityError, ValidationError

from core.database import Database, Migrator, transaction
from core.database.tables import Counter, Draft, Outbox, Submission
from core.errors import Busy
from core.models import insert, new_row, upsert

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path, database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url, folder=tmp_path)
    await found.open()
    try:
        with found.bind():
            await Migrator(found).migrate()
            yield found
    finally:
        await found.close()


def a_draft(**changes: Any) -> Draft:
    return new_row(Draft, **{"id": uuid4(), "session": "s", "form": "f.f", "created": NOW, "changed": NOW, "expires": NOW, **changes})


async def test_what_is_written_is_what_the_model_would_have_written(database: Database) -> None:
    one, other = a_draft(number=1, submission="x"), Draft(id=uuid4(), session="s", form="f.f", created=NOW, changed=NOW, expires=NOW, number=2, submission="x")
    async with transaction():
        assert await insert(one)
        await other.save(force_create=True)

    ours, theirs = await database.rows("SELECT * FROM core_draft ORDER BY number")
    own = ("id", "number")
    assert {name: value for name, value in ours.items() if name not in own} == {name: value for name, value in theirs.items() if name not in own}
    read = await Draft.get(id=one.id)
    assert (read.created, read.step, read.path, read.number) == (NOW, "", "", 1)
    one.step = "place"
    await one.save()
    assert (await Draft.get(id=one.id)).step == "place"


async def test_an_id_that_the_database_gives_is_left_to_it(database: Database) -> None:
    async with transaction():
        for n in range(2):
            await insert(new_row(Outbox, event="e", listener="l", payload="{}", dedupe=str(n), created=NOW, due=NOW))

    assert len(set(await Outbox.all().values_list("id", flat=True))) == 2


async def test_a_text_that_is_too_long_is_refused_and_not_repeated_in_the_error(database: Database) -> None:
    with pytest.raises(ValidationError, match=r"Draft\.session: 65 characters, and at most 64 fit") as refused:
        async with transaction():
            await insert(a_draft(session="y" * 65))

    assert "yyy" not in str(refused.value)
    assert await Draft.all().count() == 0


async def test_a_second_row_of_the_same_value_is_an_error_or_is_left_out(database: Database) -> None:
    first = new_row(Submission, key="k", form="f", session="s", created=NOW)
    async with transaction():
        assert await insert(first, unless="key")
        assert not await insert(new_row(Submission, key="k", form="g", session="s", created=NOW), unless="key")
    with pytest.raises(IntegrityError):
        async with transaction():
            await insert(new_row(Submission, key="k", form="g", session="s", created=NOW))

    assert await Submission.all().values_list("form", flat=True) == ["f"]


async def test_what_is_undone_was_never_there(database: Database) -> None:
    async def broken_off() -> None:
        async with transaction():
            await insert(a_draft())
            await database.write("INSERT INTO core_counter (name, value) VALUES ($1, $2)", "a", 1)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        await broken_off()

    assert await Draft.all().count() == await Counter.all().count() == 0


async def test_a_statement_answers_what_it_returns_inside_a_transaction_and_outside(database: Database) -> None:
    insert_one = "INSERT INTO core_counter (name, value) VALUES ($1, $2) RETURNING name, value"
    async with transaction():
        inside = await database.write(insert_one, "a", 1)
    outside = await database.write(insert_one, "b", 2)

    assert [(row["name"], row["value"]) for row in (*inside, *outside)] == [("a", 1), ("b", 2)]
    async with transaction():
        assert await database.write("UPDATE core_counter SET value = 3 WHERE name = $1 AND value = 9 RETURNING name", "a") == []


async def test_a_column_that_a_model_does_not_have_is_named(database: Database) -> None:
    with pytest.raises(TypeError, match="Draft has no sesion"):
        new_row(Draft, sesion="s")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_short_statements_run_in_the_loops_own_thread(database: Database) -> None:
    threads: list[int] = []
    client: Any = database.client
    await client._connection.create_function("told", 0, lambda: threads.append(threading.get_ident()) or 1)

    async with transaction():
        await database.write("INSERT INTO core_counter (name, value) VALUES ($1, told())", "a")
        await database.records("SELECT told() AS told")
        await database.rows("SELECT told() AS told")

    assert threads[:2] == [threading.get_ident()] * 2
    assert threads[2] != threading.get_ident()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_transaction_that_has_to_wait_for_another_process_does_not_hold_up_the_loop(database: Database, tmp_path: Path) -> None:
    assert database.address.path is not None
    with sqlite3.connect(database.address.path, isolation_level=None, timeout=0) as other:
        other.execute("BEGIN IMMEDIATE")
        ticks = 0

        async def write() -> None:
            async with transaction():
                await insert(a_draft())

        writing = asyncio.create_task(write())
        while ticks < 20:
            await asyncio.sleep(0.005)
            ticks += 1
        assert not writing.done()
        other.execute("COMMIT")
        await asyncio.wait_for(writing, 5)

    assert await Draft.all().count() == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_that_stays_busy_is_said_to_be_busy_and_the_next_transaction_works(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.database import sqlite

    monkeypatch.setattr(sqlite, "WAITING", "PRAGMA busy_timeout=50")
    assert database.address.path is not None
    with sqlite3.connect(database.address.path, isolation_level=None, timeout=0) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            async with transaction():
                await insert(a_draft())
        other.execute("COMMIT")

    async with transaction():
        await insert(a_draft())
    assert await Draft.all().count() == 1


async def test_an_id_finds_its_row_on_either_database(database: Database) -> None:
    async with transaction():
        draft = a_draft()
        await insert(draft)
        inside = await database.records("SELECT form FROM core_draft WHERE id = $1", draft.id)
    outside = await database.records("SELECT form FROM core_draft WHERE id = $1", draft.id)

    assert [row["form"] for row in (*inside, *outside)] == ["f.f", "f.f"]


async def test_many_rows_are_new_or_take_the_place_of_the_one_that_has_their_key(database: Database) -> None:
    same = {"session": "s", "secret": None, "created": NOW}
    async with transaction():
        await insert(new_row(Submission, key="a", form="old", ticket="kept", **same))
        await upsert(Submission, "key", [{"key": key, "form": "new", **same} for key in ("a", "b")])
        await upsert(Submission, "key", [])
        await upsert(Counter, "name", [{"name": "n", "value": 7}])
        await upsert(Counter, "name", [{"name": "n"}, {"name": "m"}])

    assert await Submission.all().order_by("key").values_list("key", "form", "ticket") == [("a", "new", "kept"), ("b", "new", "")]
    assert await Counter.all().order_by("name").values_list("name", "value") == [("m", 0), ("n", 7)]


async def test_many_rows_are_refused_as_one_is(database: Database) -> None:
    with pytest.raises(ValidationError, match="at most 100 fit"):
        async with transaction():
            await upsert(Submission, "key", [{"key": "a", "form": "f" * 101, "session": "s", "created": NOW}])
