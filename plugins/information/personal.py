"""A person's data here: that the survey was offered to them, by a keyed index. What they answered leads to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import Erasure
from core.language import gettext_lazy as _

from .models import Offer, Turn
from .offers import PERSON

if TYPE_CHECKING:
    from core import Context, Portal, Subject

OFFERED, ANSWERED = "information_offer.person", "information_turn.device"


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """When they were asked, and about which service."""
    rows = await Offer.filter(person__in=_indexes(context.portal, subject)).order_by("at")
    return {"surveys": [{"service": one.service, "offered": one.at.isoformat()} for one in rows]}


async def erase(context: Context, subject: Subject) -> Erasure:
    """Forget that they were asked."""
    gone = await Offer.filter(person__in=_indexes(context.portal, subject)).delete()
    return Erasure((context.gettext(_("That you were asked for your opinion of a service")),) if gone else ())


async def expire(_context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """What was offered or answered longer ago than anybody is spared."""
    offers, turns = Offer.filter(at__lt=before[OFFERED]), Turn.filter(at__lt=before[ANSWERED])
    if dry:
        return {"offers of the survey": await offers.count(), "marks that a device has answered": await turns.count()}
    return {"offers of the survey": await offers.delete(), "marks that a device has answered": await turns.delete()}


def _indexes(portal: Portal, subject: Subject) -> list[str]:
    known = (("account", subject.actor_id), ("phone", subject.phone), ("email", subject.email.casefold()))
    return [portal.cipher.index(f"{kind}:{value}", PERSON) for kind, value in known if value]
