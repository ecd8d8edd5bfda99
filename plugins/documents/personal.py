"""A person's data in documents: what was issued to them. A document is an archive and stays; whose account it belongs to goes when they ask."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import Context, Erasure, Subject, transaction
from core.language import gettext_lazy as _

from .issuing import holder_of, verification_path
from .letter import title_of
from .models import Document
from .states import ISSUED, REVOKED

if TYPE_CHECKING:
    from core import Portal

KEPT = _("{number}: number, holder, file and course. An issued document is an archive and is kept 10 years after its end (UU 43/2009).")
KEPT_OPEN = _("{number}: it is not issued yet.")
GONE = _("{number}: the link to your account")
AT_ONCE = 200


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """Every document of the person's account."""
    portal = context.portal
    rows = await _of(subject)
    if not rows:
        return {}
    return {
        "documents": [
            {
                "number": row.number, "title": title_of(row, context.language), "state": row.state, "holder": holder_of(portal, row),
                "issued": row.day.isoformat(),
                "valid_from": row.valid_from.isoformat(), "valid_until": row.valid_until.isoformat() if row.valid_until else None, "sha256": row.digest,
                "check": portal.base_url + verification_path(portal, row),
            }
            for row in rows
        ]
    }  # fmt: skip


async def erase(context: Context, subject: Subject) -> Erasure:
    """The tie between documents and the account. The documents stay: others rely on them."""
    gone, kept = [], []
    for row in await _of(subject):
        if row.state not in (ISSUED, REVOKED):
            kept.append((row.number, context.gettext(KEPT_OPEN, number=row.number)))
            continue
        await Document.filter(id=row.id).update(person="")
        gone.append(context.gettext(GONE, number=row.number))
        kept.append((row.number, context.gettext(KEPT, number=row.number)))
    return Erasure(tuple(gone), tuple(kept))


async def expire(context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Ten years after its end: file, holder and account go. Number, hash, state and history stay, and the page of the code still answers."""
    portal = context.portal
    day = min(before.values()).astimezone(portal.site.zone).date()
    over = Document.filter(ends__lt=day, holder__not_isnull=True)
    if dry:
        return {"documents": await over.count()}
    removed = 0
    while rows := await over.order_by("ends", "id").limit(AT_ONCE):
        for row in rows:
            await _forget(portal, row)
        removed += len(rows)
    return {"documents": removed}


async def _forget(portal: Portal, row: Document) -> None:
    async with transaction():
        await Document.filter(id=row.id).update(holder=None, shown="•••", person="", note=None, values=None, file=None)
        if row.file is not None:
            await portal.files.discard([row.file], owner="documents")


async def _of(subject: Subject) -> list[Document]:
    return await Document.filter(person=subject.actor_id).order_by("created", "series", "sequence") if subject.actor_id else []
