"""Schools, as the regency's table has them."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class School(Model):
    """`npsn` is its national number; `seats` how many new pupils it takes in the next school year, where that is known."""

    npsn = fields.CharField(max_length=8, primary_key=True)
    name = fields.CharField(max_length=120)
    level = fields.CharField(max_length=8)
    status = fields.CharField(max_length=8)
    district = fields.CharField(max_length=8, default="")
    address = fields.CharField(max_length=200, default="")
    phone = fields.CharField(max_length=30, default="")
    accreditation = fields.CharField(max_length=8, default="")
    accredited = fields.SmallIntField(null=True)
    """The year of the accreditation."""
    seats = fields.IntField(null=True)
    latitude = fields.CharField(max_length=12, default="")
    longitude = fields.CharField(max_length=12, default="")
    link = fields.CharField(max_length=300, default="")

    class Meta:
        table = "education_school"
        indexes = (Index(fields=("name", "npsn")), Index(fields=("level", "name", "npsn")), Index(fields=("district", "name", "npsn")))
