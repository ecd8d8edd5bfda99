"""permits: applications, their documents, inspections, and what was issued."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import JSONTextField, SealedTextField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Application",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("kind", fields.CharField(max_length=40)),
                ("former", fields.UUIDField(null=True)),
                ("answers", SealedTextField(null=True)),
                ("fee", fields.BigIntField(null=True)),
                ("late_paid", fields.BooleanField(default=False)),
            ],
            options={"table": "permits_application"},
        ),
        ops.CreateModel(
            name="Paper",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("case", fields.UUIDField()),
                ("requirement", fields.CharField(max_length=40)),
                ("file", fields.UUIDField(null=True)),
                ("state", fields.CharField(max_length=10)),
                ("reason", fields.TextField(default="")),
                ("sent", fields.DatetimeField()),
                ("judged", fields.DatetimeField(null=True)),
                ("judged_by", fields.CharField(max_length=64, default="")),
            ],
            options={"table": "permits_paper", "indexes": [Index(fields=("case", "sent", "id"))]},
        ),
        ops.CreateModel(
            name="Inspection",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("case", fields.UUIDField(db_index=True)),
                ("at", fields.DatetimeField()),
                ("by", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=200, default="")),
                ("items", JSONTextField()),
                ("notes", fields.TextField(default="")),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
            ],
            options={"table": "permits_inspection"},
        ),
        ops.CreateModel(
            name="Permit",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("kind", fields.CharField(max_length=40)),
                ("number", fields.CharField(max_length=120)),
                ("document", fields.UUIDField(null=True)),
                ("owner", fields.CharField(max_length=64, default="")),
                ("issued", fields.DateField()),
                ("valid_until", fields.DateField(null=True)),
                ("reminded", fields.IntField(null=True)),
                ("renewed_by", fields.UUIDField(null=True)),
            ],
            options={
                "table": "permits_permit",
                "indexes": [Index(fields=("valid_until", "id")), Index(fields=("owner", "issued", "id"))],
            },
        ),
    ]
