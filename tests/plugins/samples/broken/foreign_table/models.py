"""Points at another plugin's table."""

from tortoise import fields
from tortoise.models import Model


class Guest(Model):
    """A guest of a clinic that belongs to another plugin."""

    id = fields.IntField(primary_key=True)

    class Meta:
        table = "guests"
