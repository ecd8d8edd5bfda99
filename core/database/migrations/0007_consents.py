"""What people agreed to when they sent a form."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0006_imports")]

    operations = [
        ops.CreateModel(
            name="Consent",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("form", fields.CharField(max_length=100)),
                ("ticket", fields.CharField(db_index=True, max_length=16)),
                ("actor", fields.CharField(db_index=True, default="", max_length=64)),
                ("language", fields.CharField(max_length=8)),
                ("given", fields.DatetimeField()),
                ("said", fields.TextField()),
            ],
            options={"table": "core_consent"},
        ),
    ]
