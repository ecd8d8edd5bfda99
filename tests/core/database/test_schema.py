"""Each trap of Tortoise's schema editors, on both databases: what was there before a change is there after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.database import Database, Migrator
from core.database.schema import statements
from core.errors import DatabaseError

pytestmark = pytest.mark.anyio

MODELS = """
class Parent(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=50, db_index=True)
    code = fields.CharField(max_length=20)

    class Meta:
        table = "shop_parent"
        unique_together = (("name", "code"),)
"""

FIRST = """
operations = [
    ops.CreateModel("Parent", fields=[
        ("id", fields.IntField(primary_key=True)),
        ("name", fields.CharField(max_length=50, db_index=True)),
        ("code", fields.CharField(max_length=20)),
        ("note", fields.TextField(null=True)),
        ("alias", fields.CharField(max_length=20, null=True)),
    ], options={"table": "shop_parent", "unique_together": (("name", "code"),), "indexes": [Index(fields=["code", "id"])],
                "constraints": [CheckConstraint(check="length(code) < 15", name="shop_code_short")]}),
    ops.CreateModel("Child", fields=[
        ("id", fields.IntField(primary_key=True)),
        ("parent", fields.ForeignKeyField("shop.Parent", on_delete=fields.CASCADE, db_index=True)),
    ], options={"table": "shop_child"}),
    ops.CreateModel("Friend", fields=[
        ("id", fields.IntField(primary_key=True)),
        ("parent", fields.ForeignKeyField("shop.Parent", on_delete=fields.SET_NULL, null=True)),
    ], options={"table": "shop_friend"}),
    ops.CreateModel("Guard", fields=[
        ("id", fields.IntField(primary_key=True)),
        ("parent", fields.ForeignKeyField("shop.Parent", on_delete=fields.RESTRICT)),
    ], options={"table": "shop_guard"}),
]
"""

OWN = [
    "CREATE INDEX own_index ON shop_parent (code) WHERE code > 'a'",
    "INSERT INTO shop_parent (id, name, code, note, alias) VALUES (1, 'Ani', 'a1', 'x', NULL), (2, 'Budi', 'b2', NULL, 'bud')",
    "INSERT INTO shop_child (id, parent_id) VALUES (1, 1), (2, 1), (3, 2)",
    "INSERT INTO shop_friend (id, parent_id) VALUES (1, 1)",
    "INSERT INTO shop_guard (id, parent_id) VALUES (1, 2)",
]

CHANGES = {
    "alter": 'ops.AlterField("Parent", "name", fields.CharField(max_length=80, db_index=True))',
    "remove": 'ops.RemoveField("Parent", "note")',
    "remove constraint": 'ops.RemoveConstraint("Parent", fields=["name", "code"])',
    "remove check": 'ops.RemoveConstraint("Parent", name="shop_code_short")',
    "add constraint": 'ops.AddConstraint("Parent", UniqueConstraint(fields=("code",), name="shop_code_once"))',
    "add check": 'ops.AddConstraint("Parent", CheckConstraint(check="id > 0", name="shop_id_positive"))',
    "rename constraint": 'ops.RenameConstraint("Parent", "shop_code_short", "shop_code_brief")',
    "add unique": 'ops.AddField("Parent", "email", fields.CharField(max_length=20, null=True, unique=True))',
    "rename": 'ops.RenameField("Parent", "alias", "nickname")',
    "not null": 'ops.AlterField("Parent", "alias", fields.CharField(max_length=20, default="it\'s; nothing"))',
}


async def run(database: Database, *statements: str) -> None:
    for statement in statements:
        await database.client.execute_query(statement)


async def rows(database: Database, sql: str) -> list[tuple]:
    return [tuple(row.values()) for row in await database.client.execute_query_dict(sql)]


async def indexes(database: Database, table: str) -> set[str]:
    sql = {
        "sqlite": f"SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}'",
        "postgres": f"SELECT indexname FROM pg_indexes WHERE tablename = '{table}'",
    }[database.kind]
    return {row[0] for row in await rows(database, sql)}


async def columns(database: Database, table: str) -> list[str]:
    sql = {
        "sqlite": f"SELECT name FROM pragma_table_info('{table}')",
        "postgres": f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' ORDER BY ordinal_position",
    }[database.kind]
    return [row[0] for row in await rows(database, sql)]


async def migrate(database: Database) -> None:
    for result in await Migrator(database).migrate():
        if result.error is not None:
            raise result.error


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_change_of_a_table_keeps_rows_children_indexes_and_triggers(opened, shelf, change: str) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        await run(database, *OWN)
        if database.kind == "sqlite":
            await run(database, "CREATE TRIGGER own_trigger AFTER INSERT ON shop_parent BEGIN UPDATE shop_friend SET parent_id = parent_id; END")
            await run(database, "CREATE TRIGGER others_trigger AFTER INSERT ON shop_child BEGIN UPDATE shop_parent SET code = code; END")
        before = await indexes(database, "shop_parent")
        shelf.step("shop", 2, f"operations = [{change}]")

        await migrate(database)

        assert await rows(database, "SELECT id, parent_id FROM shop_child ORDER BY id") == [(1, 1), (2, 1), (3, 2)]
        assert await rows(database, "SELECT parent_id FROM shop_friend") == [(1,)]
        assert await rows(database, "SELECT parent_id FROM shop_guard") == [(2,)]
        assert await rows(database, "SELECT id, name, code FROM shop_parent ORDER BY id") == [(1, "Ani", "a1"), (2, "Budi", "b2")]
        after = await indexes(database, "shop_parent")
        assert {name for name in before if name.startswith(("idx_", "own_"))} <= after
        if database.kind == "sqlite":
            triggers = await rows(database, "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            assert ("own_trigger",) in triggers
            assert ("others_trigger",) in triggers
            assert await rows(database, "PRAGMA foreign_key_check") == []
            await run(database, "INSERT INTO shop_child (id, parent_id) VALUES (9, 1)")  # children still know their parent
            with pytest.raises(Exception, match="FOREIGN KEY"):
                await run(database, "INSERT INTO shop_child (id, parent_id) VALUES (10, 77)")


# PostgreSQL changes tables in place.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_rebuild_keeps_the_counter_of_keys(opened, shelf) -> None:
    """Otherwise the number of a deleted row is given to another one."""
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        await run(database, "INSERT INTO shop_parent (id, name, code) VALUES (41, 'a', 'a')", "DELETE FROM shop_parent")
        shelf.step("shop", 2, f"operations = [{CHANGES['alter']}]")

        await migrate(database)

        await run(database, "INSERT INTO shop_parent (name, code) VALUES ('b', 'b')")
        assert await rows(database, "SELECT id FROM shop_parent") == [(42,)]


async def test_uniques_and_checks_hold_after_a_rebuild_and_go_when_they_are_removed(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        shelf.step("shop", 2, f"operations = [{CHANGES['alter']}]")
        await migrate(database)
        await run(database, "INSERT INTO shop_parent (id, name, code) VALUES (1, 'a', 'a')")
        with pytest.raises(Exception, match=r"(?i)unique"):
            await run(database, "INSERT INTO shop_parent (id, name, code) VALUES (2, 'a', 'a')")
        with pytest.raises(Exception, match=r"(?i)check"):
            await run(database, "INSERT INTO shop_parent (id, name, code) VALUES (2, 'a', 'a code too long!!')")

        shelf.step("shop", 3, f"operations = [{CHANGES['remove constraint']}, {CHANGES['remove check']}]")
        await migrate(database)

        await run(database, "INSERT INTO shop_parent (id, name, code) VALUES (2, 'a', 'a')")
        await run(database, "INSERT INTO shop_parent (id, name, code) VALUES (3, 'a', 'a code too long!!')")


async def test_a_unique_column_can_be_added_and_made_common_again(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        shelf.step("shop", 2, f"operations = [{CHANGES['add unique']}]")
        await migrate(database)
        await run(database, "INSERT INTO shop_parent (id, name, code, email) VALUES (1, 'a', 'a', 'x')")
        with pytest.raises(Exception, match=r"(?i)unique"):
            await run(database, "INSERT INTO shop_parent (id, name, code, email) VALUES (2, 'b', 'b', 'x')")

        shelf.step("shop", 3, 'operations = [ops.AlterField("Parent", "email", fields.CharField(max_length=20, null=True))]')
        await migrate(database)

        await run(database, "INSERT INTO shop_parent (id, name, code, email) VALUES (2, 'b', 'b', 'x')")


async def test_a_conditional_unique_holds_only_where_it_says(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        shelf.step(
            "shop", 2, """operations = [ops.AddConstraint("Parent", UniqueConstraint(fields=("name",), name="shop_one_open", condition="code = 'open'"))]"""
        )
        shelf.step("shop", 3, f"operations = [{CHANGES['remove']}]")
        await migrate(database)

        await run(database, "INSERT INTO shop_parent (id, name, code) VALUES (1, 'a', 'open'), (2, 'a', 'b')")
        with pytest.raises(Exception, match=r"(?i)unique"):
            await run(database, "UPDATE shop_parent SET code = 'open' WHERE id = 2")


async def test_db_index_on_an_added_or_altered_field_makes_the_index_and_removing_it_drops_it(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        shelf.step(
            "shop",
            2,
            """operations = [
            ops.AddField("Parent", "place", fields.CharField(max_length=9, null=True, db_index=True)),
            ops.AlterField("Parent", "alias", fields.CharField(max_length=20, null=True, db_index=True)),
            ops.AlterField("Parent", "name", fields.CharField(max_length=50)),
        ]""",
        )
        await migrate(database)

        there = await indexes(database, "shop_parent")
        assert any(name.startswith("idx_shop_parent_place_") for name in there)
        assert any(name.startswith("idx_shop_parent_alias_") for name in there)
        assert not any(name.startswith("idx_shop_parent_name_") for name in there)


async def test_an_index_follows_its_renamed_column_and_can_be_removed_later(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        shelf.step("shop", 2, 'operations = [ops.RenameField("Parent", "name", "title")]')
        shelf.step("shop", 3, 'operations = [ops.AlterField("Parent", "title", fields.CharField(max_length=50))]')

        await migrate(database)

        assert not any("_name_" in name or "_title_" in name for name in await indexes(database, "shop_parent") if name.startswith("idx_"))


async def test_a_renamed_table_keeps_rows_and_children_and_its_indexes_can_change_later(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST.replace('"table": "shop_parent"', '"table": "parent"'))
    async with opened(shop=models) as database:
        await run(database, "INSERT INTO parent (id, name, code) VALUES (1, 'a', 'a')", "INSERT INTO shop_child (id, parent_id) VALUES (1, 1)")
        shelf.step("shop", 2, 'operations = [ops.RenameModel("Parent", "Elder")]')
        shelf.step("shop", 3, 'operations = [ops.AlterField("Elder", "name", fields.CharField(max_length=50))]')

        await migrate(database)

        assert await rows(database, "SELECT id FROM elder") == [(1,)]
        assert not any(name.startswith(("idx_parent_name", "idx_elder_name")) for name in await indexes(database, "elder"))
        await run(database, "INSERT INTO shop_child (id, parent_id) VALUES (2, 1)")
        with pytest.raises(Exception, match=r"(?i)foreign key"):
            await run(database, "INSERT INTO shop_child (id, parent_id) VALUES (3, 9)")


async def test_a_null_becomes_the_default_when_a_column_may_no_longer_be_null(opened, shelf) -> None:
    """Tortoise puts the default into the SQL as it is: a quote breaks it."""
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        await run(database, *OWN)
        shelf.step("shop", 2, """operations = [ops.AlterField("Parent", "alias", fields.CharField(max_length=20, default="it's; nothing"))]""")

        await migrate(database)

        assert await rows(database, "SELECT alias FROM shop_parent ORDER BY id") == [("it's; nothing",), ("bud",)]
        with pytest.raises(Exception, match=r"(?i)null"):
            await run(database, "INSERT INTO shop_parent (id, name, code, alias) VALUES (7, 'x', 'x', NULL)")


async def test_a_new_column_with_db_default_fills_the_rows_that_are_there(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        await run(database, *OWN)
        shelf.step(
            "shop",
            2,
            """operations = [
            ops.AddField("Parent", "count", fields.IntField(db_default=7)),
            ops.AddField("Parent", "since", fields.DatetimeField(db_default=Now())),
        ]""",
        ).write_text("from tortoise.fields.db_defaults import Now\n" + (shelf.folder / "shop/migrations/0002_step.py").read_text())

        await migrate(database)

        assert [row[0] for row in await rows(database, "SELECT count FROM shop_parent")] == [7, 7]
        assert await rows(database, "SELECT 1 FROM shop_parent WHERE since IS NULL") == []


async def test_a_new_column_that_cannot_be_filled_is_refused_with_the_mend(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        await run(database, *OWN)
        shelf.step("shop", 2, 'operations = [ops.AddField("Parent", "count", fields.IntField(default=7))]')

        with pytest.raises(DatabaseError, match=r"null=True or has db_default"):
            await migrate(database)

        assert "count" not in await columns(database, "shop_parent")


# PostgreSQL drops an index with its column.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_index_of_somebodys_own_on_a_removed_column_stops_the_migration_with_its_name(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        await run(database, *OWN, "CREATE INDEX mine ON shop_parent (note)")
        shelf.step("shop", 2, f"operations = [{CHANGES['remove']}]")

        with pytest.raises(DatabaseError, match="mine"):
            await migrate(database)

        assert "note" in await columns(database, "shop_parent")
        assert "mine" in await indexes(database, "shop_parent")
        assert len(await rows(database, "SELECT id FROM shop_child")) == 3


async def test_rows_that_would_point_to_nothing_undo_the_migration(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        await run(database, *OWN)
        shelf.step("shop", 2, """operations = [ops.RunSQL("DELETE FROM shop_guard"), ops.RunSQL("INSERT INTO shop_child (id, parent_id) VALUES (50, 99)")]""")

        with pytest.raises(DatabaseError, match=r"(?i)point to nothing|foreign key"):
            await migrate(database)

        assert await rows(database, "SELECT id FROM shop_guard") == [(1,)]


async def test_many_to_many_tables_come_and_go(opened, shelf) -> None:
    models = shelf.plugin("shop", MODELS, FIRST)
    async with opened(shop=models) as database:
        shelf.step("shop", 2, 'operations = [ops.AddField("Child", "liked", fields.ManyToManyField("shop.Friend", through="shop_liked"))]')
        await migrate(database)
        assert await columns(database, "shop_liked")

        shelf.step("shop", 3, 'operations = [ops.RemoveField("Child", "liked"), ops.DeleteModel("Friend")]')
        await migrate(database)

        assert not await columns(database, "shop_liked")
        assert not await columns(database, "shop_friend")


def test_statements_are_split_where_sqlite_ends_them_not_at_every_semicolon() -> None:
    script = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x = ';'; DELETE FROM b; END; INSERT INTO a VALUES ('a;b');;\n SELECT 1"

    assert statements(script) == [
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x = ';'; DELETE FROM b; END;",
        "INSERT INTO a VALUES ('a;b');",
        "SELECT 1",
    ]


def test_the_core_migration_folder_is_part_of_the_package() -> None:
    import core.database

    assert (Path(str(core.database.__file__)).parent / "migrations" / "0001_initial.py").is_file()
