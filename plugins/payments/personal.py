"""A person's data in payments: what they were charged and paid; who they are goes when they ask, the money stays ten years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tortoise.expressions import Q

from core import Context, Erasure, Subject
from core.language import gettext_lazy as _

from .charging import contact_of, index_of, title_of
from .models import Charge

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

    from core import Portal

KEPT_OPEN = _("{number}: not over yet; who pays must be found when the money does not arrive.")
KEPT_MONEY = _(
    "Number, amount and course of each charge, and which account paid: documents of money are kept 10 years (UU 8/1997 Article 11, UU 28/2007 Article 28 (11))."
)
GONE = _("{number}: name, telephone number and e-mail address")


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """Every charge of the person, with what they gave of themselves."""
    portal = context.portal
    rows = await _of(portal, subject)
    if not rows:
        return {}
    made = []
    for row in rows:
        contact = contact_of(portal, row)
        made.append({
            "number": row.number, "title": title_of(row, context.language), "amount": row.amount, "state": row.state, "created": row.created.isoformat(),
            "ended": row.ended.isoformat() if row.ended else None, "name": contact.name, "phone": contact.phone, "email": contact.email,
        })  # fmt: skip
    return {"charges": made}


async def erase(context: Context, subject: Subject) -> Erasure:
    """The contact of what is over. The charge itself stays, and whose account it was: that is the document."""
    rows = await _of(context.portal, subject)
    if not rows:
        return Erasure()
    gone, kept = [], [(context.gettext(_("Payments")), context.gettext(KEPT_MONEY))]
    for row in rows:
        if row.ended is None or row.attention:
            kept.append((row.number, context.gettext(KEPT_OPEN, number=row.number)))
        elif row.name or row.phone or row.email:
            await Charge.filter(id=row.id).update(name=None, phone=None, phone_index=None, email=None, email_index=None)
            gone.append(context.gettext(GONE, number=row.number))
    return Erasure(tuple(gone), tuple(kept))


async def expire(_context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Ten years after a charge was over nobody needs to know who paid; the amount stays for the regency's books."""
    told = Q(payer__not="") | Q(name__not_isnull=True) | Q(phone__not_isnull=True) | Q(email__not_isnull=True)
    rows = Charge.filter(told, ended__lt=min(before.values()), attention="")
    number = await rows.count() if dry else await rows.update(payer="", name=None, phone=None, phone_index=None, email=None, email_index=None)
    return {"payers of charges": number}


async def _of(portal: Portal, subject: Subject) -> list[Charge]:
    found: dict[Any, Charge] = {}
    asked: list[QuerySet[Charge]] = []
    if subject.actor_id:
        asked.append(Charge.filter(payer=subject.actor_id))
    if subject.phone:
        asked.append(Charge.filter(phone_index=index_of(portal, "phone", subject.phone)))
    if subject.email:
        asked.append(Charge.filter(email_index=index_of(portal, "email", subject.email)))
    for query in asked:
        found |= {row.id: row for row in await query}
    return sorted(found.values(), key=lambda row: row.created)
