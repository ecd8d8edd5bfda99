"""What is kept of documents: each with its number, and every change of one, which the database lets nobody alter."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from core.models import JSONTextField, SealedTextField

from .states import NUMBERED


class Document(Model):
    """One document. `owner` is the slug of the service that issued it, `subject` the service's own key, such as a case's id.

    `living` holds owner, kind and subject until it is revoked: there is one valid document for one thing. `values` are what its
    template is filled with, sealed, and gone once the PDF is there. `digest` is the SHA-256 of the issued file. `shown` is the
    holder as everybody may see them; `person` the account that may fetch it."""

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(max_length=120, unique=True)
    series = fields.CharField(max_length=40)
    sequence = fields.IntField()
    code = fields.CharField(max_length=16, unique=True)
    secret = fields.CharField(max_length=64, unique=True)
    link = SealedTextField()
    owner = fields.CharField(max_length=32)
    kind = fields.CharField(max_length=20)
    subject = fields.CharField(max_length=100)
    case = fields.UUIDField(null=True)
    living = fields.CharField(max_length=180, null=True, unique=True)
    title = JSONTextField()
    template = fields.CharField(max_length=80)
    values = SealedTextField(null=True)
    language = fields.CharField(max_length=8)
    agency = fields.CharField(max_length=64, default="")
    place = fields.CharField(max_length=60, default="")
    signatory = JSONTextField()
    holder = SealedTextField(null=True)
    shown = fields.CharField(max_length=120)
    person = fields.CharField(max_length=64, default="")
    signer = fields.CharField(max_length=32, default="")
    signature = fields.CharField(max_length=10, default="")
    signed_by = fields.CharField(max_length=200, default="")
    state = fields.CharField(max_length=10, default=NUMBERED)
    trouble = fields.CharField(max_length=300, default="")
    file = fields.UUIDField(null=True)
    digest = fields.CharField(max_length=64, default="", db_index=True)
    size = fields.IntField(default=0)
    day = fields.DateField()
    valid_from = fields.DateField()
    valid_until = fields.DateField(null=True)
    created = fields.DatetimeField()
    issued = fields.DatetimeField(null=True)
    revoked = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=12, default="")
    note = SealedTextField(null=True)
    replaced_by = fields.UUIDField(null=True)
    changes = fields.IntField(default=0)
    ends = fields.DateField(null=True)

    class Meta:
        table = "documents_document"
        unique_together = (("series", "sequence"),)
        indexes = (
            Index(fields=("person", "created", "id")),
            Index(fields=("created", "id")),
            Index(fields=("agency", "created", "id")),
            Index(fields=("state", "created", "id")),
            Index(fields=("owner", "subject")),
            Index(fields=("case",)),
            Index(fields=("ends",)),
        )


class Change(Model):
    """One thing that happened to a document; only ever added. Nothing of a person stands here but the id of who acted.

    Each holds a keyed digest of itself and of the one before, so that one that was altered or taken out is found."""

    id = fields.UUIDField(primary_key=True)
    document = fields.UUIDField()
    n = fields.IntField()
    at = fields.DatetimeField()
    what = fields.CharField(max_length=10)
    facts = JSONTextField()
    by = fields.CharField(max_length=64, default="")
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "documents_change"
        unique_together = (("document", "n"),)


class Certificate(Model):
    """The trial certificate of this site and its key, sealed. There is one row."""

    id = fields.IntField(primary_key=True, generated=False)
    key = SealedTextField()
    certificate = fields.TextField()
    created = fields.DatetimeField()

    class Meta:
        table = "documents_certificate"
