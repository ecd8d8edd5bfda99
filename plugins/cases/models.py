"""The tables of cases. Lists read `cases_case` alone; whatever could be erased lies apart from what must stay.

A case's `version` is the number of its timeline entries: every change writes one, so it is the lock of whoever changes
the case, and the proof that no entry was cut off at the end.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import BlindIndexField, JSONTextField, SealedTextField, TicketField


class Case(Model):
    """Whatever a citizen asked for. `owner` is an actor's id, never a name; `secret` the SHA-256 of the link, `code` a keyed index.

    What may not be altered in it is held by its timeline (`matter.py`); `matter_salt` goes with title and text when they are erased."""

    id = fields.UUIDField(primary_key=True)
    ticket = TicketField(unique=True)
    service = fields.CharField(max_length=100)
    procedure = fields.CharField(max_length=100)
    procedure_version = fields.CharField(max_length=16)
    state = fields.CharField(max_length=40)
    agency = fields.CharField(max_length=64, default="")
    district = fields.CharField(max_length=13, default="")
    village = fields.CharField(max_length=13, default="")
    category = fields.CharField(max_length=64, default="")
    visibility = fields.CharField(max_length=12, default="public")
    title = fields.CharField(max_length=200)
    public_text = fields.TextField(default="")
    owner = fields.CharField(max_length=64, default="")
    on_behalf_of = fields.CharField(max_length=64, default="")
    opened = fields.DatetimeField()
    due = fields.DateField(null=True)
    paused_since = fields.DatetimeField(null=True)
    closed = fields.DatetimeField(null=True)
    version = fields.IntField(default=0)
    supporters = fields.IntField(default=0)
    secret = fields.CharField(max_length=64, unique=True)
    link = SealedTextField(null=True)
    code = fields.CharField(max_length=64)
    late_since = fields.DateField(null=True)
    assignee = fields.CharField(max_length=64, default="", db_default="")
    """The officer who has taken it, an actor's id; empty while nobody has."""
    main = fields.UUIDField(null=True)
    """Of a duplicate: the case whose progress it follows."""
    matter_salt = fields.CharField(max_length=32, default="", db_default="")

    class Meta:
        table = "cases_case"
        # Equal columns first, then the order of the list: each list of the house is read along one of these.
        indexes = (
            Index(fields=("service", "opened", "id")),
            Index(fields=("service", "state", "opened", "id")),
            Index(fields=("service", "category", "opened", "id")),
            Index(fields=("service", "district", "opened", "id")),
            Index(fields=("service", "village", "category", "opened", "id")),
            Index(fields=("agency", "opened", "id")),
            Index(fields=("owner", "opened", "id")),
            Index(fields=("opened", "id")),
        )


class Entry(Model):
    """One line of a timeline. Never changed and never deleted: triggers in the database refuse it."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField()
    n = fields.IntField()
    at = fields.DatetimeField(db_index=True)
    actor = fields.CharField(max_length=64, default="")
    kind = fields.CharField(max_length=16)
    public = fields.BooleanField(default=False)
    data = fields.TextField(default="{}")
    digest = fields.CharField(max_length=64)
    previous = fields.CharField(max_length=64, default="")

    class Meta:
        table = "cases_entry"
        unique_together = (("case", "n"),)


class EntryText(Model):
    """What was said in an entry, and by whom; each with the salt of its digest. Erasable: without the salt the digest tells nothing."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField()
    n = fields.IntField()
    text = fields.TextField(default="")
    text_salt = fields.CharField(max_length=32, default="")
    name = fields.CharField(max_length=200, default="")
    name_salt = fields.CharField(max_length=32, default="")

    class Meta:
        table = "cases_entry_text"
        unique_together = (("case", "n"),)


class CaseFile(Model):
    """A file of an entry; the file itself and its name lie in the portal's storage under the same id."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField()
    n = fields.IntField()
    public = fields.BooleanField(default=False)
    digest = fields.CharField(max_length=64)
    salt = fields.CharField(max_length=32)
    owner = fields.CharField(max_length=32)
    media_type = fields.CharField(max_length=100)
    width = fields.IntField(default=0)
    height = fields.IntField(default=0)

    class Meta:
        table = "cases_file"
        indexes = (Index(fields=("case", "n")),)


class Moderation(Model):
    """What a citizen wrote, sealed, while something else stands in its place. `n` is the entry that says so, `salt` that of its digest; `id` the case's."""

    id = fields.UUIDField(primary_key=True)
    title = SealedTextField()
    public_text = SealedTextField()
    n = fields.IntField()
    salt = fields.CharField(max_length=32)

    class Meta:
        table = "cases_moderation"


