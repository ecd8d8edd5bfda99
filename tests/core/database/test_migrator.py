from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import core.database
from core.backups import back_up
from core.database import Database, Migrator, transaction
from core.database.locks import migration_lock
from core.database.migrator import Step
from core.database.record import read_record
from core.database.tables import Counter
from core.errors import DatabaseError

pytestmark = pytest.mark.anyio

CORE_STEPS = tuple(sorted(file.stem for file in (Path(core.database.__file__).parent / "migrations").glob("0*.py")))

MODELS = """
class Item(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=50)

    class Meta:
        table = "{slug}_item"
"""

FIRST = """
operations = [
    ops.CreateModel("Item", fields=[("id", fields.IntField(primary_key=True)), ("name", fields.CharField(max_length=50))], options={{"table": "{slug}_item"}})
]
"""

DATA = """
async def fill(apps, editor):
    Item = apps.get_model("{slug}.Item")
    if not await Item.exists():
        await Item.create(name="made by a data step")

operations = [ops.RunPython(fill)]
"""


def models(shelf, slug: str, *steps: str):
    return shelf.plugin(slug, MODELS.format(slug=slug), *(step.format(slug=slug) for step in (FIRST, *steps)))


async def applied(database: Database, app: str) -> list[str]:
    return sorted((await read_record(database)).get(app, ()))


async def count(database: Database, table: str) -> int:
    return (await database.client.execute_query_dict(f"SELECT count(*) AS n FROM {table}"))[0]["n"]


async def test_a_fresh_database_gets_all_tables_and_a_second_time_nothing(opened, shelf) -> None:
    async with opened(migrate=False, shop=models(shelf, "shop")) as database:
        migrator = Migrator(database)
        assert await migrator.pending() == {"core": CORE_STEPS, "shop": ("0001_step",)}

        results = await migrator.migrate()

        assert [(result.app, result.applied, result.error) for result in results] == [("core", CORE_STEPS, None), ("shop", ("0001_step",), None)]
        assert await migrator.pending() == {}
        assert [result.applied for result in await migrator.migrate()] == [(), ()]
        assert await count(database, "shop_item") == 0


async def test_progress_tells_each_step_before_it_is_taken(opened, shelf) -> None:
    said: list[Step] = []
    async with opened(migrate=False, shop=models(shelf, "shop")) as database:
        await Migrator(database).migrate(progress=said.append)

    names = [("core", name) for name in CORE_STEPS] + [("shop", "0001_step")]
    assert said == [Step(app, name, number, len(names)) for number, (app, name) in enumerate(names, 1)]


async def test_a_plugin_whose_migration_fails_stops_no_other_and_is_undone(opened, shelf) -> None:
    broken = models(shelf, "broken", 'operations = [ops.RunSQL("CREATE TABLE broken_left (id INT)"), ops.RunSQL("nonsense")]')
    async with opened(migrate=False, broken=broken, shop=models(shelf, "shop")) as database:
        core, first, second = await Migrator(database).migrate()

        assert (core.error, second.error) == (None, None)
        assert first.applied == ("0001_step",)
        assert first.error is not None
        assert "0002_step.py" in first.error.where
        assert "nonsense" in first.error.message
        assert await applied(database, "broken") == ["0001_step"]
        assert await applied(database, "shop") == ["0001_step"]
        with pytest.raises(Exception, match="broken_left"):
            await count(database, "broken_left")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise SystemExit(3)", "SystemExit"),
        ("import nothing_of_this_name", "nothing_of_this_name"),
        ("def nothing", "SyntaxError"),
        ("class Migration: pass", "no class Migration(tortoise.migrations.Migration)"),
    ],
)
async def test_a_migration_that_cannot_be_loaded_is_charged_to_its_plugin(opened, shelf, body: str, said: str) -> None:
    broken = models(shelf, "broken", "operations = []")
    (shelf.folder / "broken" / "migrations" / "0002_step.py").write_text(body + "\n")
    async with opened(migrate=False, broken=broken) as database:
        _, result = await Migrator(database).migrate()

    assert result.error is not None
    assert said in str(result.error)
    assert result.error.where.endswith("0002_step.py")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('dependencies = [("cases", "0001_initial")]', "depends on"),
        ("atomic = False", "half-way"),
        ('run_before = [("cases", "0001_initial")]', "run_before"),
    ],
)
async def test_a_migration_that_leaves_its_line_is_refused(opened, shelf, line: str, said: str) -> None:
    broken = models(shelf, "broken")
    shelf.step("broken", 1, f"{line}\noperations = []")
    async with opened(migrate=False, broken=broken) as database:
        _, result = await Migrator(database).migrate()

    assert result.error is not None
    assert said in str(result.error)


