"""vehicle_tax: from whom a vehicle's figures are."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("vehicle_tax", "0001_initial")]

    initial = False

    operations = [ops.AddField(model_name="VehicleRow", name="source", field=fields.CharField(max_length=200, null=True))]
