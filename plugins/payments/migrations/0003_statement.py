"""payments: the lines of the bank's statement."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_search")]

    initial = False

    operations = [
        ops.CreateModel(
            name="StatementLine",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("reference", fields.CharField(unique=True, max_length=100)),
                ("day", fields.DateField()),
                ("code", fields.CharField(max_length=64)),
                ("amount", fields.BigIntField()),
                ("state", fields.CharField(max_length=10)),
                ("charge", fields.UUIDField(null=True)),
                ("note", fields.CharField(default="", max_length=100)),
                ("at", fields.DatetimeField()),
            ],
            options={"table": "payments_statement", "indexes": [Index(fields=["state", "at", "id"])]},
        ),
    ]
