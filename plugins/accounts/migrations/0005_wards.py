"""For whom somebody acts."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import BlindIndexField, SealedTextField


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_consents")]

    operations = [
        ops.AddField("Account", "represents", fields.BooleanField(default=False, db_default=False)),
        ops.CreateModel(
            name="Ward",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("account", fields.UUIDField(db_index=True)),
                ("kind", fields.CharField(max_length=12)),
                ("name", SealedTextField()),
                ("nik", SealedTextField(null=True)),
                ("nik_index", BlindIndexField(null=True)),
                ("nib", fields.CharField(default="", max_length=13)),
                ("person", fields.UUIDField(null=True, db_index=True)),
                ("until", fields.DateField(null=True)),
                ("state", fields.CharField(max_length=8)),
                ("created", fields.DatetimeField()),
                ("decided", fields.DatetimeField(null=True)),
                ("decided_by", fields.CharField(default="", max_length=64)),
            ],
            options={"table": "accounts_ward", "indexes": [Index(fields=["kind", "state", "created"])]},
        ),
        ops.CreateModel(
            name="Acting",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("session", fields.CharField(unique=True, max_length=64)),
                ("ward", fields.UUIDField(db_index=True)),
                ("since", fields.DatetimeField()),
            ],
            options={"table": "accounts_acting"},
        ),
    ]
