"""bench_home: initial."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="News",
            fields=[
                ("id", fields.IntField(primary_key=True)),
                ("title", fields.CharField(max_length=120)),
                ("agency", fields.CharField(max_length=20)),
                ("day", fields.DateField(db_index=True)),
            ],
            options={"table": "bench_home_news"},
        ),
    ]
