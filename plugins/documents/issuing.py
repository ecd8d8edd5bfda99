"""Issuing a document, reading it, taking it back: what a service does, in its own transaction. The PDF is made and signed a moment later."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from core import Actor, emit, transaction
from core.errors import PendopoError
from core.identifiers import CROCKFORD
from core.language import Text
from core.models import insert, new_row

from . import history, numbering
from .events import DocumentNumbered, DocumentRevoked
from .models import Document
from .settings import Settings
from .signers import Signatory, signer_for
from .states import NUMBERED, REASONS, REPLACED, REVOKED, SIGNED, TRIAL, UNSIGNED

if TYPE_CHECKING:
    from core import Context, Portal, Request

    from .signers import Open

TABLE = "documents_document"
CODE_LENGTH = 16
"""Characters of base 32: eighty bits, which nobody guesses, in a QR code that is still small."""
SECRET_LENGTH = 43
LARGEST = 64 * 1024
"""Bytes of all values of one document."""
_TEMPLATE = re.compile(r"[a-z][a-z0-9_-]{0,60}\.typ", re.ASCII)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What is to be issued. `subject` is the service's own key, such as a case's id: there is one valid document for `owner`, `kind` and `subject`.

    `template` is a file of the service's `templates/<slug>/`, filled with `values` (JSON). `holder` is whom it is about: sealed, and
    shown to everybody as `S••• A•••` alone. `person` may fetch it when signed in; `case` lets its officers see it. `numbering` is
    the service's form of numbers, which a site may replace; `valid_from` is today unless it is said."""

    owner: str
    kind: str
    subject: str
    title: Text
    template: str
    values: Mapping[str, Any] = field(repr=False)
    holder: str = field(repr=False)
    signatory: Signatory
    numbering: str = numbering.DEFAULT
    agency: str = ""
    language: str = "id"
    valid_from: date | None = None
    valid_until: date | None = None
    person: Actor | None = None
    case: UUID | None = None

    @property
    def living(self) -> str:
        return f"{self.owner}:{self.kind}:{self.subject}"


async def issue(context: Request | Context, new: NewDocument, *, replaces: UUID | None = None) -> Document:
    """The document with its number, given now or before: call it as often as you like, in your own transaction. `DocumentIssued` follows.

    `replaces` is the document that was wrong: it is revoked at once and points to the new one. Raises NoSigner where nothing can be
    issued (`can_issue` says so before) and PendopoError for what cannot be a document."""
    portal = context.portal
    _check(portal, new)
    one = signer_for(portal)
    async with transaction():
        old = await _living(new)
        if old is not None and old.id != replaces:
            return old
        row = _row(portal, new, one)
        if replaces is not None:
            await _revoke(context, await _of(replaces), REPLACED, "", row.id)
        return await _write(context, new, row)


async def revoke(context: Request | Context, id: UUID, reason: str, note: str) -> bool:
    """Take a document back, for one of `REASONS`; whether it was valid until now. `note` says more to officers and stays sealed. The log is told."""
    if reason not in REASONS:
        raise PendopoError(f"{reason!r} is no reason to take a document back", hint=f"One of {', '.join(REASONS)}.", code="documents.reason")
    async with transaction():
        row = await _of(id)
        if row.state == REVOKED:
            return False
        await _revoke(context, row, reason, note, None)
    return True


async def document(id: UUID) -> Document | None:
    """One document: `number`, `state`, `valid_until`, `digest` and the rest of its columns."""
    return await Document.get_or_none(id=id)


async def documents_about(owner: str, subjects: Sequence[str]) -> list[Document]:
    """All documents that a service issued for these keys of its own, the newest first."""
    return await Document.filter(owner=owner, subject__in=list(subjects)).order_by("-created") if subjects else []


def document_path(portal: Portal, row: Document) -> str:
    """The path of its holder's page, where it is fetched: for whoever may have it, for the page asks no more questions."""
    return portal.url_for("documents:holder", secret=portal.cipher.open(TABLE, "link", str(row.id), row.link))


def verification_path(portal: Portal, row: Document) -> str:
    """The path of the page that says whether it is genuine: for everybody."""
    return portal.url_for("documents:verify", code=row.code)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_code() -> str:
    return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LENGTH))


def normalise_code(text: str) -> str:
    """A verification code as it is kept, from what was typed; empty when it cannot be one."""
    plain = re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("ILO", "110"))
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(CROCKFORD) else ""


