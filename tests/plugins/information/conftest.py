"""A small site with two agencies that can be reached, cases and complaints, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.information.models import NEWS, Article
from plugins.information.writing import Written, publish_as
from tests.plugins.complaints.reporting import CATEGORIES

PLUGINS = ("cases", "complaints", "information", "sample_identity")
AGENCIES = """id,name,short,address,hours,phone,email,website
dpupr,Dinas Pekerjaan Umum,DPUPR,Jl. Contoh 1,"Senin-Jumat, 07.30-16.00",(0296) 531028,dinas@contoh.id,https://dinas.contoh.id/
dlh,Dinas Lingkungan Hidup,DLH,,,,,
dinkominfo,Dinas Komunikasi,Dinkominfo,,,,,
inspektorat,Inspektorat Daerah,Inspektorat,,,,,
"""
EMERGENCY = "number,name_id,icon\n112,Panggilan darurat,siren\n(0296) 531000,Ambulans,ambulance\n"
FILES = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "complaints.toml": CATEGORIES, "emergency.csv": EMERGENCY}


async def tell(portal: Portal, title: str, text: str = "Isi pengumuman.", kind: str = NEWS, **more: str) -> Article:
    """Publish something, as an officer does."""
    return await publish_as(context_of(portal, "information"), kind, Written(title, text, **more))


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    environ = {"PENDOPO_DATABASE__URL": database_url} if database_url.startswith("postgres") else {}
    site = make_site(tmp_path / "site", toml="[plugins.information]\npage_size = 4\n", files=FILES, environ=environ)
    async with serving(site, plugins=PLUGINS, clock=clock) as both:
        yield both