@pytest.mark.parametrize("name", ["0001_other.py", "initial.py"])
async def test_a_misnamed_or_doubled_migration_file_is_refused_by_name(opened, shelf, name: str) -> None:
    broken = models(shelf, "broken")
    (shelf.folder / "broken" / "migrations" / name).write_text("")
    async with opened(migrate=False, broken=broken) as database:
        core, result = await Migrator(database).migrate()

    assert core.applied == CORE_STEPS
    assert result.error is not None
    assert result.error.where.endswith("migrations")


async def test_row_56_a_schema_that_is_newer_than_the_code_is_refused(opened, shelf) -> None:
    module = models(shelf, "shop", DATA)
    async with opened(shop=module) as database:
        (shelf.folder / "shop" / "migrations" / "0002_step.py").unlink()

        _, result = await Migrator(database).migrate()

        assert result.error is not None
        assert result.error.code == "database.newer"
        assert [r.error.code for r in await Migrator(database).check() if r.error] == ["database.newer"]


async def test_row_56_a_core_schema_newer_than_the_code_is_refused_whole(opened, shelf) -> None:
    async with opened() as database:
        await database.client.execute_query("INSERT INTO core_migration (app, name, applied) VALUES ('core', '0099_future', 'x')")
        database.apps["shop"] = (models(shelf, "shop"),)

        for asked in (Migrator(database).migrate, Migrator(database).check):
            with pytest.raises(DatabaseError) as caught:
                await asked()
            assert caught.value.code == "database.newer"
        assert await applied(database, "shop") == []


async def test_check_changes_nothing_and_says_what_is_behind(opened, shelf) -> None:
    async with opened(migrate=False, shop=models(shelf, "shop")) as database:
        with pytest.raises(DatabaseError, match="pendopo migrate"):
            await Migrator(database).check()
        assert await read_record(database) == {}

        await Migrator(database).migrate()
        shelf.step("shop", 2, "operations = []")
        core, shop = await Migrator(database).check()

        assert core.error is None
        assert shop.error is not None
        assert shop.error.code == "database.behind"


async def test_a_data_step_sees_the_tables_as_they_were_at_that_step(opened, shelf) -> None:
    """Tortoise keeps INSERT texts by table name: an older step would be written with newer columns, or the portal with older ones."""
    module = shelf.plugin(
        "shop",
        MODELS.format(slug="shop").replace("max_length=50)", "max_length=50)\n    price = fields.IntField(db_default=5)"),
        FIRST.format(slug="shop"),
        DATA.format(slug="shop"),
        'operations = [ops.AddField("Item", "price", fields.IntField(db_default=5))]',
        DATA.format(slug="shop").replace("if not await Item.exists()", "if await Item.all().count() < 2").replace("name=", "price=9, name="),
    )
    async with opened(shop=module):
        await module.Item.create(name="by the portal", price=7)

        assert sorted(await module.Item.all().values_list("price", flat=True)) == [5, 7, 9]


async def test_a_data_step_may_use_transaction_of_the_core(opened, shelf) -> None:
    step = """
    async def fill(apps, editor):
        from core.database import transaction
        async with transaction():
            await apps.get_model("shop.Item").create(name="x")
        raise_after = {raise_after}
        if raise_after:
            raise RuntimeError("after")
    operations = [ops.RunPython(fill)]
    """
    module = models(shelf, "shop", step.replace("{raise_after}", "False"), step.replace("{raise_after}", "True"))
    async with opened(migrate=False, shop=module) as database:
        _, result = await Migrator(database).migrate()

        assert result.applied == ("0001_step", "0002_step")
        assert await count(database, "shop_item") == 1


async def test_migrations_may_lie_in_a_folder_that_is_named(opened, shelf, tmp_path: Path) -> None:
    module = models(shelf, "shop")
    elsewhere = tmp_path / "elsewhere"
    (shelf.folder / "shop" / "migrations").rename(elsewhere)
    async with opened(migrate=False, shop=module) as database:
        await Migrator(database, {"shop": elsewhere}).migrate()

        assert await count(database, "shop_item") == 0


async def test_a_plugin_without_models_or_without_migrations_needs_none(opened, shelf, tmp_path: Path) -> None:
    module = shelf.plugin("empty", "")
    (shelf.folder / "empty" / "migrations" / "__init__.py").unlink()
    (shelf.folder / "empty" / "migrations").rmdir()
    async with opened(migrate=False, empty=module) as database:
        _, result = await Migrator(database).migrate()

    assert (result.applied, result.error) == ((), None)


