"""Local officials, claimed with a decree."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_logins")]

    operations = [
        ops.AddField("Account", "official", fields.BooleanField(default=False, db_default=False)),
        ops.CreateModel(
            name="Office",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("account", fields.UUIDField(db_index=True)),
                ("number", fields.CharField(max_length=16)),
                ("kind", fields.CharField(max_length=12)),
                ("area", fields.CharField(max_length=13)),
                ("rt", fields.IntField(default=0)),
                ("rw", fields.IntField(default=0)),
                ("decree", SealedTextField()),
                ("decided_on", fields.DateField()),
                ("file", fields.UUIDField()),
                ("until", fields.DateField(db_index=True)),
                ("state", fields.CharField(max_length=8)),
                ("created", fields.DatetimeField()),
                ("decided", fields.DatetimeField(null=True)),
                ("decided_by", fields.CharField(default="", max_length=64)),
                ("reason", fields.CharField(default="", max_length=300)),
            ],
            options={"table": "accounts_office", "indexes": [Index(fields=["state", "created", "id"])]},
        ),
    ]
