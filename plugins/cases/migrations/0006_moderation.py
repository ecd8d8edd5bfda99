"""What citizens wrote, while something else stands in its place."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.models import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_proof")]

    operations = [
        ops.CreateModel(
            name="Moderation",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("title", SealedTextField()),
                ("public_text", SealedTextField()),
                ("n", fields.IntField()),
                ("salt", fields.CharField(max_length=32)),
            ],
            options={"table": "cases_moderation"},
        ),
    ]
