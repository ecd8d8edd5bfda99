"""permits: which agency issued a permit and where, for the officers' register; and the day on which it was revoked."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("permits", "0001_initial")]

    operations = [
        ops.AddField("Permit", "agency", fields.CharField(max_length=64, null=True)),
        ops.AddField("Permit", "district", fields.CharField(max_length=13, null=True)),
        ops.AddField("Permit", "village", fields.CharField(max_length=13, null=True)),
        ops.AddField("Permit", "revoked", fields.DateField(null=True)),
        ops.AddIndex("Permit", Index(fields=("agency", "issued", "id"))),
    ]
