"""payments: initial."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import AppendOnly, BlindIndexField, JSONTextField, SealedTextField, TicketField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Change",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("charge", fields.UUIDField()),
                ("n", fields.IntField()),
                ("at", fields.DatetimeField()),
                ("before", fields.CharField(max_length=10)),
                ("after", fields.CharField(max_length=10)),
                ("told", fields.CharField(default="", max_length=10)),
                ("told_at", fields.DatetimeField(null=True)),
                ("source", fields.CharField(max_length=10)),
                ("provider", fields.CharField(default="", max_length=32)),
                ("reference", fields.CharField(default="", max_length=100)),
                ("channel", fields.CharField(default="", max_length=60)),
                ("amount", fields.BigIntField(null=True)),
                ("reason", fields.CharField(default="", max_length=10)),
                ("by", fields.CharField(default="", max_length=64)),
                ("key", fields.CharField(null=True, unique=True, max_length=180)),
            ],
            options={"table": "payments_change", "unique_together": (("charge", "n"),)},
        ),
        ops.CreateModel(
            name="Charge",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("number", TicketField(unique=True)),
                ("secret", fields.CharField(unique=True, max_length=64)),
                ("link", SealedTextField()),
                ("owner", fields.CharField(max_length=32)),
                ("purpose", fields.CharField(max_length=40)),
                ("about", fields.CharField(max_length=100)),
                ("living", fields.CharField(null=True, unique=True, max_length=180)),
                ("title", JSONTextField()),
                ("lines", JSONTextField()),
                ("amount", fields.BigIntField()),
                ("provider", fields.CharField(max_length=32)),
                ("reference", fields.CharField(default="", max_length=100)),
                ("code", fields.CharField(default="", max_length=64)),
                ("qris", fields.CharField(default="", max_length=600)),
                ("guide", JSONTextField(null=True)),
                ("state", fields.CharField(default="created", max_length=10)),
                ("attention", fields.CharField(default="", max_length=10)),
                ("payer", fields.CharField(default="", max_length=64)),
                ("name", SealedTextField(null=True)),
                ("phone", SealedTextField(null=True)),
                ("phone_index", BlindIndexField(null=True)),
                ("email", SealedTextField(null=True)),
                ("email_index", BlindIndexField(null=True)),
                ("created", fields.DatetimeField()),
                ("expires", fields.DatetimeField()),
                ("ended", fields.DatetimeField(null=True)),
                ("ask_at", fields.DatetimeField(null=True)),
                ("asks", fields.IntField(default=0)),
                ("watch_at", fields.DatetimeField(null=True)),
                ("case", fields.UUIDField(null=True)),
                ("version", fields.IntField(default=1)),
            ],
            options={
                "table": "payments_charge",
                "indexes": [
                    Index(fields=["payer", "created", "id"]),
                    Index(fields=["created", "id"]),
                    Index(fields=["state", "created", "id"]),
                    Index(fields=["attention", "created", "id"]),
                    Index(fields=["provider", "reference"]),
                    Index(fields=["owner", "about"]),
                    Index(fields=["ask_at"]),
                    Index(fields=["watch_at"]),
                    Index(fields=["case"]),
                    Index(fields=["ended"]),
                ],
            },
        ),
        AppendOnly("payments_change"),
    ]
