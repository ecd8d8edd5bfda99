"""Vehicles of the tests, and how they come into the portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core import transaction
from core.portal import Portal
from core.portal.running import context_of
from plugins.vehicle_tax.importing import write_rows

Row = Mapping[str, Any]
PLAIN: Row = {
    "plate": "K 3421 NE", "chassis": "MH1KF4117NK012345", "kind": "motorcycle", "description": "Honda Vario 125, 2022", "province": "", "ownership": 1,
    "njkb": 18_000_000, "due": date(2026, 12, 18), "renewal": date(2027, 12, 18),
}  # fmt: skip
LATE: Row = {
    **PLAIN,
    "plate": "K 1234 EN",
    "chassis": "AB12C",
    "kind": "minibus",
    "description": "",
    "njkb": 100_000_000,
    "due": date(2026, 10, 24),
    "renewal": None,
}
RENEWED: Row = {**PLAIN, "plate": "K 7 Y", "chassis": "00007", "renewal": date(2026, 12, 18)}
TWO_YEARS_LATE: Row = {**LATE, "plate": "K 22 YE", "chassis": "22222", "due": date(2025, 11, 24)}
"""What the table holds, as it was read from a file."""


async def fill_table(portal: Portal, rows: Sequence[Row] = (PLAIN, LATE, RENEWED, TWO_YEARS_LATE), as_of: date = date(2026, 11, 20), source: str = "") -> None:
    async with transaction():
        await write_rows(context_of(portal, "vehicle_tax"), rows, as_of=as_of, source=source)
