"""What was sent."""

from tortoise import fields
from tortoise.models import Model


class Sent(Model):
    """One submission, as it arrived."""

    id = fields.IntField(primary_key=True)
    answers = fields.TextField()

    class Meta:
        table = "clinic_sent"
