"""jobs: employers who post for themselves."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Employer",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("nib", fields.CharField(max_length=13, unique=True)),
                ("name", fields.CharField(max_length=120)),
                ("sector", fields.CharField(max_length=80, default="")),
                ("address", fields.CharField(max_length=300, default="")),
                ("state", fields.CharField(max_length=10, default="waiting")),
                ("case", fields.UUIDField(unique=True)),
            ],
            options={"table": "jobs_employer"},
        ),
        ops.AddField("Vacancy", "nib", fields.CharField(max_length=13, default="", db_default="")),
        ops.AddField("Vacancy", "case", fields.UUIDField(null=True, unique=True)),
        ops.AddIndex("Vacancy", Index(fields=["nib", "published", "id"])),
    ]
