"""A small site with the education agency, its schools imported as an operator does, on either database."""

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

PLUGINS = ("cases", "education", "sample_identity")
AGENCIES = "id,name,short\ndisdik,Dinas Pendidikan,Disdik\n"
TOML = '[plugins.education]\nagency = "disdik"\npage_size = 4\n'
SCHOOLS: Sequence[Mapping[str, Any]] = (
    {"npsn": "10000001", "name": "SD Contoh 1", "level": "sd", "status": "state", "district": "33.16.08", "address": "Jl. Satu", "accreditation": "a",
     "accredited": 2024, "seats": 28, "latitude": "-6.9678", "longitude": "111.4158"},
    {"npsn": "10000002", "name": "SD Contoh 2", "level": "sd", "status": "private", "district": "33.16.09"},
    {"npsn": "10000003", "name": "SMP Contoh 1", "level": "smp", "status": "state", "district": "33.16.09", "accreditation": "none", "seats": 64},
)  # fmt: skip


async def write(portal: Portal, *rows: Mapping[str, Any]) -> None:
    """As an import writes them, whole."""
    from core.hooks import register_imports

    (table,) = (owned.value for owned in portal.declared(register_imports) if owned.owner == "education" and owned.value.name == "schools")
    whole = [{column.name: row.get(column.name) for column in table.every} for row in rows or SCHOOLS]
    assert table.write is not None
    async with transaction():
        await table.write(context_of(portal, "education"), whole)


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    environ = {"PENDOPO_DATABASE__URL": database_url} if database_url.startswith("postgres") else {}
    site = make_site(tmp_path / "site", toml=TOML, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES}, environ=environ)
    async with serving(site, plugins=PLUGINS, clock=clock) as both:
        yield both


@pytest.fixture
async def filled(portal: Portal) -> Portal:
    await write(portal)
    return portal
