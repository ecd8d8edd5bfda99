"""complaints: similar reports and who stands behind them."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import BlindIndexField, SealedTextField


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Point",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("latitude", fields.FloatField()),
                ("longitude", fields.FloatField()),
            ],
            options={"table": "complaints_point", "indexes": [Index(fields=["latitude", "longitude"])]},
        ),
        ops.CreateModel(
            name="Supporter",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("case", fields.UUIDField(db_index=True)),
                ("since", fields.DatetimeField()),
                ("session", BlindIndexField(null=True, db_index=False)),
                ("actor", fields.CharField(default="", db_index=True, max_length=64)),
                ("phone", SealedTextField(null=True)),
                ("phone_index", BlindIndexField(null=True)),
                ("email", SealedTextField(null=True)),
                ("email_index", BlindIndexField(null=True)),
            ],
            options={"table": "complaints_supporter"},
        ),
    ]
