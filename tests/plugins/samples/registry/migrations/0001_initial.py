from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Vehicle",
            fields=[
                ("id", fields.BigIntField(primary_key=True)),
                ("plate", fields.CharField(max_length=12, unique=True)),
                ("owner", fields.CharField(max_length=80)),
                ("brand", fields.CharField(default="", max_length=40)),
                ("due", fields.DateField()),
                ("value", fields.BigIntField()),
                ("power", fields.DecimalField(max_digits=8, decimal_places=1, null=True)),
                ("kind", fields.CharField(default="", max_length=8)),
                ("public", fields.BooleanField(null=True)),
                ("phone", fields.CharField(default="", max_length=20)),
            ],
            options={"table": "registry_vehicle"},
        )
    ]
