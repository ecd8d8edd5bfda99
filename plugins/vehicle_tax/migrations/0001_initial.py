"""vehicle_tax: initial."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.models import BlindIndexField, SealedTextField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="VehicleRow",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("plate", BlindIndexField(unique=True)),
                ("key", BlindIndexField(unique=True)),
                ("kind", fields.CharField(max_length=40)),
                ("description", fields.CharField(max_length=100, default="")),
                ("province", fields.CharField(max_length=2)),
                ("ownership", fields.SmallIntField()),
                ("njkb", fields.BigIntField()),
                ("due", fields.DateField()),
                ("renewal", fields.DateField(null=True)),
                ("as_of", fields.DateField()),
                ("trial", fields.BooleanField()),
            ],
            options={"table": "vehicle_tax_vehicle"},
        ),
        ops.CreateModel(
            name="Saved",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("actor", fields.CharField(max_length=64)),
                ("key", BlindIndexField(db_index=False)),
                ("vehicle", SealedTextField()),
                ("due", fields.DateField(db_index=True)),
                ("told", fields.SmallIntField(null=True)),
                ("saved", fields.DatetimeField()),
            ],
            options={"table": "vehicle_tax_saved", "unique_together": (("actor", "key"),)},
        ),
    ]
