"""The registry that comes with the portal: the table of vehicles that the site has imported. It knows keyed indexes alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.language import gettext_lazy as _

from .asking import Pair
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
