"""complaints: what local officials entered for residents."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_statistic")]

    initial = False

    operations = [
        ops.AddField("Complaint", "entered_as", fields.CharField(max_length=200, default="", db_default="")),
        ops.CreateModel(
            name="Entered",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("actor", fields.CharField(max_length=64)),
                ("at", fields.DatetimeField()),
            ],
            options={"table": "complaints_entered", "indexes": [Index(fields=["actor", "at"])]},
        ),
    ]
