"""education: initial."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="School",
            fields=[
                ("npsn", fields.CharField(max_length=8, primary_key=True)),
                ("name", fields.CharField(max_length=120)),
                ("level", fields.CharField(max_length=8)),
                ("status", fields.CharField(max_length=8)),
                ("district", fields.CharField(max_length=8, default="")),
                ("address", fields.CharField(max_length=200, default="")),
                ("phone", fields.CharField(max_length=30, default="")),
                ("accreditation", fields.CharField(max_length=8, default="")),
                ("accredited", fields.SmallIntField(null=True)),
                ("seats", fields.IntField(null=True)),
                ("latitude", fields.CharField(max_length=12, default="")),
                ("longitude", fields.CharField(max_length=12, default="")),
                ("link", fields.CharField(max_length=300, default="")),
            ],
            options={
                "table": "education_school",
                "indexes": [Index(fields=["name", "npsn"]), Index(fields=["level", "name", "npsn"]), Index(fields=["district", "name", "npsn"])],
            },
        ),
    ]
