"""payments: found by what stands on a slip."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    initial = False

    operations = [
        ops.AddIndex(model_name="Charge", index=Index(fields=["reference"])),
        ops.AddIndex(model_name="Charge", index=Index(fields=["code"])),
        ops.AddIndex(model_name="Change", index=Index(fields=["reference"])),
    ]
