"""One table, filled by imports."""

from tortoise import fields
from tortoise.models import Model


class Vehicle(Model):
    """A vehicle."""

    id = fields.BigIntField(primary_key=True)
    plate = fields.CharField(max_length=12, unique=True)
    owner = fields.CharField(max_length=80)
    brand = fields.CharField(max_length=40, default="")
    due = fields.DateField()
    value = fields.BigIntField()
    power = fields.DecimalField(max_digits=8, decimal_places=1, null=True)
    kind = fields.CharField(max_length=8, default="")
    public = fields.BooleanField(null=True)
    phone = fields.CharField(max_length=20, default="")

    class Meta:
        table = "registry_vehicle"
