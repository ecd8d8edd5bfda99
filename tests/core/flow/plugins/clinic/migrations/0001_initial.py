"""clinic: initial."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Sent",
            fields=[("id", fields.IntField(primary_key=True)), ("answers", fields.TextField())],
            options={"table": "clinic_sent"},
        ),
    ]
