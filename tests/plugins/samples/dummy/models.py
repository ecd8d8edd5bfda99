"""One table."""

from tortoise import fields
from tortoise.models import Model


class Clinic(Model):
    """A clinic."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=80)

    class Meta:
        table = "dummy_clinic"
