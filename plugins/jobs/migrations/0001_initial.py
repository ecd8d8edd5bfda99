"""jobs: initial."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Vacancy",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("code", fields.CharField(max_length=10, unique=True)),
                ("number", fields.CharField(max_length=60, unique=True)),
                ("title", fields.CharField(max_length=120)),
                ("employer", fields.CharField(max_length=120)),
                ("sector", fields.CharField(max_length=80, default="")),
                ("openings", fields.IntField(default=1)),
                ("district", fields.CharField(max_length=8, default="")),
                ("place", fields.CharField(max_length=200, default="")),
                ("kind", fields.CharField(max_length=12)),
                ("education", fields.CharField(max_length=8)),
                ("study", fields.CharField(max_length=80, default="")),
                ("experience", fields.SmallIntField(default=0)),
                ("skills", fields.CharField(max_length=500, default="")),
                ("age_least", fields.SmallIntField(null=True)),
                ("age_most", fields.SmallIntField(null=True)),
                ("sex", fields.CharField(max_length=8, default="")),
                ("wage_least", fields.BigIntField(null=True)),
                ("wage_most", fields.BigIntField(null=True)),
                ("wage_per", fields.CharField(max_length=8, default="month")),
                ("disability", fields.BooleanField(default=False)),
                ("description", fields.TextField(default="")),
                ("link", fields.CharField(max_length=300, default="")),
                ("contact", fields.CharField(max_length=200, default="")),
                ("source", fields.CharField(max_length=80, default="")),
                ("until", fields.DateField()),
                ("state", fields.CharField(max_length=10, default="open")),
                ("published", fields.DatetimeField()),
                ("closed", fields.DatetimeField(null=True)),
            ],
            options={
                "table": "jobs_vacancy",
                "indexes": [
                    Index(fields=["state", "published", "id"]),
                    Index(fields=["state", "district", "published", "id"]),
                    Index(fields=["state", "education", "published", "id"]),
                    Index(fields=["state", "until"]),
                ],
            },
        ),
    ]