async def test_the_serving_connections_work_on_after_a_migration_of_their_tables(opened, shelf) -> None:
    """PostgreSQL refuses a statement that was prepared for the old table."""
    module = models(shelf, "shop")
    async with opened(shop=module) as database:
        for _ in range(3):
            await module.Item.create(name="before")
            await database.client.execute_query_dict("SELECT * FROM shop_item")
        shelf.step("shop", 2, 'operations = [ops.AddField("Item", "extra", fields.IntField(null=True))]')

        await Migrator(database).migrate()

        async with transaction():
            assert len(await database.client.execute_query_dict("SELECT * FROM shop_item")) == 3


async def test_row_56_two_migrators_at_once_apply_each_step_once(opened, shelf, database_url: str, tmp_path: Path) -> None:
    slow = """
    async def fill(apps, editor):
        import asyncio
        await apps.get_model("shop.Item").create(name="once")
        await asyncio.sleep(0.3)
    operations = [ops.RunPython(fill)]
    """
    module = models(shelf, "shop", slow)
    async with opened(migrate=False, shop=module) as database:
        other = Database(database_url, {"shop": [module]}, folder=tmp_path)
        await other.open()
        try:
            results = await asyncio.gather(Migrator(database).migrate(), Migrator(other).migrate())
        finally:
            await other.close()

        assert await count(database, "shop_item") == 1
        assert sorted(len(result[1].applied) for result in results) == [0, 2]


async def test_whoever_waits_too_long_for_the_lock_is_told_so(opened) -> None:
    async with opened(migrate=False) as database:
        async with migration_lock(database.address):
            with pytest.raises(DatabaseError) as caught:
                await Migrator(database, wait=0.05).migrate()

        assert caught.value.code == "database.locked"
        await Migrator(database).migrate()


async def test_a_failing_record_is_an_error_and_not_an_empty_history(opened) -> None:
    """Tortoise takes any error for "nothing applied" and starts from the beginning."""
    async with opened() as database:
        await database.client.execute_query("ALTER TABLE core_migration RENAME COLUMN app TO application")

        with pytest.raises(Exception, match=r"(?i)no such column|does not exist"):
            await Migrator(database).pending()


# ---------------------------------------------------------------- the backup, on SQLite


@pytest.fixture
async def database(tmp_path: Path):
    made = Database("sqlite://data/portal.db", folder=tmp_path)
    await made.open()
    try:
        with made.bind():
            yield made
    finally:
        await made.close()


async def test_row_56_a_backup_is_taken_before_a_migration_of_what_is_there(database: Database, shelf, tmp_path: Path) -> None:
    await Migrator(database).migrate()
    assert not (tmp_path / "data" / "backup").exists()  # a fresh database holds nothing to save
    await Counter.create(name="before", value=3)
    database.apps["shop"] = (models(shelf, "shop"),)

    await Migrator(database).migrate()

    (backup,) = (tmp_path / "data" / "backup").iterdir()
    assert backup.stat().st_mode & 0o077 == 0
    copy = sqlite3.connect(backup)
    try:
        assert copy.execute("SELECT name, value FROM core_counter").fetchall() == [("before", 3)]
        assert copy.execute("SELECT count(*) FROM core_migration WHERE app = 'shop'").fetchone() == (0,)
    finally:
        copy.close()


async def test_the_last_five_backups_are_kept(database: Database, tmp_path: Path) -> None:
    await Migrator(database).migrate()
    from datetime import UTC, datetime, timedelta

    paths = [back_up(database.address.path, tmp_path / "backup", datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)) for day in range(7)]

    assert sorted((tmp_path / "backup").iterdir()) == paths[2:]


