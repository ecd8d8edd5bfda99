"""What only a permit has: the application's answers, its documents with the state of each, the inspection, and what was issued.

`id` is the case's wherever there is one row for each case."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import JSONTextField, SealedTextField

SENT, ACCEPTED, REJECTED, REPLACED = "sent", "accepted", "rejected", "replaced"
"""The states of a document that was handed in."""


class Application(Model):
    """`answers` is the sealed JSON of the form. `fee` in rupiah, once it is known; `former` the case of the permit that this one renews."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharField(max_length=40)
    former = fields.UUIDField(null=True)
    answers = SealedTextField(null=True)
    fee = fields.BigIntField(null=True)
    late_paid = fields.BooleanField(default=False)
    """Whether it was paid after the application had ended: an officer was told to give the money back."""

    class Meta:
        table = "permits_application"


class Paper(Model):
    """One file that was handed in for a requirement. What replaces it is another row, so that its history stays."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField()
    requirement = fields.CharField(max_length=40)
    file = fields.UUIDField(null=True)
    """The file in the portal's storage; nothing once it was erased."""
    state = fields.CharField(max_length=10)
    reason = fields.TextField(default="")
    sent = fields.DatetimeField()
    judged = fields.DatetimeField(null=True)
    judged_by = fields.CharField(max_length=64, default="")

    class Meta:
        table = "permits_paper"
        indexes = (Index(fields=("case", "sent", "id")),)


class Inspection(Model):
    """What was found at the place: `items` are the lines of the checklist with "yes", "no" or "none" and a note each."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField(db_index=True)
    at = fields.DatetimeField()
    by = fields.CharField(max_length=64)
    name = fields.CharField(max_length=200, default="")
    items = JSONTextField()
    notes = fields.TextField(default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)

    class Meta:
        table = "permits_inspection"


class Permit(Model):
    """What was issued, by which agency and where. `document` is the id that `documents` knows it by; `reminded` the nearest day of reminding that
    was told; `revoked` the day on which the document was taken back."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharField(max_length=40)
    number = fields.CharField(max_length=120)
    document = fields.UUIDField(null=True)
    owner = fields.CharField(max_length=64, default="")
    issued = fields.DateField()
    valid_until = fields.DateField(null=True)
    reminded = fields.IntField(null=True)
    renewed_by = fields.UUIDField(null=True)
    agency = fields.CharField(max_length=64, null=True)
    district = fields.CharField(max_length=13, null=True)
    village = fields.CharField(max_length=13, null=True)
    revoked = fields.DateField(null=True)

    class Meta:
        table = "permits_permit"
        indexes = (
            Index(fields=("valid_until", "id")),
            Index(fields=("owner", "issued", "id")),
            Index(fields=("agency", "issued", "id")),
        )
