"""What a picture shows, as a fingerprint, and of a proof when and where it was taken."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("core", "0003_receipt_code")]

    operations = [
        ops.AddField("Upload", "fingerprint", fields.CharField(default="", db_default="", max_length=16)),
        ops.AddField("Upload", "taken", fields.CharField(default="", db_default="", max_length=32)),
        ops.AddField("Upload", "latitude", fields.FloatField(null=True)),
        ops.AddField("Upload", "longitude", fields.FloatField(null=True)),
    ]
