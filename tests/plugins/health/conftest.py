"""A small site with two agencies, a hospital, two puskesmas and a posyandu, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from core import transaction
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS

PLUGINS = ("cases", "health", "sample_identity")
AGENCIES = "id,name,short\ndinkes,Dinas Kesehatan,Dinkes\nrs-uji,RSUD Uji,RSUD Uji\n"
TOML = '[plugins.health]\nagency = "dinkes"\npage_size = 4\n'
FACILITIES: Sequence[Mapping[str, Any]] = (
    {"code": "PKM-1", "name": "Puskesmas Satu", "kind": "puskesmas", "district": "33.16.08", "address": "Jl. Satu", "weekdays": "07.30-14.00",
     "friday": "07.30-11.00", "saturday": "07.30-12.30", "phone": "(0296) 111", "bpjs": True},
    {"code": "PKM-2", "name": "Puskesmas Dua", "kind": "puskesmas", "district": "33.16.09", "weekdays": "07.30-14.00"},
    {"code": "RS-1", "name": "RSUD Uji", "kind": "hospital", "district": "33.16.09", "weekdays": "24 jam", "friday": "24 jam", "saturday": "24 jam",
     "sunday": "24 jam", "emergency": True, "agency": "rs-uji"},
)  # fmt: skip
SERVICES: Sequence[Mapping[str, Any]] = (
    {"code": "PKM-1-UMUM", "facility": "PKM-1", "name": "Poli Umum", "days": "Senin-Sabtu", "hours": "08.00-11.00", "quota": 12, "letter": "A"},
    {"code": "PKM-1-GIGI", "facility": "PKM-1", "name": "Poli Gigi", "days": "Selasa, Kamis", "hours": "08.00-10.00", "quota": 0},
)
BEDS: Sequence[Mapping[str, Any]] = (
    {"code": "RS-1-M", "facility": "RS-1", "ward": "Melati", "kind": "Kelas 1", "total": 10, "free": 3, "told": "2026-11-24 08.30", "source": "Aplicares"},
    {"code": "RS-1-I", "facility": "RS-1", "ward": "ICU", "kind": "ICU", "total": 4, "free": 0, "told": "2026-11-20 08.30"},
)
POSTS: Sequence[Mapping[str, Any]] = (
    {"code": "POS-1", "name": "Posyandu Melati", "district": "33.16.08", "village": "Bacem", "place": "Balai Desa", "schedule": "Rabu ke-2",
     "hours": "08.00-11.00", "targets": "Balita, ibu hamil", "facility": "PKM-1"},
    {"code": "POS-2", "name": "Posyandu Natal", "district": "33.16.09", "schedule": "tanggal 25", "hours": "08.00-11.00"},
)  # fmt: skip
TABLES: Mapping[str, Sequence[Mapping[str, Any]]] = {"facilities": FACILITIES, "services": SERVICES, "beds": BEDS, "posyandu": POSTS}


async def write(portal: Portal, name: str, *rows: Mapping[str, Any]) -> None:
    """As an import writes them, whole."""
    from core.hooks import register_imports

    (table,) = (owned.value for owned in portal.declared(register_imports) if owned.owner == "health" and owned.value.name == name)
    whole = [{column.name: row.get(column.name) for column in table.every} for row in rows or TABLES[name]]
    assert table.write is not None
    async with transaction():
        await table.write(context_of(portal, "health"), whole)


async def fill(portal: Portal) -> None:
    for name in TABLES:
        await write(portal, name)


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    environ = {"PENDOPO_DATABASE__URL": database_url} if database_url.startswith("postgres") else {}
    site = make_site(tmp_path / "site", toml=TOML, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES}, environ=environ)
    async with serving(site, plugins=PLUGINS, clock=clock) as both:
        yield both


@pytest.fixture
async def filled(portal: Portal) -> Portal:
    await fill(portal)
    return portal
