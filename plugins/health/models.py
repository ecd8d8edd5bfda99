"""Places where people are treated, what they offer, beds, numbers in a queue, and where small children are weighed.

Facilities, services, beds and posyandu are tables that the regency imports; their key is the code that the regency gives them.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import BlindIndexField, SealedTextField

OPEN, CLOSED, ENDED = "open", "closed", "ended"
"""A session gives numbers, gives no more of them, or is over for everybody who still waits."""
WAITING, CALLED, SKIPPED, DONE, CANCELLED = "waiting", "called", "skipped", "done", "cancelled"


class Facility(Model):
    """A hospital, puskesmas or clinic. Hours are words such as `07.30-14.00`; none is closed. `agency` is whose officers call numbers there."""

    code = fields.CharField(max_length=30, primary_key=True)
    name = fields.CharField(max_length=120)
    kind = fields.CharField(max_length=12)
    district = fields.CharField(max_length=8, default="")
    address = fields.CharField(max_length=200, default="")
    phone = fields.CharField(max_length=30, default="")
    weekdays = fields.CharField(max_length=12, default="")
    friday = fields.CharField(max_length=12, default="")
    saturday = fields.CharField(max_length=12, default="")
    sunday = fields.CharField(max_length=12, default="")
    emergency = fields.BooleanField(null=True)
    bpjs = fields.BooleanField(null=True)
    link = fields.CharField(max_length=300, default="")
    agency = fields.CharField(max_length=40, default="")

    class Meta:
        table = "health_facility"
        indexes = (Index(fields=("name", "code")), Index(fields=("kind", "name", "code")), Index(fields=("agency",)))


class HealthService(Model):
    """What a facility offers, on which days, at what hours. `quota` numbers a day are given on the portal; none or 0: no queue here."""

    code = fields.CharField(max_length=40, primary_key=True)
    facility = fields.CharField(max_length=30, db_index=True)
    name = fields.CharField(max_length=80)
    days = fields.CharField(max_length=60)
    hours = fields.CharField(max_length=12)
    quota = fields.IntField(null=True)
    letter = fields.CharField(max_length=2, default="")
    note = fields.CharField(max_length=200, default="")

    class Meta:
        table = "health_service"


class Bed(Model):
    """Beds of one class in one ward. `told` is when the hospital said so, by `source`."""

    code = fields.CharField(max_length=60, primary_key=True)
    facility = fields.CharField(max_length=30, db_index=True)
    ward = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=40)
    total = fields.IntField()
    free = fields.IntField()
    told = fields.DatetimeField()
    source = fields.CharField(max_length=80, default="")

    class Meta:
        table = "health_bed"


class Posyandu(Model):
    """Where small children are weighed each month; `schedule` is `tanggal 5` or `rabu ke-2`, `facility` the puskesmas that looks after it."""

    code = fields.CharField(max_length=40, primary_key=True)
    name = fields.CharField(max_length=80)
    district = fields.CharField(max_length=8, default="")
    village = fields.CharField(max_length=80, default="")
    place = fields.CharField(max_length=200, default="")
    schedule = fields.CharField(max_length=40)
    hours = fields.CharField(max_length=12)
    targets = fields.CharField(max_length=120, default="")
    facility = fields.CharField(max_length=30, default="")

    class Meta:
        table = "health_posyandu"
        indexes = (Index(fields=("district", "name", "code")), Index(fields=("name", "code")))


class Session(Model):
    """One service on one day, from the first number on; what it is called is as it was then.

    `given` is the last number, `taken` how many still hold one of the `quota`, `current` the number that is called (0: none).
    `version` rises with each thing that an officer does, so that two who press at once do not skip anybody."""

    id = fields.UUIDField(primary_key=True)
    key = fields.CharField(max_length=60, unique=True)
    service = fields.CharField(max_length=40)
    facility = fields.CharField(max_length=30)
    agency = fields.CharField(max_length=40)
    title = fields.CharField(max_length=80)
    place = fields.CharField(max_length=120)
    letter = fields.CharField(max_length=2, default="")
    day = fields.DateField()
    hours = fields.CharField(max_length=12)
    quota = fields.IntField()
    given = fields.IntField(default=0)
    taken = fields.IntField(default=0)
    current = fields.IntField(default=0)
    state = fields.CharField(max_length=8, default=OPEN)
    version = fields.IntField(default=0)

    class Meta:
        table = "health_session"
        indexes = (Index(fields=("facility", "day")), Index(fields=("agency", "day")), Index(fields=("day",)))


class Booking(Model):
    """A number in a session's queue. Whoever has none of `name`, `phone` and `owner` came in person, or is nobody's to know."""

    id = fields.UUIDField(primary_key=True)
    session = fields.UUIDField()
    number = fields.IntField()
    state = fields.CharField(max_length=10, default=WAITING)
    secret = fields.CharField(max_length=64, unique=True)
    link = SealedTextField()
    name = SealedTextField(null=True)
    phone = SealedTextField(null=True)
    phone_key = BlindIndexField(null=True)
    owner = fields.CharField(max_length=64, null=True, db_index=True)
    told = fields.BooleanField(default=False)
    """That it is nearly their turn."""
    reminded = fields.BooleanField(default=False)
    created = fields.DatetimeField()

    class Meta:
        table = "health_booking"
        unique_together = (("session", "number"), ("session", "phone_key"), ("session", "owner"))
        indexes = (Index(fields=("session", "state", "number")),)
