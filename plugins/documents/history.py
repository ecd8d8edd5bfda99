"""What happened to a document, line by line, each chained to the one before by a keyed digest (HMAC-SHA-256)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tortoise.expressions import F, Subquery

from core.models import insert, new_row

from .models import Change, Document

if TYPE_CHECKING:
    from core import Portal

PURPOSE = "documents.change"
BATCH = 200


async def note(portal: Portal, document: Document, what: str, facts: Mapping[str, Any], by: str = "") -> None:
    """Add a line, in the transaction in which it happens. The document's row is locked first: that puts the lines in order."""
    await Document.filter(id=document.id).update(changes=F("changes") + 1)
    before = await Change.filter(document=document.id).order_by("-n").first()
    n = before.n + 1 if before else 1
    row = new_row(Change, id=uuid4(), document=document.id, n=n, at=portal.clock.now(), what=what, facts=dict(facts), by=by, digest="")
    row.digest = _digest(portal, row, before.digest if before else "")
    await insert(row)


async def changes_of(document: UUID) -> list[Change]:
    """All of them, the oldest first."""
    return await Change.filter(document=document).order_by("n")


async def verify_history(portal: Portal, document: Document) -> AsyncIterator[str]:
    """What is wrong with the history of one document, a sentence each."""
    previous, n, rows = "", 0, await changes_of(document.id)
    for n, row in enumerate(rows, 1):
        if row.n != n:
            yield f"{document.number}: line {n} of its history is missing"
            return
        if row.digest != _digest(portal, row, previous):
            yield f"{document.number}: line {n} of its history was changed"
        previous = row.digest
    if n != document.changes:
        yield f"{document.number}: its history ends with line {n}, but there were {document.changes}"


async def verify_all(portal: Portal) -> tuple[int, list[str]]:
    """How many documents there are, and what is wrong with their histories. Lines of a document that is not there any more count as wrong."""
    count, faults, last = 0, list[str](), None
    while rows := await (Document.all() if last is None else Document.filter(id__gt=last)).order_by("id").limit(BATCH):
        for row in rows:
            faults.extend([wrong async for wrong in verify_history(portal, row)])
        count, last = count + len(rows), rows[-1].id
    known = Subquery(Document.all().values("id"))
    for lost in await Change.filter(n=1).exclude(document__in=known).values_list("document", flat=True):
        faults.append(f"{lost}: its history is there, but the document is not")
    return count, faults


def _digest(portal: Portal, row: Change, previous: str) -> str:
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [str(row.document), row.n, at, row.what, row.facts, row.by, previous]
    return portal.cipher.index(json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")), PURPOSE)
