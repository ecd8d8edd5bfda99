"""The core's own tables. Every name begins with `core_`; nothing of a plugin is referred to by key, only by slug and id.

JSON is kept as text: it comes back as it was written on both databases, and nobody filters by it.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class Session(Model):
    """A browser that is known: the cookie itself is nowhere, only its SHA-256."""

    id = fields.CharField(max_length=64, primary_key=True)
    actor_id = fields.CharField(max_length=64, default="", db_index=True)
    kind = fields.CharField(max_length=16, default="")
    created = fields.DatetimeField()
    seen = fields.DatetimeField()
    expires = fields.DatetimeField(db_index=True)
    reauthenticated = fields.DatetimeField(null=True)
    device = fields.CharField(max_length=200, default="")

    class Meta:
        table = "core_session"


class Draft(Model):
    """What somebody has typed into a form and not yet sent. Belongs to a session, a form, its path's parameters and a number."""

    id = fields.UUIDField(primary_key=True)
    session = fields.CharField(max_length=64)
    actor_id = fields.CharField(max_length=64, default="", db_index=True)
    form = fields.CharField(max_length=100)
    path = fields.CharField(max_length=400, default="")
    number = fields.IntField(default=1)
    answers = fields.TextField(default="{}")
    step = fields.CharField(max_length=64, default="")
    submission = fields.CharField(max_length=43, default="")
    created = fields.DatetimeField()
    changed = fields.DatetimeField()
    expires = fields.DatetimeField(db_index=True)

    class Meta:
        table = "core_draft"
        unique_together = (("session", "form", "path", "number"),)


class Consent(Model):
    """What was agreed to with one submission: `said` is a JSON list of pairs, the field and the sentence as it was read."""

    id = fields.UUIDField(primary_key=True)
    form = fields.CharField(max_length=100)
    ticket = fields.CharField(max_length=16, db_index=True)
    actor = fields.CharField(max_length=64, default="", db_index=True)
    language = fields.CharField(max_length=8)
    given = fields.DatetimeField()
    said = fields.TextField()

    class Meta:
        table = "core_consent"


