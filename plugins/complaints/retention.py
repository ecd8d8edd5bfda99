"""Long after a complaint was closed nobody needs the spot any more, and soon after, nobody needs to tell those who stood behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tortoise.expressions import Q, Subquery

from plugins.cases.api import Case

from .models import Complaint, Point, Supporter

if TYPE_CHECKING:
    from core import Context

SPOT = "complaints_complaint.latitude"
CONTACT = "complaints_supporter.phone"


async def expire(_context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Spots and landmarks, and the contacts of supporters, of complaints that were closed before; how many."""
    old = Subquery(Case.filter(closed__lt=before[SPOT]).values("id"))
    spots = Complaint.filter(id__in=old).exclude(landmark="", latitude__isnull=True)
    done = Subquery(Case.filter(closed__lt=before[CONTACT]).values("id"))
    contacts = Supporter.filter(Q(phone__isnull=False) | Q(email__isnull=False), case__in=done)
    if dry:
        return {"spots": await spots.count(), "contacts of supporters": await contacts.count()}
    await Point.filter(id__in=old).delete()
    return {
        "spots": await spots.update(landmark="", latitude=None, longitude=None, entered_as=""),
        "contacts of supporters": await contacts.update(phone=None, phone_index=None, email=None, email_index=None),
    }
