"""Short questions are asked in the loop's thread: the same rows, never a write, never in anybody's way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from core.counters import bump, read_counters
from core.database import Database, transaction
from core.database.quick import Quick

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
ONE = "SELECT name, value FROM core_counter WHERE name = $1"
LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT max(i) AS most FROM n WHERE i > $1"


def quick_of(database: Database) -> Quick:
    assert database.quick is not None
    return database.quick


async def test_it_answers_what_the_other_connection_answers(opened) -> None:
    async with opened() as database:
        await bump("a", 3)

        asked = quick_of(database).ask(ONE.replace("$", "?"), ["a"])

        assert [dict(row) for row in asked or ()] == await database.rows(ONE, "a") == [{"name": "a", "value": 3}]


async def test_a_transaction_reads_its_own_writes_and_nobody_else_does_before_the_commit(opened) -> None:
    async with opened() as database:
        written, looked = asyncio.Event(), asyncio.Event()

        async def write() -> dict[str, int]:
            async with transaction():
                await bump("a")
                seen = await read_counters(["a"])
                written.set()
                await looked.wait()
            return seen

        writing = asyncio.create_task(write())
        await written.wait()
        beside = await asyncio.wait_for(read_counters(["a"]), 1)  # does not wait for the writer
        looked.set()

        assert await writing == {"a": 1}
        assert beside == {"a": 0}
        assert await read_counters(["a"]) == {"a": 1}
        assert await database.records(ONE, "a")


async def test_a_long_question_is_broken_off_and_answered_the_usual_way(opened) -> None:
    async with opened() as database:
        assert quick_of(database).ask(LONG.replace("$", "?"), [0]) is None
        assert (await database.records(LONG, 0))[0]["most"] == 200_000


async def test_it_cannot_write(opened) -> None:
    async with opened() as database:
        assert quick_of(database).ask("INSERT INTO core_counter (name, value) VALUES (?1, 1) RETURNING value", ["a"]) is None
        assert await read_counters(["a"]) == {"a": 0}


async def test_a_wrong_question_is_the_usual_error(opened) -> None:
    async with opened() as database:
        with pytest.raises(Exception, match="no such table"):
            await database.records("SELECT 1 FROM nowhere WHERE 1 = $1", 1)


async def test_a_changed_table_is_seen_as_it_is(opened) -> None:
    async with opened() as database:
        await database.rows("CREATE TABLE t (a INTEGER)")
        await database.rows("INSERT INTO t VALUES (1)")
        before = [dict(row) for row in await database.records("SELECT * FROM t WHERE 1 = $1", 1)]
        await database.rows("ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 2")

        assert before == [{"a": 1}]
        assert [dict(row) for row in await database.records("SELECT * FROM t WHERE 1 = $1", 1)] == [{"a": 1, "b": 2}]


async def test_it_is_closed_with_its_database_and_opens_again_with_it(opened) -> None:
    async with opened() as database:
        await database.records(ONE, "a")
        assert quick_of(database).connection is not None

    assert quick_of(database).connection is None


async def test_without_a_file_there_is_no_answer(tmp_path: Path, database_url: str) -> None:
    assert Quick(tmp_path / "none.db").ask("SELECT 1", []) is None
    assert not (tmp_path / "none.db").exists()
