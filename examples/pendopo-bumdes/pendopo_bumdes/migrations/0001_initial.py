"""bumdes: initial."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Enterprise",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("number", fields.CharField(max_length=40, unique=True)),
                ("name", fields.CharField(max_length=120)),
                ("village", fields.CharField(max_length=80)),
                ("kind", fields.CharField(max_length=20)),
                ("offers", fields.CharField(max_length=300)),
            ],
            options={"table": "bumdes_enterprise", "indexes": [Index(fields=["village", "name"])]},
        ),
    ]
