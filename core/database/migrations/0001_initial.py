"""The tables of the core, and the indexes that search looks through."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.database.operations import RunSQLOn


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Audit",
            fields=[
                ("seq", fields.BigIntField(primary_key=True)),
                ("at", fields.DatetimeField(db_index=True)),
                ("actor", fields.CharField(db_index=True, max_length=64)),
                ("role", fields.CharField(default="", max_length=64)),
                ("agency", fields.CharField(default="", max_length=64)),
                ("action", fields.CharField(max_length=100)),
                ("object", fields.CharField(default="", db_index=True, max_length=200)),
                ("detail", fields.TextField(default="{}")),
                ("previous", fields.CharField(max_length=64)),
                ("digest", fields.CharField(max_length=64)),
            ],
            options={"table": "core_audit"},
        ),
        ops.CreateModel(
            name="Counter",
            fields=[
                ("name", fields.CharField(primary_key=True, max_length=200)),
                ("value", fields.BigIntField(default=0)),
            ],
            options={"table": "core_counter"},
        ),
        ops.CreateModel(
            name="Draft",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("session", fields.CharField(max_length=64)),
                ("actor_id", fields.CharField(default="", db_index=True, max_length=64)),
                ("form", fields.CharField(max_length=100)),
                ("path", fields.CharField(default="", max_length=400)),
                ("number", fields.IntField(default=1)),
                ("answers", fields.TextField(default="{}")),
                ("step", fields.CharField(default="", max_length=64)),
                ("submission", fields.CharField(default="", max_length=43)),
                ("created", fields.DatetimeField()),
                ("changed", fields.DatetimeField()),
                ("expires", fields.DatetimeField(db_index=True)),
            ],
            options={"table": "core_draft", "unique_together": (("session", "form", "path", "number"),)},
        ),
        ops.CreateModel(
            name="Outbox",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("event", fields.CharField(max_length=100)),
                ("listener", fields.CharField(max_length=100)),
                ("payload", fields.TextField()),
                ("dedupe", fields.CharField(unique=True, max_length=200)),
                ("created", fields.DatetimeField()),
                ("due", fields.DatetimeField()),
                ("attempts", fields.IntField(default=0)),
                ("leased_until", fields.DatetimeField(null=True)),
                ("leased_by", fields.CharField(default="", max_length=64)),
                ("state", fields.CharField(default="waiting", max_length=8)),
                ("error", fields.TextField(default="")),
            ],
            options={"table": "core_outbox", "indexes": [Index(fields=["state", "due"])]},
        ),
        ops.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("owner", fields.CharField(max_length=64)),
                ("key", fields.CharField(max_length=200)),
                ("title", fields.TextField()),
                ("text", fields.TextField()),
            ],
            options={"table": "core_search", "unique_together": (("owner", "key"),)},
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.CharField(primary_key=True, max_length=64)),
                ("actor_id", fields.CharField(default="", db_index=True, max_length=64)),
                ("kind", fields.CharField(default="", max_length=16)),
                ("created", fields.DatetimeField()),
                ("seen", fields.DatetimeField()),
                ("expires", fields.DatetimeField(db_index=True)),
                ("reauthenticated", fields.DatetimeField(null=True)),
                ("device", fields.CharField(default="", max_length=200)),
            ],
            options={"table": "core_session"},
        ),
        ops.CreateModel(
            name="Setting",
            fields=[
                ("key", fields.CharField(primary_key=True, max_length=200)),
                ("value", fields.TextField()),
                ("version", fields.IntField(default=1)),
                ("changed", fields.DatetimeField()),
                ("changed_by", fields.CharField(default="", max_length=64)),
            ],
            options={"table": "core_setting"},
        ),
        ops.CreateModel(
            name="Submission",
            fields=[
                ("key", fields.CharField(primary_key=True, max_length=43)),
                ("form", fields.CharField(max_length=100)),
                ("session", fields.CharField(max_length=64)),
                ("digest", fields.CharField(default="", max_length=64)),
                ("secret", fields.CharField(null=True, unique=True, max_length=43)),
                ("ticket", fields.CharField(default="", max_length=16)),
                ("location", fields.CharField(default="", max_length=400)),
                ("next", fields.TextField(default="")),
                ("state", fields.CharField(default="open", max_length=8)),
                ("created", fields.DatetimeField(db_index=True)),
            ],
            options={"table": "core_submission"},
        ),
        ops.CreateModel(
            name="TaskState",
            fields=[
                ("name", fields.CharField(primary_key=True, max_length=100)),
                ("started", fields.DatetimeField(null=True)),
                ("finished", fields.DatetimeField(null=True)),
                ("due", fields.DatetimeField(null=True)),
                ("leased_until", fields.DatetimeField(null=True)),
                ("leased_by", fields.CharField(default="", max_length=64)),
                ("error", fields.TextField(default="")),
            ],
            options={"table": "core_task"},
        ),
        ops.CreateModel(
            name="Upload",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("draft", fields.UUIDField(null=True, db_index=True)),
                ("owner", fields.CharField(max_length=32)),
                ("subject", fields.CharField(default="", max_length=64)),
                ("field", fields.CharField(default="", max_length=100)),
                ("name", fields.CharField(default="", max_length=200)),
                ("media_type", fields.CharField(default="", max_length=100)),
                ("size", fields.BigIntField(default=0)),
                ("width", fields.IntField(default=0)),
                ("height", fields.IntField(default=0)),
                ("digest", fields.CharField(default="", max_length=64)),
                ("key", fields.CharField(max_length=200)),
                ("state", fields.CharField(default="staged", max_length=16)),
                ("created", fields.DatetimeField()),
            ],
            options={"table": "core_upload", "indexes": [Index(fields=["subject", "owner"]), Index(fields=["state", "created"])]},
        ),
        # The index holds no text of its own (content=core_search); three triggers keep it in step, whoever writes.
        RunSQLOn(
            sqlite=[
                (
                    "CREATE VIRTUAL TABLE core_search_index USING fts5"
                    "(title, text, content='core_search', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
                ),
                (
                    "CREATE TRIGGER core_search_added AFTER INSERT ON core_search BEGIN"
                    " INSERT INTO core_search_index(rowid, title, text) VALUES (new.id, new.title, new.text); END"
                ),
                (
                    "CREATE TRIGGER core_search_removed AFTER DELETE ON core_search BEGIN"
                    " INSERT INTO core_search_index(core_search_index, rowid, title, text) VALUES ('delete', old.id, old.title, old.text); END"
                ),
                (
                    "CREATE TRIGGER core_search_changed AFTER UPDATE ON core_search BEGIN"
                    " INSERT INTO core_search_index(core_search_index, rowid, title, text) VALUES ('delete', old.id, old.title, old.text);"
                    " INSERT INTO core_search_index(rowid, title, text) VALUES (new.id, new.title, new.text); END"
                ),
            ],
            postgres=[
                "ALTER TABLE core_search ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('indonesian'::regconfig, title || ' ' || text)) STORED",
                "CREATE INDEX core_search_words ON core_search USING gin (words)",
            ],
        ),
    ]