def printed_code(code: str) -> str:
    """`7K3F-9Q2M-7K3F-9Q2M`"""
    return "-".join(code[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def mask_name(name: str) -> str:
    """A name as everybody may see it, `S••• A•••`: first letters alone, and nothing of the length.

    >>> mask_name("Siti Aminah")
    'S••• A•••'
    """
    return " ".join(f"{word[0].upper()}•••" for word in re.findall(r"[^\W\d_][\w'’-]*", name)[:4]) or "•••"


def facts_of(row: Document) -> dict[str, Any]:
    """What every event of a document says."""
    return {
        "subject": str(row.id), "number": row.number, "kind": row.kind, "owner": row.owner, "about": row.subject, "case": str(row.case) if row.case else "",
    }  # fmt: skip


def holder_of(portal: Portal, row: Document) -> str:
    """Whom it is about, in the clear; empty when that was erased."""
    return portal.cipher.open(TABLE, "holder", str(row.id), row.holder) if row.holder else ""


def values_of(portal: Portal, row: Document) -> dict[str, Any]:
    """What its template is filled with, until the PDF is there."""
    found: dict[str, Any] = json.loads(portal.cipher.open(TABLE, "values", str(row.id), row.values)) if row.values else {}
    return found


async def find_by_secret(secret: str) -> Document | None:
    """The document of a holder's link."""
    return await Document.get_or_none(secret=digest_of(secret)) if len(secret) == SECRET_LENGTH else None


async def _of(id: UUID) -> Document:
    row = await Document.select_for_update().get_or_none(id=id)
    if row is None:
        raise PendopoError(f"there is no document {id}", hint="Name one that `issue` gave.", code="documents.unknown")
    return row


async def _living(new: NewDocument) -> Document | None:
    return await Document.get_or_none(living=new.living)


async def _write(context: Request | Context, new: NewDocument, row: Document) -> Document:
    """Give it the next number and write it. Whoever raises the counter holds its row until the end: nobody can come between."""
    portal = context.portal
    counter = numbering.counter_of(row.series)
    row.sequence = await portal.counters.add(counter)
    template = portal.settings(Settings).numbers.get(new.kind, new.numbering)
    row.number = numbering.written(template, row.sequence, new.kind, new.agency.upper(), row.day)
    if not await insert(row, unless="living"):
        await portal.counters.add(counter, -1)  # the same thing was issued at the same moment: the number goes back unused
        return await Document.get(living=new.living)
    await history.note(portal, row, NUMBERED, {"number": row.number, "holder": portal.cipher.index(new.holder, TABLE)}, context.actor.id)
    await emit(DocumentNumbered(**facts_of(row)))
    return row


async def _revoke(context: Request | Context, row: Document, reason: str, note: str, by: UUID | None) -> None:
    portal, now = context.portal, context.portal.clock.now()
    if row.state == REVOKED:
        raise PendopoError(f"{row.number} was revoked before", hint="Issue the new one without `replaces`.", code="documents.revoked")
    sealed = portal.cipher.seal(TABLE, "note", str(row.id), note) if note else None
    today = now.astimezone(portal.site.zone).date()
    await Document.filter(id=row.id).update(
        state=REVOKED, revoked=now, reason=reason, note=sealed, replaced_by=by, living=None, values=None, ends=min(row.ends or today, today)
    )
    facts: dict[str, Any] = {"reason": reason, "replaced_by": str(by) if by else ""}
    await history.note(portal, row, REVOKED, facts, context.actor.id)
    details = {"number": row.number, "replaced_by": facts["replaced_by"]}
    await portal.audit.write(context, "documents.revoke", about=f"documents:{row.id}", subject=row.person, reason=reason, details=details)
    await emit(DocumentRevoked(**facts_of(row), **facts))


def _row(portal: Portal, new: NewDocument, one: Open | None) -> Document:
    identity, now, secret = uuid4(), portal.clock.now(), secrets.token_urlsafe(32)
    day, seal = now.astimezone(portal.site.zone).date(), portal.cipher.seal
    return new_row(
        Document, id=identity, number="", series=numbering.series_of(new.kind, day), sequence=0, code=new_code(), secret=digest_of(secret),
        link=seal(TABLE, "link", str(identity), secret), owner=new.owner, kind=new.kind, subject=new.subject, case=new.case, living=new.living,
        title={language: portal.say(new.title, language, new.owner) for language in portal.site.languages}, template=new.template,
        values=seal(TABLE, "values", str(identity), json.dumps(dict(new.values), ensure_ascii=False)), language=new.language, agency=new.agency,
        place=place_of(portal), signatory=asdict(new.signatory), holder=seal(TABLE, "holder", str(identity), new.holder), shown=mask_name(new.holder),
        person=new.person.id if new.person and new.person.signed_in else "", signer=one.value.name if one else "",
        signature=(TRIAL if one.value.trial else SIGNED) if one else UNSIGNED, day=day, valid_from=new.valid_from or day,
        valid_until=new.valid_until, ends=new.valid_until, created=now,
    )  # fmt: skip


def place_of(portal: Portal) -> str:
    """Where letters are dated."""
    regency: str = portal.site.config.portal.regency
    return portal.settings(Settings).place or re.sub(r"^(Kabupaten|Kota)\s+", "", regency)


def _check(portal: Portal, new: NewDocument) -> None:
    numbering.check_kind(new.kind)
    wrong = ""
    try:
        numbering.check_template(new.numbering)
        size = len(json.dumps(dict(new.values), ensure_ascii=False).encode())
    except (ValueError, TypeError) as error:
        wrong, size = str(error), 0
    if size > LARGEST:
        wrong = f"its values take {size} bytes; {LARGEST} are fine"
    elif not _TEMPLATE.fullmatch(new.template):
        wrong = f"{new.template!r} is no name of a template: 'permit.typ'"
    elif not new.holder.strip() or len(new.holder) > 200:
        wrong = "`holder` is whom it is about, at most 200 characters"
    elif not new.subject or len(new.subject) > 100:
        wrong = "`subject` is a key of at most 100 characters"
    elif new.language not in portal.site.languages:
        wrong = f"the site does not speak {new.language!r}"
    elif new.agency and new.agency not in portal.site.agencies:
        wrong = f"the site has no agency {new.agency!r}"
    elif new.valid_until and new.valid_until < (new.valid_from or _today(portal)):
        wrong = "it ends before it begins"
    if wrong:
        raise PendopoError(f"{new.living} cannot be issued: {wrong}", hint="Issue it as docs/documents.md shows.", code="documents.new")


def _today(portal: Portal) -> date:
    now: datetime = portal.clock.now()
    return now.astimezone(portal.site.zone).date()
