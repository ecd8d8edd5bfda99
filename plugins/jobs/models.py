"""A vacancy with what Perpres 57/2023, Pasal 5, wants to be told of it; who posts, applies, wants to be told of new ones, or holds a card."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import SealedTextField

OPEN, FILLED, WITHDRAWN, EXPIRED = "open", "filled", "withdrawn", "expired"
WAITING, ACCEPTED, REFUSED = "waiting", "accepted", "refused"
"""Before an officer has said yes or no, and afterwards; a vacancy that was accepted is open."""


class Employer(Model):
    """An organisation that may post vacancies, or wants to. `case` is where officers decide."""

    id = fields.UUIDField(primary_key=True)
    nib = fields.CharField(max_length=13, unique=True)
    name = fields.CharField(max_length=120)
    sector = fields.CharField(max_length=80, default="")
    address = fields.CharField(max_length=300, default="")
    state = fields.CharField(max_length=10, default=WAITING)
    case = fields.UUIDField(unique=True)

    class Meta:
        table = "jobs_employer"


class Vacancy(Model):
    """`code` is its public address; `number` its number at whoever it comes from. Wages are whole rupiah for each `wage_per`."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(max_length=10, unique=True)
    number = fields.CharField(max_length=60, unique=True)
    title = fields.CharField(max_length=120)
    employer = fields.CharField(max_length=120)
    sector = fields.CharField(max_length=80, default="")
    openings = fields.IntField(default=1)
    district = fields.CharField(max_length=8, default="")
    place = fields.CharField(max_length=200, default="")
    kind = fields.CharField(max_length=12)
    education = fields.CharField(max_length=8)
    study = fields.CharField(max_length=80, default="")
    experience = fields.SmallIntField(default=0)
    skills = fields.CharField(max_length=500, default="")
    age_least = fields.SmallIntField(null=True)
    age_most = fields.SmallIntField(null=True)
    sex = fields.CharField(max_length=8, default="")
    wage_least = fields.BigIntField(null=True)
    wage_most = fields.BigIntField(null=True)
    wage_per = fields.CharField(max_length=8, default="month")
    disability = fields.BooleanField(default=False)
    description = fields.TextField(default="")
    link = fields.CharField(max_length=300, default="")
    contact = fields.CharField(max_length=200, default="")
    source = fields.CharField(max_length=80, default="")
    until = fields.DateField()
    state = fields.CharField(max_length=10, default=OPEN)
    published = fields.DatetimeField()
    closed = fields.DatetimeField(null=True)
    nib = fields.CharField(max_length=13, default="", db_default="")
    """Of the employer who posted it here; of others nothing."""
    case = fields.UUIDField(null=True, unique=True)

    class Meta:
        table = "jobs_vacancy"
        indexes = (
            Index(fields=("nib", "published", "id")),
            Index(fields=("state", "published", "id")),
            Index(fields=("state", "district", "published", "id")),
            Index(fields=("state", "education", "published", "id")),
            Index(fields=("state", "until")),
        )


class Alert(Model):
    """What somebody wants to be told of: a search of the list. Of vacancies that were published until `seen` they were told, or need not be."""

    id = fields.UUIDField(primary_key=True)
    owner = fields.CharField(max_length=64)
    words = fields.CharField(max_length=100, default="")
    district = fields.CharField(max_length=8, default="")
    education = fields.CharField(max_length=8, default="")
    kind = fields.CharField(max_length=12, default="")
    disability = fields.BooleanField(default=False)
    seen = fields.DatetimeField()

    class Meta:
        table = "jobs_alert"
        unique_together = (("owner", "words", "district", "education", "kind", "disability"),)
        indexes = (Index(fields=("owner", "id")), Index(fields=("seen",)))


class Application(Model):
    """Somebody's application to a vacancy; `id` is its case's. The row goes with everything in it when it is withdrawn, erased or too old."""

    id = fields.UUIDField(primary_key=True)
    vacancy = fields.UUIDField()
    nib = fields.CharField(max_length=13)
    owner = fields.CharField(max_length=64)
    answers = SealedTextField()
    """The sealed JSON of what was written: name, phone, email, text."""
    file = fields.UUIDField(unique=True)
    created = fields.DatetimeField()

    class Meta:
        table = "jobs_application"
        unique_together = (("vacancy", "owner"),)
        indexes = (Index(fields=("nib", "created", "id")), Index(fields=("owner",)))


class Card(Model):
    """A job-seeker card (AK/I), or the application for it; `id` is its case's. `former` is the one that it renews."""

    id = fields.UUIDField(primary_key=True)
    former = fields.UUIDField(null=True)
    answers = SealedTextField(null=True)
    """The sealed JSON of the form and of its files; nothing once they were erased."""
    owner = fields.CharField(max_length=64, default="")
    number = fields.CharField(max_length=120, default="")
    document = fields.UUIDField(null=True)
    issued = fields.DateField(null=True)
    valid_until = fields.DateField(null=True)
    reported = fields.DateField(null=True)
    """When its holder last said that they still look for work."""
    next_report = fields.DateField(null=True)
    reminded = fields.DateField(null=True)
    """The `next_report` of which the holder was reminded."""
    ended = fields.DateField(null=True)
    """When its holder said that they have found work."""
    revoked = fields.DateField(null=True)
    """When an officer took its document back."""
    renewed_by = fields.UUIDField(null=True)

    class Meta:
        table = "jobs_card"
        indexes = (Index(fields=("next_report", "id")),)