class Upload(Model):
    """A file that came with a form: staged with the draft, kept with the subject (a case)."""

    id = fields.UUIDField(primary_key=True)
    draft = fields.UUIDField(null=True, db_index=True)
    owner = fields.CharField(max_length=32)
    subject = fields.CharField(max_length=64, default="")
    field = fields.CharField(max_length=100, default="")
    name = fields.CharField(max_length=200, default="")
    media_type = fields.CharField(max_length=100, default="")
    size = fields.BigIntField(default=0)
    width = fields.IntField(default=0)
    height = fields.IntField(default=0)
    fingerprint = fields.CharField(max_length=16, default="", db_default="")
    taken = fields.CharField(max_length=32, default="", db_default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    digest = fields.CharField(max_length=64, default="")
    key = fields.CharField(max_length=200)
    state = fields.CharField(max_length=16, default="staged")
    created = fields.DatetimeField()

    class Meta:
        table = "core_upload"
        indexes = (Index(fields=("subject", "owner")), Index(fields=("state", "created")))


class Submission(Model):
    """One sending of a form: claimed by a conditional UPDATE before the plugin is called, so that it happens once."""

    key = fields.CharField(max_length=43, primary_key=True)
    form = fields.CharField(max_length=100)
    session = fields.CharField(max_length=64)
    digest = fields.CharField(max_length=64, default="")
    secret = fields.CharField(max_length=43, unique=True, null=True)
    ticket = fields.CharField(max_length=16, default="")
    code = fields.CharField(max_length=16, default="", db_default="")
    location = fields.CharField(max_length=400, default="")
    next = fields.TextField(default="")
    state = fields.CharField(max_length=8, default="open")
    created = fields.DatetimeField(db_index=True)

    class Meta:
        table = "core_submission"


class Outbox(Model):
    """An event on its way to one listener, written in the transaction in which it happened."""

    id = fields.BigIntField(primary_key=True)
    event = fields.CharField(max_length=100)
    listener = fields.CharField(max_length=100)
    payload = fields.TextField()
    dedupe = fields.CharField(max_length=200, unique=True)
    created = fields.DatetimeField()
    due = fields.DatetimeField()
    attempts = fields.IntField(default=0)
    leased_until = fields.DatetimeField(null=True)
    leased_by = fields.CharField(max_length=64, default="")
    state = fields.CharField(max_length=8, default="waiting")
    error = fields.TextField(default="")

    class Meta:
        table = "core_outbox"
        indexes = (Index(fields=("state", "due")),)


class TaskState(Model):
    """When a scheduled task ran last, and which process has it now."""

    name = fields.CharField(max_length=100, primary_key=True)
    started = fields.DatetimeField(null=True)
    finished = fields.DatetimeField(null=True)
    due = fields.DatetimeField(null=True)
    leased_until = fields.DatetimeField(null=True)
    leased_by = fields.CharField(max_length=64, default="")
    error = fields.TextField(default="")

    class Meta:
        table = "core_task"


class Setting(Model):
    """A value that the operator changed while running."""

    key = fields.CharField(max_length=200, primary_key=True)
    value = fields.TextField()
    version = fields.IntField(default=1)
    changed = fields.DatetimeField()
    changed_by = fields.CharField(max_length=64, default="")

    class Meta:
        table = "core_setting"


class Audit(Model):
    """Who did what to which object; each entry holds the digest of the one before."""

    seq = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField(db_index=True)
    actor = fields.CharField(max_length=64, db_index=True)
    role = fields.CharField(max_length=64, default="")
    agency = fields.CharField(max_length=64, default="")
    action = fields.CharField(max_length=100)
    object = fields.CharField(max_length=200, default="", db_index=True)
    subject = fields.CharField(max_length=64, default="", db_default="", db_index=True)
    detail = fields.TextField(default="{}")
    previous = fields.CharField(max_length=64)
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "core_audit"


class Counter(Model):
    """A number that is kept rather than counted, and the versions that drop kept pages."""

    name = fields.CharField(max_length=200, primary_key=True)
    value = fields.BigIntField(default=0)

    class Meta:
        table = "core_counter"


class SearchEntry(Model):
    """What `core.fulltext` looks through: the stems of each text. Its index is FTS5 on SQLite, a tsvector on PostgreSQL (see the migration)."""

    id = fields.BigIntField(primary_key=True)
    owner = fields.CharField(max_length=64)
    key = fields.CharField(max_length=200)
    title = fields.TextField()
    stems = fields.TextField(default="", db_default="")

    class Meta:
        table = "core_search"
        unique_together = (("owner", "key"),)


class Import(Model):
    """A file that was sent to become the rows of a plugin's table: read, shown, confirmed, written. It stays as the table's history."""

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=100)
    state = fields.CharField(max_length=12, default="waiting")
    actor = fields.CharField(max_length=64, default="")
    by = fields.CharField(max_length=120, default="")
    kind = fields.CharField(max_length=16, default="")
    language = fields.CharField(max_length=8, default="id")
    file = fields.CharField(max_length=100, default="")
    digest = fields.CharField(max_length=64, default="")
    size = fields.BigIntField(default=0)
    key = fields.CharField(max_length=200, default="")
    as_of = fields.DateField()
    source = fields.CharField(max_length=200, default="")
    total = fields.IntField(default=0)
    fresh = fields.IntField(default=0)
    changed = fields.IntField(default=0)
    same = fields.IntField(default=0)
    bad = fields.IntField(default=0)
    gone = fields.IntField(default=0)
    tries = fields.IntField(default=0)
    facts = fields.TextField(default="{}")
    created = fields.DatetimeField()
    finished = fields.DatetimeField(null=True)

    class Meta:
        table = "core_import"
        indexes = (Index(fields=("name", "state", "finished")), Index(fields=("state", "created")))


class ImportPart(Model):
    """Some hundreds of an import's rows, or what is wrong with some; sealed, and gone when the import is written or a day old."""

    id = fields.BigIntField(primary_key=True)
    run = fields.UUIDField()
    kind = fields.CharField(max_length=8)
    n = fields.IntField()
    content = fields.TextField()

    class Meta:
        table = "core_import_part"
        unique_together = (("run", "kind", "n"),)
