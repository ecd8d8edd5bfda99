"""jobs: searches of which people want to be told."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_applications")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Alert",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("owner", fields.CharField(max_length=64)),
                ("words", fields.CharField(max_length=100, default="")),
                ("district", fields.CharField(max_length=8, default="")),
                ("education", fields.CharField(max_length=8, default="")),
                ("kind", fields.CharField(max_length=12, default="")),
                ("disability", fields.BooleanField(default=False)),
                ("seen", fields.DatetimeField()),
            ],
            options={
                "table": "jobs_alert",
                "unique_together": (("owner", "words", "district", "education", "kind", "disability"),),
                "indexes": [Index(fields=["owner", "id"]), Index(fields=["seen"])],
            },
        ),
    ]
