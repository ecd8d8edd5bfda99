"""failing_migration: initial."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Guest",
            fields=[
                ("id", fields.IntField(primary_key=True)),
                ("name", fields.CharField(max_length=80)),
            ],
            options={"table": "failing_migration_guest"},
        ),
    ]


async def fail(apps, schema_editor):
    raise RuntimeError("the disk is on fire")


Migration.operations.append(ops.RunPython(fail))
