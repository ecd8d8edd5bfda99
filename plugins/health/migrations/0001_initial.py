"""health: initial."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from core.models import BlindIndexField, SealedTextField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Facility",
            fields=[
                ("code", fields.CharField(max_length=30, primary_key=True)),
                ("name", fields.CharField(max_length=120)),
                ("kind", fields.CharField(max_length=12)),
                ("district", fields.CharField(max_length=8, default="")),
                ("address", fields.CharField(max_length=200, default="")),
                ("phone", fields.CharField(max_length=30, default="")),
                ("weekdays", fields.CharField(max_length=12, default="")),
                ("friday", fields.CharField(max_length=12, default="")),
                ("saturday", fields.CharField(max_length=12, default="")),
                ("sunday", fields.CharField(max_length=12, default="")),
                ("emergency", fields.BooleanField(null=True)),
                ("bpjs", fields.BooleanField(null=True)),
                ("link", fields.CharField(max_length=300, default="")),
                ("agency", fields.CharField(max_length=40, default="")),
            ],
            options={"table": "health_facility", "indexes": [Index(fields=["name", "code"]), Index(fields=["kind", "name", "code"]), Index(fields=["agency"])]},
        ),
        ops.CreateModel(
            name="HealthService",
            fields=[
                ("code", fields.CharField(max_length=40, primary_key=True)),
                ("facility", fields.CharField(max_length=30, db_index=True)),
                ("name", fields.CharField(max_length=80)),
                ("days", fields.CharField(max_length=60)),
                ("hours", fields.CharField(max_length=12)),
                ("quota", fields.IntField(null=True)),
                ("letter", fields.CharField(max_length=2, default="")),
                ("note", fields.CharField(max_length=200, default="")),
            ],
            options={"table": "health_service"},
        ),
        ops.CreateModel(
            name="Bed",
            fields=[
                ("code", fields.CharField(max_length=60, primary_key=True)),
                ("facility", fields.CharField(max_length=30, db_index=True)),
                ("ward", fields.CharField(max_length=80)),
                ("kind", fields.CharField(max_length=40)),
                ("total", fields.IntField()),
                ("free", fields.IntField()),
                ("told", fields.DatetimeField()),
                ("source", fields.CharField(max_length=80, default="")),
            ],
            options={"table": "health_bed"},
        ),
        ops.CreateModel(
            name="Posyandu",
            fields=[
                ("code", fields.CharField(max_length=40, primary_key=True)),
                ("name", fields.CharField(max_length=80)),
                ("district", fields.CharField(max_length=8, default="")),
                ("village", fields.CharField(max_length=80, default="")),
                ("place", fields.CharField(max_length=200, default="")),
                ("schedule", fields.CharField(max_length=40)),
                ("hours", fields.CharField(max_length=12)),
                ("targets", fields.CharField(max_length=120, default="")),
                ("facility", fields.CharField(max_length=30, default="")),
            ],
            options={"table": "health_posyandu", "indexes": [Index(fields=["district", "name", "code"]), Index(fields=["name", "code"])]},
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("key", fields.CharField(max_length=60, unique=True)),
                ("service", fields.CharField(max_length=40)),
                ("facility", fields.CharField(max_length=30)),
                ("agency", fields.CharField(max_length=40)),
                ("title", fields.CharField(max_length=80)),
                ("place", fields.CharField(max_length=120)),
                ("letter", fields.CharField(max_length=2, default="")),
                ("day", fields.DateField()),
                ("hours", fields.CharField(max_length=12)),
                ("quota", fields.IntField()),
                ("given", fields.IntField(default=0)),
                ("taken", fields.IntField(default=0)),
                ("current", fields.IntField(default=0)),
                ("state", fields.CharField(max_length=8, default="open")),
                ("version", fields.IntField(default=0)),
            ],
            options={"table": "health_session", "indexes": [Index(fields=["facility", "day"]), Index(fields=["agency", "day"]), Index(fields=["day"])]},
        ),
        ops.CreateModel(
            name="Booking",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("session", fields.UUIDField()),
                ("number", fields.IntField()),
                ("state", fields.CharField(max_length=10, default="waiting")),
                ("secret", fields.CharField(max_length=64, unique=True)),
                ("link", SealedTextField()),
                ("name", SealedTextField(null=True)),
                ("phone", SealedTextField(null=True)),
                ("phone_key", BlindIndexField(null=True)),
                ("owner", fields.CharField(max_length=64, null=True, db_index=True)),
                ("told", fields.BooleanField(default=False)),
                ("reminded", fields.BooleanField(default=False)),
                ("created", fields.DatetimeField()),
            ],
            options={
                "table": "health_booking",
                "unique_together": (("session", "number"), ("session", "phone_key"), ("session", "owner")),
                "indexes": [Index(fields=["session", "state", "number"])],
            },
        ),
    ]
