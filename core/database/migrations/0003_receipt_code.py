"""The code that goes with a receipt's ticket."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit")]

    operations = [ops.AddField("Submission", "code", fields.CharField(max_length=16, default="", db_default=""))]
