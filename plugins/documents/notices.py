"""What holders are told, where the portal tells anything: that a document of theirs holds no more. Before one expires its service reminds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from core.language import Text
from core.language import gettext_lazy as _
from plugins.cases.api import open_reporter

from .events import DocumentRevoked
from .issuing import document_path
from .models import Document
from .words import REASONS

if TYPE_CHECKING:
    from core import Context
    from plugins.notifications.api import Message, Notice, Said


def notices() -> list[Notice]:
    """One kind of message, with its words."""
    from plugins.notifications.api import Notice, Place

    return [
        Notice(
            "revoked", _("A document of mine was revoked"), event=DocumentRevoked, make=told, button=_("See the document"),
            places=(
                Place("title", _("Document"), "Surat Izin Praktik", personal=True), Place("number", _("Number"), "503/0012/SIP/XI/2026", personal=True),
                Place("reason", _("Reason"), "Syaratnya tidak lagi dipenuhi"),
            ),
            subject=_("A document of yours was revoked"),
            body=_(
                "{title} with the number {number} is not valid any more. Reason: {reason}.\n\nIf you think that this is wrong, ask the agency that issued it."
            ),
        )
    ]  # fmt: skip


async def told(context: Context, event: DocumentRevoked) -> Sequence[Message]:
    """Its holder: the account it belongs to, or the contact of the case that it came from."""
    from plugins.notifications.api import Message, To

    row = await Document.get_or_none(id=UUID(event.subject))
    if row is None:
        return []
    person = await open_reporter(context.portal, row.case) if row.case else None
    to = To(row.person, person.email if person else "", person.phone if person else "")
    if not (row.person or to.email or to.phone):
        return []
    values: dict[str, Said] = {"title": Text(next(iter(row.title.values())), row.title), "number": row.number, "reason": REASONS[row.reason]}
    return [Message(to, values, document_path(context.portal, row), about=event.subject)]
