from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from core.database import Database, DatabaseMiddleware, Migrator
from core.database.context import current_database
from core.database.tables import Counter
from core.errors import DatabaseError

pytestmark = pytest.mark.anyio


async def opened(folder: Path) -> Database:
    database = Database("sqlite://data/portal.db", folder=folder)
    await database.open()
    await Migrator(database).migrate()
    return database


async def test_each_request_has_its_own_portals_database_however_they_interleave(tmp_path: Path) -> None:
    """`with context:` keeps its token on the context and mixes them up."""
    databases = [await opened(tmp_path / name) for name in ("blora", "sumedang")]
    seen: list[bool] = []

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
            seen.append(current_database() is databases[scope["number"]] and await Counter.filter(name=f"of {scope['number']}").exists())

    try:
        for number, database in enumerate(databases):
            with database.bind():
                await Counter.create(name=f"of {number}")
        apps = [DatabaseMiddleware(page, database) for database in databases]

        await asyncio.gather(*(apps[number % 2]({"number": number % 2}, None, None) for number in range(40)))

        assert len(seen) == 200
        assert all(seen)
        with pytest.raises(DatabaseError):
            current_database()
    finally:
        for database in databases:
            await database.close()


async def test_closing_one_portals_database_leaves_the_other_one_serving(tmp_path: Path) -> None:
    first, second = await opened(tmp_path), await opened(tmp_path)
    try:
        await first.close()

        with second.bind():
            await Counter.create(name="still here")
            assert await Counter.filter(name="still here").exists()
    finally:
        await second.close()


async def test_the_file_and_its_companions_are_for_the_portals_own_user_only(tmp_path: Path) -> None:
    database = await opened(tmp_path)
    try:
        files = [path for path in (tmp_path / "data").iterdir() if path.name.startswith("portal.db")]

        assert len(files) >= 3
        assert {path.stat().st_mode & 0o077 for path in files} == {0}
    finally:
        await database.close()


async def test_a_file_that_is_no_database_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "portal.db").write_text("this is a letter, not a database. " * 100)

    with pytest.raises(DatabaseError, match=r"portal\.db.*not a database"):
        await Database("sqlite://data/portal.db", folder=tmp_path).open()


async def test_a_folder_that_cannot_be_made_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    with pytest.raises(DatabaseError, match=r"cannot be opened") as caught:
        await Database("sqlite://data/portal.db", folder=tmp_path).open()

    assert caught.value.where == str(tmp_path / "data" / "portal.db")


async def test_a_postgres_that_is_not_there_is_an_error_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"cannot be opened") as caught:
        await Database("postgres://user:geheim@127.0.0.1:1/portal", folder=tmp_path).open()

    assert "geheim" not in str(caught.value)


async def test_a_wrong_foreign_key_is_an_error_and_leaves_nothing_open(tmp_path: Path, shelf) -> None:
    module = shelf.plugin("wrong", """
        class Thing(Model):
            id = fields.IntField(primary_key=True)
            other = fields.ForeignKeyField("nobody.Nothing")

            class Meta:
                table = "wrong_thing"
        """)  # fmt: skip

    with pytest.raises(DatabaseError, match="nobody"):
        await Database("sqlite://data/portal.db", {"wrong": [module]}, folder=tmp_path).open()


START_THAT_FAILS = """
import asyncio, sys
from pathlib import Path
from core.database import Database

async def main():
    database = Database("sqlite://data/portal.db", folder=Path(sys.argv[1]))
    await database.open()
    try:
        raise RuntimeError("a later part of the start fails")
    finally:
        await database.close()

asyncio.run(main())
"""


@pytest.mark.parametrize("broken", [False, True], ids=["a later part fails", "opening fails"])
def test_a_start_that_fails_ends_the_process(tmp_path: Path, broken: bool) -> None:
    """An open SQLite connection keeps a thread, and the process, alive for ever."""
    if broken:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "portal.db").write_bytes(os.urandom(8192))

    ended = subprocess.run([sys.executable, "-c", START_THAT_FAILS, str(tmp_path)], capture_output=True, text=True, timeout=20)

    assert ended.returncode == 1


def test_two_processes_may_open_a_fresh_database_at_once(tmp_path: Path) -> None:
    """Changing a file to WAL does not heed the busy timeout."""
    code = START_THAT_FAILS.replace('raise RuntimeError("a later part of the start fails")', "pass")

    processes = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.PIPE) for _ in range(6)]

    assert [process.communicate(timeout=60)[1] for process in processes] == [b""] * 6


def test_migrations_are_not_loaded_until_somebody_migrates() -> None:
    code = "import sys, core.database.context, core.database.transactions; print([m for m in sys.modules if m in ('tortoise.migrations', 'asyncpg')])"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)

    assert loaded.stdout.strip() == "[]"
