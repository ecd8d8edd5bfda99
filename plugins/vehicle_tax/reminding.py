"""Reminders before a saved vehicle's tax is due: asked for once a day, told by whoever tells people anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from core import emit, transaction
from core.language import gettext_lazy as _

from .events import TaxDue

if TYPE_CHECKING:
    from core import Context
    from plugins.notifications.api import Message, Notice, Said

    from .models import Saved

BATCH = 200
MOST_SILENT = 5
"""After as many vehicles in a row for which no registry answered, it is asked no more that day: each costs five seconds."""


async def remind(context: Context) -> None:
    """Look after everything that is due soon or was: learn its due day anew, and tell what is to be told, each once."""
    from .models import Saved
    from .settings import Settings

    portal = context.portal
    day = portal.clock.now().astimezone(portal.site.zone).date()
    ahead = context.settings(Settings).remind_before
    last, silent = None, 0
    while True:
        query = Saved.filter(due__lte=day + timedelta(days=max(ahead)))
        rows = await (query if last is None else query.filter(id__gt=last)).order_by("id").limit(BATCH)
        for row in rows:
            due = await _due_now(context, row) if silent < MOST_SILENT else row.due
            silent = silent + 1 if due is None else 0 if silent < MOST_SILENT else silent
            await _remind_of(context, row, due or row.due, day, ahead)
        if len(rows) < BATCH:
            return
        last = rows[-1].id


async def _due_now(context: Context, row: Saved) -> date | None:
    """The due day as the registry has it today: whoever has paid is due a year later, and told nothing. None when none answers. Outside of any transaction."""
    from .asking import ask
    from .saved import pair_of

    answer = await ask(context, pair_of(context.portal, row))
    return answer.vehicle.due if answer.vehicle else None if answer.down else row.due


async def _remind_of(context: Context, row: Saved, due: date, day: date, ahead: Sequence[int]) -> None:
    """Tell it if a day of reminding has come that was not told yet. Many days late only the nearest is told."""
    from .models import Saved

    told = row.told if due == row.due else None
    left = (due - day).days
    stage = min((days for days in ahead if left <= days), default=None) if left >= 0 else None
    tells = stage is not None and (told is None or stage < told)
    if not tells and due == row.due:
        return
    async with transaction():
        changed = await Saved.filter(id=row.id, due=row.due, told=row.told).update(due=due, told=stage if tells else told)
        if changed and tells:
            await emit(TaxDue(subject=str(row.id), due=due, days=left))


def notices() -> list[Notice]:
    """One kind of message, with its words."""
    from plugins.notifications.api import Notice, Place

    return [
        Notice(
            "due", _("The tax of a vehicle that I saved is due soon"), event=TaxDue, make=told, button=_("See my vehicles"),
            places=(
                Place("plate", _("Plate number"), "K 1234 EN", personal=True), Place("day", _("Due day"), "18 Desember 2026"), Place("n", _("Days left"), "7"),
            ),
            subject=_("Vehicle tax is due on {day}"),
            body=_("The tax of {plate} is due on {day}.\n\nLook at the bill and where to pay it in the portal. The portal takes no money for it."),
        )
    ]  # fmt: skip


async def told(context: Context, event: TaxDue) -> Sequence[Message]:
    """Whoever saved it, if they still have it."""
    from plugins.notifications.api import Message, To

    from .models import Saved
    from .saved import pair_of

    row = await Saved.get_or_none(id=UUID(event.subject))
    if row is None:
        return []
    values: dict[str, Said] = {"plate": str(pair_of(context.portal, row).plate), "day": event.due, "n": str(event.days)}
    return [Message(To(row.actor), values, context.portal.url_for("vehicle_tax:mine"), about=event.subject)]
