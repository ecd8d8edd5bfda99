"""information: initial."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import BlindIndexField, JSONTextField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Article",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("code", fields.CharField(unique=True, max_length=60)),
                ("kind", fields.CharField(max_length=8)),
                ("title", fields.CharField(default="", max_length=120)),
                ("text", fields.TextField(default="")),
                ("agency", fields.CharField(default="", max_length=64)),
                ("area", fields.CharField(default="", max_length=13)),
                ("start", fields.DatetimeField(null=True)),
                ("until", fields.DatetimeField(null=True)),
                ("pinned", fields.DateField(null=True)),
                ("draft", JSONTextField(null=True)),
                ("version", fields.IntField(default=0)),
                ("changed", fields.DatetimeField()),
            ],
            options={"table": "information_article", "indexes": [Index(fields=["kind", "start", "id"]), Index(fields=["kind", "changed", "id"])]},
        ),
        ops.CreateModel(
            name="Offer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("about", fields.UUIDField(unique=True)),
                ("service", fields.CharField(max_length=100)),
                ("person", BlindIndexField()),
                ("at", fields.DatetimeField(db_index=True)),
                ("open", fields.BooleanField(default=True)),
            ],
            options={"table": "information_offer", "indexes": [Index(fields=["person", "at"])]},
        ),
        ops.CreateModel(
            name="Response",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("service", fields.CharField(max_length=100)),
                ("day", fields.DateField()),
                ("requirements", fields.SmallIntField()),
                ("procedure", fields.SmallIntField()),
                ("time", fields.SmallIntField()),
                ("cost", fields.SmallIntField()),
                ("product", fields.SmallIntField()),
                ("competence", fields.SmallIntField()),
                ("conduct", fields.SmallIntField()),
                ("complaints", fields.SmallIntField()),
                ("facilities", fields.SmallIntField()),
            ],
            options={"table": "information_response", "indexes": [Index(fields=["day", "service"])]},
        ),
        ops.CreateModel(
            name="Turn",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("device", BlindIndexField(unique=True)),
                ("at", fields.DatetimeField(db_index=True)),
            ],
            options={"table": "information_turn"},
        ),
    ]
