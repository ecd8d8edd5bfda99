"""jobs: applications to vacancies that employers have posted here."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_employers")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Application",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("vacancy", fields.UUIDField()),
                ("nib", fields.CharField(max_length=13)),
                ("owner", fields.CharField(max_length=64)),
                ("answers", SealedTextField()),
                ("file", fields.UUIDField(unique=True)),
                ("created", fields.DatetimeField()),
            ],
            options={
                "table": "jobs_application",
                "unique_together": (("vacancy", "owner"),),
                "indexes": [Index(fields=["nib", "created", "id"]), Index(fields=["owner"])],
            },
        ),
    ]