class Proof(Model):
    """A photo that was handed in as proof: its digest, and its fingerprint in four parts, so that a near one is found along an index. `id` is the file's."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField(db_index=True)
    digest = fields.CharField(max_length=64, db_index=True)
    fingerprint = fields.CharField(max_length=16)
    band_a = fields.IntField(db_index=True)
    band_b = fields.IntField(db_index=True)
    band_c = fields.IntField(db_index=True)
    band_d = fields.IntField(db_index=True)

    class Meta:
        table = "cases_proof"


class Person(Model):
    """Who reported, sealed column by column, and found again by keyed indexes. Apart from the case, and deleted alone."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField(unique=True)
    name = SealedTextField(null=True)
    phone = SealedTextField(null=True)
    email = SealedTextField(null=True)
    nik = SealedTextField(null=True)
    phone_index = BlindIndexField(null=True)
    email_index = BlindIndexField(null=True)
    nik_index = BlindIndexField(null=True)
    show_name = fields.BooleanField(default=False)

    class Meta:
        table = "cases_person"


class Answer(Model):
    """The form's values as JSON, those of each plugin under its slug, with the salt of their digest."""

    id = fields.UUIDField(primary_key=True)
    case = fields.UUIDField()
    plugin = fields.CharField(max_length=32)
    values = fields.TextField(default="{}")
    salt = fields.CharField(max_length=32, default="", db_default="")

    class Meta:
        table = "cases_answer"
        unique_together = (("case", "plugin"),)


class ProcedureText(Model):
    """Every version of a procedure that a case was opened under, as it was written: a running case stays on its version."""

    version = fields.CharField(max_length=16, primary_key=True)
    procedure = fields.CharField(max_length=100)
    text = fields.TextField()
    seen = fields.DatetimeField()

    class Meta:
        table = "cases_procedure"


class Root(Model):
    """The heads of all chains that grew on a day, in one digest that holds the one of the day before."""

    day = fields.DateField(primary_key=True)
    heads = fields.IntField()
    root = fields.CharField(max_length=64)
    previous = fields.CharField(max_length=64, default="")

    class Meta:
        table = "cases_root"


class Assignee(Model):
    """The name of an officer who was given a case, so that a queue says it without asking for accounts. `id` is an actor's id."""

    id = fields.CharField(max_length=64, primary_key=True)
    name = fields.CharField(max_length=200)

    class Meta:
        table = "cases_assignee"


class SavedView(Model):
    """Filters of the queue that an officer keeps under a name, as the query of its address."""

    id = fields.UUIDField(primary_key=True)
    owner = fields.CharField(max_length=64)
    title = fields.CharField(max_length=60)
    query = fields.CharField(max_length=500)
    made = fields.DatetimeField()

    class Meta:
        table = "cases_view"
        indexes = (Index(fields=("owner", "made", "id")),)


class Reply(Model):
    """Words that officers use again and again. Empty `agency` or `service`: for all of them."""

    id = fields.UUIDField(primary_key=True)
    title = fields.CharField(max_length=80)
    text = fields.TextField()
    agency = fields.CharField(max_length=64, default="")
    service = fields.CharField(max_length=100, default="")
    changed = fields.DatetimeField()

    class Meta:
        table = "cases_reply"


class Bundle(Model):
    """Many cases under one instruction, answered together."""

    id = fields.UUIDField(primary_key=True)
    title = fields.CharField(max_length=120)
    instruction = fields.TextField(default="")
    agency = fields.CharField(max_length=64, default="")
    visibility = fields.CharField(max_length=12, default="public")
    made = fields.DatetimeField()
    made_by = fields.CharField(max_length=64, default="")

    class Meta:
        table = "cases_bundle"
        indexes = (Index(fields=("agency", "made", "id")),)


class Bundled(Model):
    """A case in a bundle; it is in one at most."""

    case = fields.UUIDField(primary_key=True)
    bundle = fields.UUIDField(db_index=True)

    class Meta:
        table = "cases_bundled"


class Run(Model):
    """What came of acting on many cases at once, a line each, for the officer who did it."""

    id = fields.UUIDField(primary_key=True)
    actor = fields.CharField(max_length=64)
    made = fields.DatetimeField(db_index=True)
    title = fields.CharField(max_length=200)
    lines = JSONTextField()

    class Meta:
        table = "cases_run"