async def test_row_56_where_there_is_no_room_for_the_backup_nothing_is_changed(
    database: Database, shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Migrator(database).migrate()
    database.apps["shop"] = (models(shelf, "shop"),)
    monkeypatch.setattr("core.backups._room_for", lambda *_: (_ for _ in ()).throw(OSError("9 MB are needed")))

    with pytest.raises(DatabaseError, match=r"9 MB are needed.*\n.*Nothing was changed"):
        await Migrator(database).migrate()

    assert await applied(database, "shop") == []
    assert list((tmp_path / "data" / "backup").iterdir()) == []


async def test_row_56_a_disk_that_fills_up_in_the_middle_undoes_the_step(database: Database, shelf) -> None:
    """SQLite's own limit of pages stands in for the disk: it gives the same error at the same place."""
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT 'x' || i FROM n"
    fill = f'operations = [ops.RunSQL("PRAGMA max_page_count = 60"), ops.RunSQL("INSERT INTO shop_item (name) {many}")]'
    await Migrator(database).migrate()
    database.apps["shop"] = (models(shelf, "shop", fill),)

    _, result = await Migrator(database).migrate()

    assert result.error is not None
    assert "full" in result.error.message
    assert await applied(database, "shop") == ["0001_step"]
    assert await count(database, "shop_item") == 0
    assert (await database.client.execute_query_dict("PRAGMA integrity_check"))[0]["integrity_check"] == "ok"


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from importlib import import_module
from core.database import Database, Migrator
import core.database.migrator as migrator

point = sys.argv[4]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

real = {name: getattr(migrator, name) for name in ("write_record", "make_record", "back_up")}
async def record(database, app, name):
    if point == f"before record {app} {name}": die()
    await real["write_record"](database, app, name)
    if point == f"after record {app} {name}": die()
migrator.write_record = record
if point == "backup":
    migrator.back_up = die
if point == "record table":
    migrator.make_record = die

async def main():
    database = Database("sqlite://data/portal.db", {"shop": [import_module(sys.argv[3])]}, folder=Path(sys.argv[1]))
    await database.open()
    try:
        await Migrator(database).migrate(progress=lambda step: die() if point == f"start {step.app} {step.name}" else None)
    finally:
        await database.close()

asyncio.run(main())
"""

POINTS = [
    "record table", "start core 0001_initial", "before record core 0001_initial", "after record core 0001_initial",
    *(f"{when} core {name}" for name in CORE_STEPS[1:] for when in ("start", "before record", "after record")),
    "start shop 0001_step", "before record shop 0001_step", "after record shop 0001_step",
    "start shop 0002_step", "before record shop 0002_step", "after record shop 0002_step", "nowhere",
]  # fmt: skip


@pytest.mark.slow
async def test_row_56_killed_at_any_point_the_next_run_completes_and_nothing_is_done_twice(shelf, tmp_path: Path) -> None:
    once = "operations = [ops.RunSQL(\"INSERT INTO shop_item (name) VALUES ('once')\")]"
    module = models(shelf, "shop", once)
    for number, point in enumerate(POINTS):
        site = tmp_path / f"site{number}"
        killed = subprocess.run([sys.executable, "-c", KILLED, str(site), str(tmp_path), module.__name__, point], capture_output=True, text=True, timeout=60)
        assert killed.returncode == (0 if point == "nowhere" else -signal.SIGKILL), (point, killed.stderr)

        database = Database("sqlite://data/portal.db", {"shop": [module]}, folder=site)
        await database.open()
        try:
            results = await Migrator(database).migrate()
            assert [result.error for result in results] == [None, None], point
            assert await count(database, "shop_item") == 1, point
            assert (await database.client.execute_query_dict("PRAGMA integrity_check"))[0]["integrity_check"] == "ok"
        finally:
            await database.close()


WRITER = """
import asyncio, sys
from pathlib import Path
from core.database import Database, transaction
from core.database.tables import Counter, Setting
from datetime import datetime, UTC

async def main():
    database = Database("sqlite://data/portal.db", folder=Path(sys.argv[1]))
    await database.open()
    try:
        with database.bind():
            number = int(sys.argv[2])
            while True:
                number += 1
                async with transaction():
                    await Counter.create(name=f"n{number}", value=number)
                    await Setting.create(key=f"n{number}", value="half of it", changed=datetime.now(UTC))
                print(number, flush=True)
    finally:
        await database.close()

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_row_53_killed_while_writing_nothing_acknowledged_is_lost_and_nothing_is_half_there(database: Database, tmp_path: Path) -> None:
    await Migrator(database).migrate()
    acknowledged: list[int] = []
    for round_ in range(50):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), str((round_ + 1) * 1_000_000)], stdout=subprocess.PIPE, text=True) as writer:
            acknowledged.append(int(writer.stdout.readline()))
            deadline = time.monotonic() + 0.02 * (round_ % 5 + 1)
            while time.monotonic() < deadline:
                acknowledged.append(int(writer.stdout.readline()))
            writer.kill()
            acknowledged += [int(line) for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]

    kept = set(await Counter.all().values_list("value", flat=True))
    halves = await database.client.execute_query_dict("SELECT key FROM core_setting WHERE key NOT IN (SELECT name FROM core_counter)")
    more = await database.client.execute_query_dict("SELECT name FROM core_counter WHERE name NOT IN (SELECT key FROM core_setting)")

    assert len(acknowledged) > 100
    assert set(acknowledged) - kept == set()
    assert (halves, more) == ([], [])
    assert (await database.client.execute_query_dict("PRAGMA integrity_check"))[0]["integrity_check"] == "ok"
