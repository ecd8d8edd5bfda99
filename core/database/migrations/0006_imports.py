"""Tables that officers import: each file with what became of it, and its rows until they are written."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0005_stems")]

    operations = [
        ops.CreateModel(
            name="Import",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("name", fields.CharField(max_length=100)),
                ("state", fields.CharField(default="waiting", max_length=12)),
                ("actor", fields.CharField(default="", max_length=64)),
                ("by", fields.CharField(default="", max_length=120)),
                ("kind", fields.CharField(default="", max_length=16)),
                ("language", fields.CharField(default="id", max_length=8)),
                ("file", fields.CharField(default="", max_length=100)),
                ("digest", fields.CharField(default="", max_length=64)),
                ("size", fields.BigIntField(default=0)),
                ("key", fields.CharField(default="", max_length=200)),
                ("as_of", fields.DateField()),
                ("source", fields.CharField(default="", max_length=200)),
                ("total", fields.IntField(default=0)),
                ("fresh", fields.IntField(default=0)),
                ("changed", fields.IntField(default=0)),
                ("same", fields.IntField(default=0)),
                ("bad", fields.IntField(default=0)),
                ("gone", fields.IntField(default=0)),
                ("tries", fields.IntField(default=0)),
                ("facts", fields.TextField(default="{}")),
                ("created", fields.DatetimeField()),
                ("finished", fields.DatetimeField(null=True)),
            ],
            options={"table": "core_import", "indexes": [Index(fields=("name", "state", "finished")), Index(fields=("state", "created"))]},
        ),
        ops.CreateModel(
            name="ImportPart",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("run", fields.UUIDField()),
                ("kind", fields.CharField(max_length=8)),
                ("n", fields.IntField()),
                ("content", fields.TextField()),
            ],
            options={"table": "core_import_part", "unique_together": (("run", "kind", "n"),)},
        ),
    ]
