"""What only a complaint has: the spot, points to compare with, and who stands behind it. Everything else of it is a case."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import BlindIndexField, SealedTextField


class Complaint(Model):
    """`id` is the case's. Everybody reads the landmark of a public complaint; the coordinates are for officers."""

    id = fields.UUIDField(primary_key=True)
    landmark = fields.CharField(max_length=1_600, default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    entered_as = fields.CharField(max_length=200, default="", db_default="")
    """Through which local office it came, where everybody may read that."""

    class Meta:
        table = "complaints_complaint"


class Entered(Model):
    """A report that a local official entered for a resident. `id` is the case's, `actor` the official's."""

    id = fields.UUIDField(primary_key=True)
    actor = fields.CharField(max_length=64)
    at = fields.DatetimeField()

    class Meta:
        table = "complaints_entered"
        indexes = (Index(fields=("actor", "at")),)


class Point(Model):
    """Where a public complaint is, to be found by who stands nearby. One without a name has none here: the point may be a home. `id` is the case's."""

    id = fields.UUIDField(primary_key=True)
    latitude = fields.FloatField()
    longitude = fields.FloatField()

    class Meta:
        table = "complaints_point"
        indexes = (Index(fields=("latitude", "longitude")),)


class Rating(Model):
    """What the reporter says of a closed complaint: 1 to 5, whether it is solved, and words that officers read. `id` is the case's."""

    id = fields.UUIDField(primary_key=True)
    score = fields.SmallIntField()
    solved = fields.BooleanField()
    words = SealedTextField(null=True)
    given = fields.DatetimeField()
    changed = fields.DatetimeField()

    class Meta:
        table = "complaints_rating"


class Supporter(Model):
    """Somebody who said "this is my problem too". Known again by session, account or contact, so that one person counts once."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField(db_index=True)
    since = fields.DatetimeField()
    session = BlindIndexField(null=True, db_index=False)
    actor = fields.CharField(max_length=64, default="", db_index=True)
    phone = SealedTextField(null=True)
    phone_index = BlindIndexField(null=True)
    email = SealedTextField(null=True)
    email_index = BlindIndexField(null=True)

    class Meta:
        table = "complaints_supporter"


class Statistic(Model):
    """Figures of the last twelve months, counted at night. `scope` says of what `key` is the name; `hours` are working hours, in the middle."""

    id = fields.IntField(primary_key=True)
    scope = fields.CharField(max_length=10)
    key = fields.CharField(max_length=64, default="")
    cases = fields.IntField()
    answered = fields.IntField()
    hours = fields.IntField(null=True)
    judged = fields.IntField()
    in_time = fields.IntField()
    done = fields.IntField()
    confirmed = fields.IntField()
    since = fields.DateField()
    at = fields.DatetimeField()

    class Meta:
        table = "complaints_statistic"
        unique_together = (("scope", "key"),)
