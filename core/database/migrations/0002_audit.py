"""Whose data an entry of the audit log is about; from now on the log is only added to."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.database.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        ops.AddField("Audit", "subject", fields.CharField(max_length=64, default="", db_default="", db_index=True)),
        AppendOnly("core_audit"),
    ]
