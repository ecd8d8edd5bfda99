"""Roles in an area, absences, and which contacts were proved."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        ops.AddField("Account", "email_proved", fields.DatetimeField(null=True)),
        ops.AddField("Account", "phone_proved", fields.DatetimeField(null=True)),
        ops.AddField("Account", "language", fields.CharField(max_length=8, default="", db_default="")),
        ops.AddField("Binding", "area", fields.CharField(max_length=13, default="", db_default="")),
        ops.RemoveConstraint("Binding", fields=["account", "role", "agency"]),
        ops.AddConstraint("Binding", UniqueConstraint(fields=("account", "role", "agency", "area"))),
        ops.CreateModel(
            name="Absence",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("account", fields.UUIDField(db_index=True)),
                ("deputy", fields.UUIDField()),
                ("starts", fields.DateField()),
                ("ends", fields.DateField(db_index=True)),
            ],
            options={"table": "accounts_absence"},
        ),
    ]
