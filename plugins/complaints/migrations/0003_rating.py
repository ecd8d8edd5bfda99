"""complaints: what reporters say afterwards."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.models import SealedTextField


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_similar")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Rating",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("score", fields.SmallIntField()),
                ("solved", fields.BooleanField()),
                ("words", SealedTextField(null=True)),
                ("given", fields.DatetimeField()),
                ("changed", fields.DatetimeField()),
            ],
            options={"table": "complaints_rating"},
        ),
    ]
