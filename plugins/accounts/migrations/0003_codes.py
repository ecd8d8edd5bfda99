"""One-time codes, and how often they are sent."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.models import BlindIndexField, JSONTextField


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_posts")]

    operations = [
        ops.CreateModel(
            name="Code",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("session", fields.CharField(db_index=True, max_length=64)),
                ("digest", BlindIndexField(db_index=False)),
                ("tries", fields.IntField(default=0)),
                ("expires", fields.DatetimeField(db_index=True)),
            ],
            options={"table": "accounts_code"},
        ),
        ops.CreateModel(
            name="Sending",
            fields=[
                ("id", fields.CharField(primary_key=True, max_length=64)),
                ("times", JSONTextField()),
                ("count", fields.IntField(default=0)),
                ("touched", fields.DatetimeField(db_index=True)),
            ],
            options={"table": "accounts_sending"},
        ),
    ]
