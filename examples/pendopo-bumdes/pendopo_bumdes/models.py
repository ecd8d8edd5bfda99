"""The table of the enterprises. It says nothing of a person."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Enterprise(Model):
    """One village enterprise, by the number under which the ministry keeps it."""

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=120)
    village = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=20)
    offers = fields.CharField(max_length=300)

    class Meta:
        table = "bumdes_enterprise"
        indexes = (Index(fields=("village", "name")),)
