"""The tables of accounts."""

from uuid import uuid4

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from core.models import BlindIndexField, SealedTextField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Account",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("kind", fields.CharField(max_length=8)),
                ("name", SealedTextField()),
                ("email", SealedTextField(null=True)),
                ("email_index", BlindIndexField(null=True, unique=True)),
                ("phone", SealedTextField(null=True)),
                ("phone_index", BlindIndexField(null=True, unique=True)),
                ("nik", SealedTextField(null=True)),
                ("birth_date", SealedTextField(null=True)),
                ("district", fields.CharField(default="", max_length=13)),
                ("village", fields.CharField(default="", max_length=13)),
                ("password", fields.CharField(default="", max_length=200)),
                ("totp", SealedTextField(null=True)),
                ("totp_last", fields.BigIntField(default=0)),
                ("administrator", fields.BooleanField(default=False)),
                ("active", fields.BooleanField(default=True)),
                ("created", fields.DatetimeField()),
            ],
            options={"table": "accounts_account"},
        ),
        ops.CreateModel(
            name="Binding",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("account", fields.UUIDField()),
                ("role", fields.CharField(max_length=16)),
                ("agency", fields.CharField(max_length=64)),
            ],
            options={"table": "accounts_binding", "unique_together": (("account", "role", "agency"),)},
        ),
        ops.CreateModel(
            name="Invitation",
            fields=[
                ("id", fields.CharField(primary_key=True, max_length=64)),
                ("account", fields.UUIDField(db_index=True)),
                ("expires", fields.DatetimeField()),
            ],
            options={"table": "accounts_invitation"},
        ),
        ops.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("account", fields.UUIDField()),
                ("code", BlindIndexField()),
            ],
            options={"table": "accounts_recovery", "unique_together": (("account", "code"),)},
        ),
        ops.CreateModel(
            name="Tries",
            fields=[
                ("id", fields.CharField(primary_key=True, max_length=64)),
                ("fails", fields.IntField(default=0)),
                ("tried", fields.DatetimeField(db_index=True)),
                ("until", fields.DatetimeField(null=True)),
            ],
            options={"table": "accounts_tries"},
        ),
        ops.CreateModel(
            name="Waiting",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4)),
                ("session", fields.CharField(max_length=64)),
                ("purpose", fields.CharField(max_length=8)),
                ("account", fields.UUIDField(db_index=True)),
                ("data", SealedTextField(null=True)),
                ("target", fields.CharField(default="", max_length=2000)),
                ("expires", fields.DatetimeField(db_index=True)),
            ],
            options={"table": "accounts_waiting", "unique_together": (("session", "purpose"),)},
        ),
    ]
