"""The tables of cases, and the triggers that keep timelines as they are."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import AppendOnly, BlindIndexField, SealedTextField, TicketField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Answer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("case", fields.UUIDField()),
                ("plugin", fields.CharField(max_length=32)),
                ("values", fields.TextField(default="{}")),
            ],
            options={"table": "cases_answer", "unique_together": (("case", "plugin"),)},
        ),
        ops.CreateModel(
            name="Case",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("ticket", TicketField(unique=True)),
                ("service", fields.CharField(max_length=100)),
                ("procedure", fields.CharField(max_length=100)),
                ("procedure_version", fields.CharField(max_length=16)),
                ("state", fields.CharField(max_length=40)),
                ("agency", fields.CharField(default="", max_length=64)),
                ("district", fields.CharField(default="", max_length=13)),
                ("village", fields.CharField(default="", max_length=13)),
                ("category", fields.CharField(default="", max_length=64)),
                ("visibility", fields.CharField(default="public", max_length=12)),
                ("title", fields.CharField(max_length=200)),
                ("public_text", fields.TextField(default="")),
                ("owner", fields.CharField(default="", max_length=64)),
                ("on_behalf_of", fields.CharField(default="", max_length=64)),
                ("opened", fields.DatetimeField()),
                ("due", fields.DateField(null=True)),
                ("paused_since", fields.DatetimeField(null=True)),
                ("closed", fields.DatetimeField(null=True)),
                ("version", fields.IntField(default=0)),
                ("supporters", fields.IntField(default=0)),
                ("secret", fields.CharField(unique=True, max_length=64)),
                ("link", SealedTextField(null=True)),
                ("code", fields.CharField(max_length=64)),
                ("late_since", fields.DateField(null=True)),
            ],
            options={
                "table": "cases_case",
                "indexes": [
                    Index(fields=["service", "opened", "id"]),
                    Index(fields=["service", "state", "opened", "id"]),
                    Index(fields=["service", "category", "opened", "id"]),
                    Index(fields=["service", "district", "opened", "id"]),
                    Index(fields=["agency", "opened", "id"]),
                    Index(fields=["owner", "opened", "id"]),
                    Index(fields=["opened", "id"]),
                    Index(fields=["closed", "due", "id"]),
                ],
            },
        ),
        ops.CreateModel(
            name="CaseFile",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("case", fields.UUIDField()),
                ("n", fields.IntField()),
                ("public", fields.BooleanField(default=False)),
                ("digest", fields.CharField(max_length=64)),
                ("salt", fields.CharField(max_length=32)),
                ("owner", fields.CharField(max_length=32)),
                ("media_type", fields.CharField(max_length=100)),
                ("width", fields.IntField(default=0)),
                ("height", fields.IntField(default=0)),
            ],
            options={"table": "cases_file", "indexes": [Index(fields=["case", "n"])]},
        ),
        ops.CreateModel(
            name="Entry",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("case", fields.UUIDField()),
                ("n", fields.IntField()),
                ("at", fields.DatetimeField(db_index=True)),
                ("actor", fields.CharField(default="", max_length=64)),
                ("kind", fields.CharField(max_length=16)),
                ("public", fields.BooleanField(default=False)),
                ("data", fields.TextField(default="{}")),
                ("digest", fields.CharField(max_length=64)),
                ("previous", fields.CharField(default="", max_length=64)),
            ],
            options={"table": "cases_entry", "unique_together": (("case", "n"),)},
        ),
        ops.CreateModel(
            name="EntryText",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("case", fields.UUIDField()),
                ("n", fields.IntField()),
                ("text", fields.TextField(default="")),
                ("text_salt", fields.CharField(default="", max_length=32)),
                ("name", fields.CharField(default="", max_length=200)),
                ("name_salt", fields.CharField(default="", max_length=32)),
            ],
            options={"table": "cases_entry_text", "unique_together": (("case", "n"),)},
        ),
        ops.CreateModel(
            name="Person",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("case", fields.UUIDField(unique=True)),
                ("name", SealedTextField(null=True)),
                ("phone", SealedTextField(null=True)),
                ("email", SealedTextField(null=True)),
                ("nik", SealedTextField(null=True)),
                ("phone_index", BlindIndexField(null=True, db_index=True)),
                ("email_index", BlindIndexField(null=True, db_index=True)),
                ("nik_index", BlindIndexField(null=True, db_index=True)),
                ("show_name", fields.BooleanField(default=False)),
            ],
            options={"table": "cases_person"},
        ),
        ops.CreateModel(
            name="ProcedureText",
            fields=[
                ("version", fields.CharField(primary_key=True, max_length=16)),
                ("procedure", fields.CharField(max_length=100)),
                ("text", fields.TextField()),
                ("seen", fields.DatetimeField()),
            ],
            options={"table": "cases_procedure"},
        ),
        ops.CreateModel(
            name="Root",
            fields=[
                ("day", fields.DateField(primary_key=True)),
                ("heads", fields.IntField()),
                ("root", fields.CharField(max_length=64)),
                ("previous", fields.CharField(default="", max_length=64)),
            ],
            options={"table": "cases_root"},
        ),
        AppendOnly("cases_entry"),
    ]
