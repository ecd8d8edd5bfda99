"""notifications: initial."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import SealedTextField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Choice",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("person", fields.CharField(max_length=64)),
                ("kind", fields.CharField(max_length=100)),
                ("channel", fields.CharField(max_length=32)),
                ("wanted", fields.BooleanField()),
            ],
            options={"table": "notifications_choice", "unique_together": (("person", "kind", "channel"),)},
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("message", fields.UUIDField(db_index=True)),
                ("channel", fields.CharField(max_length=32)),
                ("kind", fields.CharField(max_length=100)),
                ("person", fields.CharField(max_length=64)),
                ("address", SealedTextField()),
                ("state", fields.CharField(max_length=8)),
                ("together", fields.BooleanField(default=False)),
                ("tries", fields.IntField(default=0)),
                ("shut", fields.BooleanField(default=False)),
                ("began", fields.DatetimeField()),
                ("due", fields.DatetimeField()),
                ("created", fields.DatetimeField()),
                ("ended", fields.DatetimeField(null=True)),
                ("error", fields.CharField(default="", max_length=300)),
                ("leased_until", fields.DatetimeField(null=True)),
                ("leased_by", fields.CharField(default="", max_length=80)),
            ],
            options={
                "table": "notifications_delivery",
                "indexes": [
                    Index(fields=["state", "due", "id"]),
                    Index(fields=["state", "created", "id"]),
                    Index(fields=["channel", "state", "shut"]),
                    Index(fields=["person"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Inbox",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("actor", fields.CharField(default="", max_length=64)),
                ("kind", fields.CharField(max_length=100)),
                ("about", fields.CharField(default="", max_length=64)),
                ("language", fields.CharField(max_length=8)),
                ("content", SealedTextField()),
                ("created", fields.DatetimeField()),
                ("read", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "notifications_message",
                "indexes": [Index(fields=["actor", "created", "id"]), Index(fields=["actor", "read"]), Index(fields=["about"]), Index(fields=["created"])],
            },
        ),
        ops.CreateModel(
            name="Leaving",
            fields=[
                ("id", fields.CharField(primary_key=True, max_length=64)),
                ("person", fields.CharField(db_index=True, max_length=64)),
                ("kind", fields.CharField(max_length=100)),
                ("channel", fields.CharField(max_length=32)),
                ("address", SealedTextField()),
                ("used", fields.DatetimeField()),
            ],
            options={"table": "notifications_leaving"},
        ),
        ops.CreateModel(
            name="Rhythm",
            fields=[
                ("actor", fields.CharField(primary_key=True, max_length=64)),
                ("every", fields.CharField(default="once", max_length=8)),
                ("quiet_from", fields.IntField(default=0)),
                ("quiet_until", fields.IntField(default=0)),
            ],
            options={"table": "notifications_rhythm"},
        ),
        ops.CreateModel(
            name="Template",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("kind", fields.CharField(max_length=100)),
                ("language", fields.CharField(max_length=8)),
                ("n", fields.IntField()),
                ("subject", fields.CharField(default="", max_length=200)),
                ("body", fields.TextField(default="")),
                ("by", fields.CharField(default="", max_length=64)),
                ("at", fields.DatetimeField()),
            ],
            options={"table": "notifications_template", "unique_together": (("kind", "language", "n"),)},
        ),
    ]
