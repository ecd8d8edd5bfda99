"""Accounts elsewhere with which people sign in."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.models import BlindIndexField


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_wards")]

    operations = [
        ops.CreateModel(
            name="Login",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("account", fields.UUIDField(db_index=True)),
                ("method", fields.CharField(max_length=64)),
                ("subject", BlindIndexField(unique=True)),
                ("created", fields.DatetimeField()),
            ],
            options={"table": "accounts_login"},
        ),
    ]
