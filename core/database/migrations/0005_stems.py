"""The search looks through stems that are made before they are written, the same on both databases; the texts go."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.database.operations import RunSQLOn
from core.words import stems_of

READ = {
    "sqlite": "SELECT id, title, text FROM core_search WHERE id > ? ORDER BY id LIMIT 1000",
    "postgres": "SELECT id, title, text FROM core_search WHERE id > $1 ORDER BY id LIMIT 1000",
}
WRITE = {
    "sqlite": "UPDATE core_search SET stems = ? WHERE id = ?",
    "postgres": "UPDATE core_search SET stems = $1 WHERE id = $2",
}


async def make_stems(_apps: Any, editor: Any) -> None:
    """Stem what is there already, a thousand rows at a time."""
    client, last = editor.client, -1
    kind = client.capabilities.dialect
    while rows := (await client.execute_query(READ[kind], [last]))[1]:
        await client.execute_many(WRITE[kind], [[stems_of(row["title"], row["text"]), row["id"]] for row in rows])
        last = rows[-1]["id"]


class Migration(migrations.Migration):
    dependencies = [("core", "0004_evidence")]

    operations = [
        RunSQLOn(
            sqlite=[
                "DROP TRIGGER core_search_added",
                "DROP TRIGGER core_search_removed",
                "DROP TRIGGER core_search_changed",
                "DROP TABLE core_search_index",
            ],
            postgres=["DROP INDEX core_search_words", "ALTER TABLE core_search DROP COLUMN words"],
        ),
        ops.AddField("SearchEntry", "stems", fields.TextField(default="", db_default="")),
        ops.RunPython(make_stems),
        ops.RemoveField("SearchEntry", "text"),
        RunSQLOn(
            sqlite=[
                (
                    "CREATE VIRTUAL TABLE core_search_index USING fts5"
                    "(stems, content='core_search', content_rowid='id', tokenize='unicode61 remove_diacritics 2', detail='none')"
                ),
                (
                    "CREATE TRIGGER core_search_added AFTER INSERT ON core_search BEGIN"
                    " INSERT INTO core_search_index(rowid, stems) VALUES (new.id, new.stems); END"
                ),
                (
                    "CREATE TRIGGER core_search_removed AFTER DELETE ON core_search BEGIN"
                    " INSERT INTO core_search_index(core_search_index, rowid, stems) VALUES ('delete', old.id, old.stems); END"
                ),
                (
                    "CREATE TRIGGER core_search_changed AFTER UPDATE ON core_search BEGIN"
                    " INSERT INTO core_search_index(core_search_index, rowid, stems) VALUES ('delete', old.id, old.stems);"
                    " INSERT INTO core_search_index(rowid, stems) VALUES (new.id, new.stems); END"
                ),
                "INSERT INTO core_search_index(core_search_index) VALUES ('rebuild')",
            ],
            postgres=[
                "ALTER TABLE core_search ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(stems, ' '))) STORED",
                "CREATE INDEX core_search_words ON core_search USING gin (words)",
            ],
        ),
    ]
