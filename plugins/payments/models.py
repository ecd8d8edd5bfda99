"""What is kept of payments: the charges, and every change of one, which the database lets nobody alter."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import BlindIndexField, JSONTextField, SealedTextField, TicketField

from .states import CREATED


class Charge(Model):
    """Something to be paid. `owner` is the slug of the service, `about` the service's own key, `purpose` what of it is paid for.

    `living` holds owner, purpose and key as long as there may be no second charge for the same, and nothing afterwards.
    `ask_at` is when the provider is asked next, `watch_at` when money that is not posted by then is looked into."""

    id = fields.UUIDField(primary_key=True)
    number = TicketField(unique=True)
    secret = fields.CharField(max_length=64, unique=True)
    link = SealedTextField()
    owner = fields.CharField(max_length=32)
    purpose = fields.CharField(max_length=40)
    about = fields.CharField(max_length=100)
    living = fields.CharField(max_length=180, null=True, unique=True)
    title = JSONTextField()
    lines = JSONTextField()
    amount = fields.BigIntField()
    provider = fields.CharField(max_length=32)
    reference = fields.CharField(max_length=100, default="")
    code = fields.CharField(max_length=64, default="")
    qris = fields.CharField(max_length=600, default="")
    guide = JSONTextField(null=True)
    state = fields.CharField(max_length=10, default=CREATED)
    attention = fields.CharField(max_length=10, default="")
    payer = fields.CharField(max_length=64, default="")
    name = SealedTextField(null=True)
    phone = SealedTextField(null=True)
    phone_index = BlindIndexField(null=True)
    email = SealedTextField(null=True)
    email_index = BlindIndexField(null=True)
    created = fields.DatetimeField()
    expires = fields.DatetimeField()
    ended = fields.DatetimeField(null=True)
    ask_at = fields.DatetimeField(null=True)
    asks = fields.IntField(default=0)
    watch_at = fields.DatetimeField(null=True)
    case = fields.UUIDField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "payments_charge"
        indexes = (
            Index(fields=("payer", "created", "id")),
            Index(fields=("created", "id")),
            Index(fields=("state", "created", "id")),
            Index(fields=("attention", "created", "id")),
            Index(fields=("provider", "reference")),
            Index(fields=("reference",)),
            Index(fields=("code",)),
            Index(fields=("owner", "about")),
            Index(fields=("ask_at",)),
            Index(fields=("watch_at",)),
            Index(fields=("case",)),
            Index(fields=("ended",)),
        )


class Change(Model):
    """One thing that was told of a charge, or done with it; only ever added. Nothing of a person stands here. `n` is the charge's version by it.

    `told` is the state that `source` spoke of, `told_at` the moment of which it spoke; `before` and `after` are equal where
    nothing moved. `key` makes what one provider tells twice count once."""

    id = fields.UUIDField(primary_key=True)
    charge = fields.UUIDField()
    n = fields.IntField()
    at = fields.DatetimeField()
    before = fields.CharField(max_length=10)
    after = fields.CharField(max_length=10)
    told = fields.CharField(max_length=10, default="")
    told_at = fields.DatetimeField(null=True)
    source = fields.CharField(max_length=10)
    provider = fields.CharField(max_length=32, default="")
    reference = fields.CharField(max_length=100, default="")
    channel = fields.CharField(max_length=60, default="")
    amount = fields.BigIntField(null=True)
    reason = fields.CharField(max_length=10, default="")
    by = fields.CharField(max_length=64, default="")
    key = fields.CharField(max_length=180, null=True, unique=True)

    class Meta:
        table = "payments_change"
        unique_together = (("charge", "n"),)
        indexes = (Index(fields=("reference",)),)


class StatementLine(Model):
    """One line of the bank's statement, as it was imported; `reference` is the bank's own, and comes once. `charge` is what it was found to pay."""

    id = fields.UUIDField(primary_key=True)
    reference = fields.CharField(max_length=100, unique=True)
    day = fields.DateField()
    code = fields.CharField(max_length=64)
    amount = fields.BigIntField()
    state = fields.CharField(max_length=10)
    charge = fields.UUIDField(null=True)
    note = fields.CharField(max_length=100, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "payments_statement"
        indexes = (Index(fields=("state", "at", "id")),)
