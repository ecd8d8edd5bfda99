"""complaints: figures counted at night."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_rating")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Statistic",
            fields=[
                ("id", fields.IntField(primary_key=True)),
                ("scope", fields.CharField(max_length=10)),
                ("key", fields.CharField(default="", max_length=64)),
                ("cases", fields.IntField()),
                ("answered", fields.IntField()),
                ("hours", fields.IntField(null=True)),
                ("judged", fields.IntField()),
                ("in_time", fields.IntField()),
                ("done", fields.IntField()),
                ("confirmed", fields.IntField()),
                ("since", fields.DateField()),
                ("at", fields.DatetimeField()),
            ],
            options={"table": "complaints_statistic", "unique_together": (("scope", "key"),)},
        ),
    ]
