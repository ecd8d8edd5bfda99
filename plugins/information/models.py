"""Announcements and pages, and the survey: answers that lead to nobody, apart from whom it was offered to."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import BlindIndexField, JSONTextField

NEWS, PAGE = "news", "page"


class Article(Model):
    """An announcement or a page. Everybody reads it from `start` until `until`; without `start` nobody has read it yet.

    `draft` is what was written and not published, by the names of the other columns. `version` counts changes: the lock of whoever edits."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(max_length=60, unique=True)
    kind = fields.CharField(max_length=8)
    title = fields.CharField(max_length=120, default="")
    text = fields.TextField(default="")
    agency = fields.CharField(max_length=64, default="")
    area = fields.CharField(max_length=13, default="")
    """The code of a kecamatan or village; empty for the whole regency."""
    start = fields.DatetimeField(null=True)
    until = fields.DatetimeField(null=True)
    pinned = fields.DateField(null=True)
    """The last day on which it stands at the top of the home page."""
    draft = JSONTextField(null=True)
    version = fields.IntField(default=0)
    changed = fields.DatetimeField()

    class Meta:
        table = "information_article"
        indexes = (Index(fields=("kind", "start", "id")), Index(fields=("kind", "changed", "id")), Index(fields=("kind", "pinned")))


class Response(Model):
    """One answer to the survey: the service, the day, nine numbers. No person, no case, no hour."""

    id = fields.UUIDField(primary_key=True)
    service = fields.CharField(max_length=100)
    day = fields.DateField()
    requirements = fields.SmallIntField()
    procedure = fields.SmallIntField()
    time = fields.SmallIntField()
    cost = fields.SmallIntField()
    product = fields.SmallIntField()
    competence = fields.SmallIntField()
    conduct = fields.SmallIntField()
    complaints = fields.SmallIntField()
    facilities = fields.SmallIntField()

    class Meta:
        table = "information_response"
        indexes = (Index(fields=("day", "service")),)


class Offer(Model):
    """That somebody is asked about the service of a closed case (`about` is its id), until they answer (`open`). `id` stands in the link."""

    id = fields.UUIDField(primary_key=True)
    about = fields.UUIDField(unique=True)
    service = fields.CharField(max_length=100)
    person = BlindIndexField()
    at = fields.DatetimeField(db_index=True)
    open = fields.BooleanField(default=True)

    class Meta:
        table = "information_offer"
        indexes = (Index(fields=("person", "at")),)


class Turn(Model):
    """That a device has judged a service."""

    id = fields.UUIDField(primary_key=True)
    device = BlindIndexField(unique=True)
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "information_turn"
