"""Making a document's PDF and having it signed: after commit, outside of transactions, and again until it is done.

Each step is written with a conditional UPDATE: whoever comes second, because an event came twice, finds it done and throws away
what they made. The number, the code and what the PDF says of its signature were decided when the document was issued.
"""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from core import emit, transaction
from core.errors import PendopoError

from . import apart, history
from .events import DocumentIssued, DocumentMade, DocumentNumbered
from .issuing import facts_of
from .letter import files_of, title_of
from .models import Document
from .signers import SIGNERS, Open, Order, Signatory, SignerDown
from .states import ISSUED, MADE, NUMBERED

if TYPE_CHECKING:
    from core import Context, Portal

log = logging.getLogger("pendopo.documents")

SIGN_SECONDS = 45.0
GIVEN_UP = timedelta(hours=25)
"""When the outbox has given up: from then on the task tries."""
MOST_AT_ONCE = 20
PDF: tuple[Literal["image", "pdf"], ...] = ("pdf",)
BOUNDARY = (Exception, SystemExit)
"""A signer is a plugin's code."""


async def make_new(context: Context, event: DocumentNumbered) -> None:
    """The listener: the PDF of a document that has its number."""
    await make(context, UUID(event.subject))


async def sign_new(context: Context, event: DocumentMade) -> None:
    """The listener: the signature of a PDF that is there."""
    await sign(context, UUID(event.subject))


async def again(context: Context) -> None:
    """The task: what the outbox gave up, one by one. What fails is named in the document, and stays for the next time."""
    since = context.portal.clock.now() - GIVEN_UP
    for row in await Document.filter(state__in=[NUMBERED, MADE], created__lt=since).order_by("created").limit(MOST_AT_ONCE):
        try:
            await (make if row.state == NUMBERED else sign)(context, row.id)
        except BOUNDARY as error:  # one that fails hinders no other
            log.warning("a document waits", extra={"number": row.number, "error": str(error)[:300]})


async def make(context: Context, id: UUID) -> None:
    """Make the PDF of a document that has none. Raises, and says so in the document, when its template makes none."""
    row = await Document.get_or_none(id=id, state=NUMBERED)
    if row is None:
        return
    try:
        pdf = await apart.set_letter(files_of(context.portal, row), row.created)
    except PendopoError as error:
        await _in_trouble(row, error.message)
        raise
    await _keep(context, row, pdf, before=NUMBERED, signed_by="")
    log.info("a document was made", extra={"number": row.number, "bytes": len(pdf)})


async def sign(context: Context, id: UUID) -> None:
    """Have a PDF signed, look at the signature, and issue it. Raises when its signer is down or what it gives is not this PDF with a signature."""
    row = await Document.get_or_none(id=id, state=MADE)
    if row is None or row.file is None:
        return
    portal, one = context.portal, SIGNERS.all(context.portal).get(row.signer)
    unsigned = await portal.files.find(row.file)
    try:
        if one is None or unsigned is None:
            raise SignerDown(f"the signer {row.signer!r} is not there any more" if unsigned else "its PDF is not there")
        signed, by = await _signed(context, row, one, await portal.files.read(unsigned))
    except BOUNDARY as error:  # the outbox tries again
        await _in_trouble(row, str(error) or type(error).__name__)
        raise
    await _keep(context, row, signed, before=MADE, signed_by=by)


async def _signed(context: Context, row: Document, one: Open, pdf: bytes) -> tuple[bytes, str]:
    """The signed PDF and whose certificate it was, looked at before anybody gets it."""
    portal = context.portal
    order = Order(str(row.id), row.number, row.agency, Signatory(**row.signatory), title_of(row, row.language), row.place, pdf)
    signed = await portal.boundary.call(one.owner, f"documents: sign by {one.value.name}", SIGN_SECONDS, one.value.sign, context, order)
    trust = await portal.boundary.call(one.owner, f"documents: trust of {one.value.name}", SIGN_SECONDS, one.value.trust, portal)
    now = portal.clock.now()
    before, after = await apart.look(pdf, (), now), await apart.look(signed, trust, now)
    if before.id != after.id or before.pages != after.pages:
        raise PendopoError(f"the signer {one.value.name!r} gave another PDF than it was sent", hint="See docs/documents.md.", code="documents.signature")
    if not after.signatures or not all(found.holds and found.trusted for found in after.signatures[-1:]):
        hint = "The signature must cover the whole file and lead to a certificate that `trust` names."
        raise PendopoError(f"what the signer {one.value.name!r} gave is not signed", hint=hint, code="documents.signature")
    return signed, after.signatures[-1].name


async def _keep(context: Context, row: Document, pdf: bytes, *, before: str, signed_by: str) -> None:
    """Keep the file and go one state on, unless somebody else has, or the document was revoked meanwhile."""
    portal, now = context.portal, context.portal.clock.now()
    done = before == MADE or not row.signer
    name = f"{re.sub(r'[^A-Za-z0-9]+', '-', row.number).strip('-')}.pdf"
    file = await portal.files.stage(pdf, name=name, media_type="application/pdf", owner="documents", field="document", accept=PDF)
    digest = hashlib.sha256(pdf).hexdigest()
    state = ISSUED if done else MADE
    async with transaction():
        mine = Document.filter(id=row.id, state=before)
        if not await mine.update(state=state, file=file.id, size=len(pdf), trouble="", values=None):
            await portal.files.discard([file.id], owner="documents")
            return
        await portal.files.keep([file.id], owner="documents", subject=str(row.id))
        if row.file is not None:
            await portal.files.discard([row.file], owner="documents")
        if done:
            await Document.filter(id=row.id).update(digest=digest, issued=now, signed_by=signed_by[:200])
        await history.note(portal, row, state, {"sha256": digest, "signed_by": signed_by})
        await emit(DocumentIssued(**facts_of(row)) if done else DocumentMade(**facts_of(row)))


async def _in_trouble(row: Document, why: str) -> None:
    await Document.filter(id=row.id).update(trouble=why[:300])


async def file_of(portal: Portal, row: Document) -> Any:
    """The issued file; nothing while it is being signed."""
    return await portal.files.find(row.file) if row.file is not None and row.digest else None
