"""What people agreed to, and the last day they were here."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_codes")]

    operations = [
        ops.AddField("Account", "seen", fields.DateField(null=True)),
        ops.CreateModel(
            name="Consent",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("account", fields.UUIDField(db_index=True)),
                ("what", fields.CharField(max_length=100)),
                ("text", fields.TextField(unique=False)),
                ("given", fields.DatetimeField()),
                ("withdrawn", fields.DatetimeField(null=True)),
            ],
            options={"table": "accounts_consent"},
        ),
    ]
