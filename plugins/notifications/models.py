"""The tables of notifications. What is about a person is sealed; `person` is an actor's id, or the keyed index of an address."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import SealedTextField

QUEUED, SENT, FAILED, HELD = "queued", "sent", "failed", "held"


class Inbox(Model):
    """A message as somebody was told it. `actor` is empty where only an address is known; `content` holds subject, words and link."""

    id = fields.UUIDField(primary_key=True)
    actor = fields.CharField(max_length=64, default="")
    kind = fields.CharField(max_length=100)
    about = fields.CharField(max_length=64, default="")
    language = fields.CharField(max_length=8)
    content = SealedTextField()
    created = fields.DatetimeField()
    read = fields.DatetimeField(null=True)

    class Meta:
        table = "notifications_message"
        indexes = (Index(fields=("actor", "created", "id")), Index(fields=("actor", "read")), Index(fields=("about",)), Index(fields=("created",)))


class Delivery(Model):
    """One message by one channel. Its id comes of the event, the person and the channel, so that an event told twice is sent once.

    `began` is when it was first to be sent, `due` when it is tried next; `shut`: it waits because its channel could not be reached."""

    id = fields.UUIDField(primary_key=True)
    message = fields.UUIDField(db_index=True)
    channel = fields.CharField(max_length=32)
    kind = fields.CharField(max_length=100)
    person = fields.CharField(max_length=64)
    address = SealedTextField()
    state = fields.CharField(max_length=8)
    together = fields.BooleanField(default=False)
    tries = fields.IntField(default=0)
    shut = fields.BooleanField(default=False)
    began = fields.DatetimeField()
    due = fields.DatetimeField()
    created = fields.DatetimeField()
    ended = fields.DatetimeField(null=True)
    error = fields.CharField(max_length=300, default="")
    leased_until = fields.DatetimeField(null=True)
    leased_by = fields.CharField(max_length=80, default="")

    class Meta:
        table = "notifications_delivery"
        indexes = (
            Index(fields=("state", "due", "id")),
            Index(fields=("state", "created", "id")),
            Index(fields=("channel", "state", "shut")),
            Index(fields=("person",)),
        )


class Template(Model):
    """One version of the words of a kind of message in one language; the last one holds. Empty words: as the plugin brings them."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.CharField(max_length=100)
    language = fields.CharField(max_length=8)
    n = fields.IntField()
    subject = fields.CharField(max_length=200, default="")
    body = fields.TextField(default="")
    by = fields.CharField(max_length=64, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "notifications_template"
        unique_together = (("kind", "language", "n"),)


class Choice(Model):
    """That a person does not want a kind of message (or any: "*") by a channel, or does want one that is off by itself."""

    id = fields.UUIDField(primary_key=True)
    person = fields.CharField(max_length=64)
    kind = fields.CharField(max_length=100)
    channel = fields.CharField(max_length=32)
    wanted = fields.BooleanField()

    class Meta:
        table = "notifications_choice"
        unique_together = (("person", "kind", "channel"),)


class Rhythm(Model):
    """When somebody is written to: `every` is "once", "day" or "week"; quiet from one hour to another, in the site's zone; equal for never."""

    actor = fields.CharField(max_length=64, primary_key=True)
    every = fields.CharField(max_length=8, default="once")
    quiet_from = fields.IntField(default=0)
    quiet_until = fields.IntField(default=0)

    class Meta:
        table = "notifications_rhythm"


class Leaving(Model):
    """A link that ends messages in one click; `id` is the SHA-256 of its secret."""

    id = fields.CharField(max_length=64, primary_key=True)
    person = fields.CharField(max_length=64, db_index=True)
    kind = fields.CharField(max_length=100)
    channel = fields.CharField(max_length=32)
    address = SealedTextField()
    used = fields.DatetimeField()

    class Meta:
        table = "notifications_leaving"
