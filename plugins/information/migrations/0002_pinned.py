"""information: what is pinned is found without looking through all announcements."""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("information", "0001_initial")]

    initial = False

    operations = [ops.AddIndex("Article", Index(fields=["kind", "pinned"]))]
