"""A person's data in the vehicle tax: the vehicles that they saved. The imported table says of no vehicle whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core import Erasure
from core.language import gettext_lazy as _

from .models import Saved, VehicleRow
from .saved import pair_of

if TYPE_CHECKING:
    from core import Context, Subject


async def export(context: Context, subject: Subject) -> Mapping[str, Any]:
    """Plate, ending of the chassis number and due day of each."""
    rows = await Saved.filter(actor=subject.actor_id).order_by("saved") if subject.actor_id else []
    found = []
    for row in rows:
        pair = pair_of(context.portal, row)
        found.append({"plate": str(pair.plate), "chassis_ends_in": pair.chassis, "due": row.due.isoformat(), "saved": row.saved.isoformat()})
    return {"vehicles": found}


async def erase(context: Context, subject: Subject) -> Erasure:
    """All of them go."""
    rows = await Saved.filter(actor=subject.actor_id) if subject.actor_id else []
    if not rows:
        return Erasure()
    if context.portal.runs("notifications"):
        from plugins.notifications.api import forget_about

        for row in rows:
            await forget_about(str(row.id))
    await Saved.filter(id__in=[row.id for row in rows]).delete()
    return Erasure((context.gettext(_("{n} saved vehicles"), n=len(rows)),))


async def expire(context: Context, before: Mapping[str, datetime], dry: bool) -> Mapping[str, int]:
    """Vehicles that no table has held for a long time: sold, moved away, or taken off the road."""
    day = before["vehicle_tax_vehicle.plate"].astimezone(context.portal.site.zone).date()
    old = VehicleRow.filter(as_of__lt=day)
    return {"vehicles of old tables": await old.count() if dry else await old.delete()}
