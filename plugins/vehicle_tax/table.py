"""The registry that comes with the portal: the table of vehicles that the site has imported. It knows keyed indexes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import Health
from core.language import format_date
from core.language import gettext_lazy as _

from .asking import Pair
from .calculator import today
from .settings import Settings
from .vehicles import Vehicle

if TYPE_CHECKING:
    from core import Context, Portal
    from core.identifiers import Plate
    from core.language import Text

_ANY = "SELECT 1 FROM vehicle_tax_vehicle LIMIT 1"


class ImportedTable:
    """Answers from the table of vehicles. One statement, whether both are right, one is, or none."""

    name = "table"

    @property
    def title(self) -> Text:
        return _("The table of vehicles that was given to the portal")

    async def ready(self, portal: Portal) -> bool:
        """Whether there is any vehicle in it."""
        return bool(await portal.database.records(_ANY))

    async def find(self, context: Context, plate: Plate, chassis: str) -> Vehicle | None:
        """By the index of plate and chassis number together: there is nothing to learn from how long it takes."""
        from .models import VehicleRow

        row = await VehicleRow.get_or_none(key=Pair(plate, chassis).index(context.portal))
        return None if row is None else Vehicle(
            row.kind, row.njkb, row.due, row.province, row.as_of, row.description, row.ownership, row.renewal, source=row.source or "", trial=row.trial
        )  # fmt: skip


async def fresh(context: Context) -> Health:
    """Whether the imported table is younger than the site lets it grow; where none was imported nothing is old."""
    from .importing import FULL_NAME

    last = await context.portal.imports.last(FULL_NAME)
    if last is None or (today(context) - last.as_of).days <= context.settings(Settings).stale_after:
        return Health("ok")
    return Health("degraded", context.gettext(_("The table of vehicles is from {day}. Import a newer one."), day=format_date(last.as_of, context.language)))
