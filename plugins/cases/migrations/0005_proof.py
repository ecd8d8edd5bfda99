"""Fingerprints of what was handed in as proof."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_desk")]

    operations = [
        ops.CreateModel(
            name="Proof",
            fields=[
                ("id", fields.UUIDField(primary_key=True)),
                ("case", fields.UUIDField(db_index=True)),
                ("digest", fields.CharField(db_index=True, max_length=64)),
                ("fingerprint", fields.CharField(max_length=16)),
                ("band_a", fields.IntField(db_index=True)),
                ("band_b", fields.IntField(db_index=True)),
                ("band_c", fields.IntField(db_index=True)),
                ("band_d", fields.IntField(db_index=True)),
            ],
            options={"table": "cases_proof"},
        ),
    ]
