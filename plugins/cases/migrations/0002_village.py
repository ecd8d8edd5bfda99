"""cases: village."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    initial = False

    operations = [
        ops.AddIndex(model_name="Case", index=Index(fields=["service", "village", "category", "opened", "id"])),
    ]
