"""jobs: job-seeker cards."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("jobs", "0004_alerts")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Card",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("former", fields.UUIDField(null=True)),
                ("answers", SealedTextField(null=True)),
                ("owner", fields.CharField(max_length=64, default="")),
                ("number", fields.CharField(max_length=120, default="")),
                ("document", fields.UUIDField(null=True)),
                ("issued", fields.DateField(null=True)),
                ("valid_until", fields.DateField(null=True)),
                ("reported", fields.DateField(null=True)),
                ("next_report", fields.DateField(null=True)),
                ("reminded", fields.DateField(null=True)),
                ("ended", fields.DateField(null=True)),
                ("renewed_by", fields.UUIDField(null=True)),
            ],
            options={"table": "jobs_card", "indexes": [Index(fields=["next_report", "id"])]},
        ),
    ]
