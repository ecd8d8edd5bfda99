"""The salts of what a citizen wrote: with them the first entry of a case vouches for its words and answers."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_village")]

    operations = [
        ops.AddField("Case", "matter_salt", fields.CharField(max_length=32, default="", db_default="")),
        ops.AddField("Answer", "salt", fields.CharField(max_length=32, default="", db_default="")),
    ]
