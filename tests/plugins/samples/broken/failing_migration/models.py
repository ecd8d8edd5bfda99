"""One table, whose migration fails."""

from tortoise import fields
from tortoise.models import Model


class Guest(Model):
    """A guest."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=80)

    class Meta:
        table = "failing_migration_guest"
