"""jobs: the day on which an officer revoked a job-seeker card."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_cards")]

    operations = [
        ops.AddField("Card", "revoked", fields.DateField(null=True)),
    ]
