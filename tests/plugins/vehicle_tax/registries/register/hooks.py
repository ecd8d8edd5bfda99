"""A registry as another plugin connects one: it knows one vehicle, and falls over when a test says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from core import hookimpl
from core.language import gettext_lazy as _
from plugins.vehicle_tax.api import Bill, Vehicle


class Register:
    """Knows `K 9999 EN`. A file `down` in the site's folder makes it fail, `bill` makes it reckon by itself."""

    name = "register"
    title = _("Register of the test")

    async def ready(self, portal: Any) -> bool:
        self.folder = portal.site.folder
        return True

    async def find(self, context: Any, plate: Any, chassis: str) -> Vehicle | None:
        if (self.folder / "down").exists():
            with (self.folder / "down").open("a") as asked:
                asked.write("x")
            raise ConnectionError("the line is dead")
        if (str(plate), chassis) != ("K 9999 EN", "99999"):
            return None
        bill = Bill(500_000, 330_000, 143_000, 0, 0, 0, 973_000) if (self.folder / "bill").exists() else None
        return Vehicle("sedan", 80_000_000, date(2027, 3, 1), "33", date(2026, 11, 24), "Toyota Vios, 2019", bill=bill)


@hookimpl
def register_registries() -> list[Register]:
    return [Register()]
