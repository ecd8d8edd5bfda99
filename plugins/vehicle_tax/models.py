"""Vehicles of the imported table, known by keyed indexes alone; and those that citizens want to be reminded of."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from core.models import BlindIndexField, SealedTextField


class VehicleRow(Model):
    """One vehicle. Neither its plate nor its chassis number can be read back."""

    id = fields.UUIDField(primary_key=True)
    plate = BlindIndexField(unique=True)
    key = BlindIndexField(unique=True)
    kind = fields.CharField(max_length=40)
    description = fields.CharField(max_length=100, default="")
    province = fields.CharField(max_length=2)
    ownership = fields.SmallIntField()
    njkb = fields.BigIntField()
    due = fields.DateField()
    renewal = fields.DateField(null=True)
    as_of = fields.DateField()
    source = fields.CharField(max_length=200, null=True)
    trial = fields.BooleanField()

    class Meta:
        table = "vehicle_tax_vehicle"


class Saved(Model):
    """A vehicle that somebody wants to be reminded of. `vehicle` holds plate and ending of the chassis number, sealed; `told`
    how many days ahead of `due` was told last."""

    id = fields.UUIDField(primary_key=True)
    actor = fields.CharField(max_length=64)
    key = BlindIndexField(db_index=False)
    vehicle = SealedTextField()
    due = fields.DateField(db_index=True)
    told = fields.SmallIntField(null=True)
    saved = fields.DatetimeField()

    class Meta:
        table = "vehicle_tax_saved"
        unique_together = (("actor", "key"),)
