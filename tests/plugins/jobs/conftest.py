"""A small site with the labour agency and six vacancies, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core import transaction
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.jobs.entering import write

PLUGINS = ("cases", "jobs", "sample_identity")
AGENCIES = "id,name,short\ndisnaker,Dinas Tenaga Kerja,Disnaker\n"
TOML = '[plugins.jobs]\nagency = "disnaker"\npage_size = 4\n'
PLAIN: Mapping[str, Any] = {
    "number": "K1", "title": "Operator mesin ukir kayu", "employer": "Mebel Jati Lestari", "kind": "contract", "education": "sma", "district": "33.16.08",
    "wage_least": 2_300_000, "wage_most": 2_900_000, "until": "2026-12-31", "contact": "Datang ke bengkel", "skills": "Membaca gambar kerja",
}  # fmt: skip
ROWS = (
    PLAIN,
    {
        **PLAIN,
        "number": "K2",
        "title": "Perawat rawat inap",
        "employer": "Klinik Waras",
        "kind": "permanent",
        "education": "d3",
        "until": "2026-11-27",
        "openings": 2,
    },
    {**PLAIN, "number": "K3", "title": "Kasir", "employer": "Toko Mustika", "disability": True, "wage_most": None, "district": ""},
    {**PLAIN, "number": "K4", "title": "Pengajar PAUD", "employer": "PAUD Tunas", "education": "s1", "wage_least": None, "wage_most": None},
    {**PLAIN, "number": "K5", "title": "Sudah lewat", "until": "2026-11-01"},
    {**PLAIN, "number": "K6", "title": "Penjahit", "employer": "Konveksi Ayu", "link": "https://contoh.id/lamar", "contact": ""},
)


def typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the table's reader hands it over."""
    return {**row, "until": date.fromisoformat(row["until"])}


async def fill(portal: Portal, *rows: Mapping[str, Any]) -> None:
    async with transaction():
        await write(context_of(portal, "jobs"), [typed(row) for row in rows or ROWS])


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
