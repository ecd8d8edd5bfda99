"""What only a complaint has: the spot. Everything else of it is a case."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Complaint(Model):
    """`id` is the case's. Everybody reads the landmark of a public complaint; the coordinates are for officers."""

    id = fields.UUIDField(primary_key=True)
    landmark = fields.CharField(max_length=1_600, default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)

    class Meta:
        table = "complaints_complaint"
