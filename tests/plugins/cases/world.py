"""What the tests of cases share: a service, people who act, a report about a road."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image

from core import Context
from core.testing import FrozenClock
from plugins.cases.api import By, NewCase, Opened, Reporter, open_case

SERVICES = Path(__file__).parent / "services"
AGENCIES = "id,name,short\ndpupr,Dinas Pekerjaan Umum,DPUPR\ndlh,Dinas Lingkungan Hidup,DLH\ninspektorat,Inspektorat Daerah,Inspektorat\n"
REGIONS = (
    "code,name,kind,postal_code\n33.16.08,Jepon,kecamatan,\n33.16.08.1001,Jepon,kelurahan,58261\n"
    "33.16.09,Blora,kecamatan,\n33.16.09.1001,Kunden,kelurahan,58211\n"
)

ROAD = NewCase(
    service="repair.report",
    procedure="repair.repair",
    title="Lubang di jalan depan Pasar Jepon",
    public_text="Lubang besar di depan pasar.",
    agency="dpupr",
    district="33.16.08",
    village="33.16.08.1001",
    category="road",
    reporter=Reporter("Siti Aminah", "+6281234567890", "siti@contoh.id", "3316091708950001"),
    answers={"repair": {"description": "Lubang besar di depan pasar."}},
)
VERIFIER, HANDLER, REPORTER = By("verifier", "a1", "Sari"), By("handler", "a2", "Budi"), By("reporter")


@dataclass(slots=True)
class World:
    """A running portal, and what tests do with it again and again."""

    portal: Any
    client: Any
    clock: FrozenClock
    context: Context

    async def open(self, **changes: Any) -> Opened:
        return await open_case(self.context, replace(ROAD, **changes))

    async def photo(self) -> UUID:
        """A small picture, staged as a form would."""
        content = BytesIO()
        Image.new("RGB", (40, 30), "#884422").save(content, "JPEG")
        stored = await self.portal.files.stage(content.getvalue(), name="foto.jpg", media_type="image/jpeg", owner="repair", field="photos")
        found: UUID = stored.id
        return found
