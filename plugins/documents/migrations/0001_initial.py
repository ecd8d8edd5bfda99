"""documents: initial."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import AppendOnly, JSONTextField, SealedTextField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Document",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("number", fields.CharField(max_length=120, unique=True)),
                ("series", fields.CharField(max_length=40)),
                ("sequence", fields.IntField()),
                ("code", fields.CharField(max_length=16, unique=True)),
                ("secret", fields.CharField(max_length=64, unique=True)),
                ("link", SealedTextField()),
                ("owner", fields.CharField(max_length=32)),
                ("kind", fields.CharField(max_length=20)),
                ("subject", fields.CharField(max_length=100)),
                ("case", fields.UUIDField(null=True)),
                ("living", fields.CharField(max_length=180, null=True, unique=True)),
                ("title", JSONTextField()),
                ("template", fields.CharField(max_length=80)),
                ("values", SealedTextField(null=True)),
                ("language", fields.CharField(max_length=8)),
                ("agency", fields.CharField(max_length=64, default="")),
                ("place", fields.CharField(max_length=60, default="")),
                ("signatory", JSONTextField()),
                ("holder", SealedTextField(null=True)),
                ("shown", fields.CharField(max_length=120)),
                ("person", fields.CharField(max_length=64, default="")),
                ("signer", fields.CharField(max_length=32, default="")),
                ("signature", fields.CharField(max_length=10, default="")),
                ("signed_by", fields.CharField(max_length=200, default="")),
                ("state", fields.CharField(max_length=10, default="numbered")),
                ("trouble", fields.CharField(max_length=300, default="")),
                ("file", fields.UUIDField(null=True)),
                ("digest", fields.CharField(max_length=64, default="", db_index=True)),
                ("size", fields.IntField(default=0)),
                ("day", fields.DateField()),
                ("valid_from", fields.DateField()),
                ("valid_until", fields.DateField(null=True)),
                ("created", fields.DatetimeField()),
                ("issued", fields.DatetimeField(null=True)),
                ("revoked", fields.DatetimeField(null=True)),
                ("reason", fields.CharField(max_length=12, default="")),
                ("note", SealedTextField(null=True)),
                ("replaced_by", fields.UUIDField(null=True)),
                ("changes", fields.IntField(default=0)),
                ("ends", fields.DateField(null=True)),
            ],
            options={
                "table": "documents_document",
                "unique_together": (("series", "sequence"),),
                "indexes": [
                    Index(fields=["person", "created", "id"]),
                    Index(fields=["created", "id"]),
                    Index(fields=["agency", "created", "id"]),
                    Index(fields=["state", "created", "id"]),
                    Index(fields=["owner", "subject"]),
                    Index(fields=["case"]),
                    Index(fields=["ends"]),
                ],
            },
        ),
        ops.CreateModel(
            name="Change",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("document", fields.UUIDField()),
                ("n", fields.IntField()),
                ("at", fields.DatetimeField()),
                ("what", fields.CharField(max_length=10)),
                ("facts", JSONTextField()),
                ("by", fields.CharField(max_length=64, default="")),
                ("digest", fields.CharField(max_length=64)),
            ],
            options={"table": "documents_change", "unique_together": (("document", "n"),)},
        ),
        ops.CreateModel(
            name="Certificate",
            fields=[
                ("id", fields.IntField(primary_key=True, generated=False)),
                ("key", SealedTextField()),
                ("certificate", fields.TextField()),
                ("created", fields.DatetimeField()),
            ],
            options={"table": "documents_certificate"},
        ),
        AppendOnly("documents_change"),
    ]
