"""complaints: initial."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Complaint",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                ("landmark", fields.CharField(default="", max_length=1600)),
                ("latitude", fields.FloatField(null=True)),
                ("longitude", fields.FloatField(null=True)),
            ],
            options={"table": "complaints_complaint", "app": "complaints", "pk_attr": "id"},
        ),
    ]
