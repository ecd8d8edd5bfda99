"""The site of W1: twelve tiles, ten news, no other plugin, so that its bytes stay the same over the years."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

from core.portal import Portal, build_portal
from core.portal.running import running
from core.site import Site, load_site

PLUGINS = Path(__file__).parent / "plugins"
TOML = """[portal]
name = "Ukur Melayani"
regency = "Kabupaten Ukur"
region = "33.16"
theme = "pendopo"

[menus]
lead = "bench_home.service0"

[help]
phone = "(0296) 531028"
address = "Jl. Pemuda 12"
hours = "Senin-Jumat, 07.30-16.00 WIB"
"""
EMERGENCY = """number,name_id,name_en,icon
112,Darurat,Emergency,siren
110,Polisi,Police,shield
113,Pemadam,Fire brigade,flame
119,Ambulans,Ambulance,ambulance
"""
NEWS = [(f"Kabar nomor {number} dari dinas, tentang jalan, pupuk dan jadwal pelayanan", ("DPUPR", "DP4", "Disdik", "Dinkesda")[number % 4]) for number in range(40)]


def make_site(folder: Path) -> Site:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "portal.toml").write_text(TOML, encoding="utf-8")
    (folder / "emergency.csv").write_text(EMERGENCY, encoding="utf-8")
    return load_site(folder, {})


def make_portal(folder: Path, more: list[str] | None = None, folders: tuple[Path, ...] = ()) -> Portal:
    return build_portal(make_site(folder), plugins=["bench_home", *(more or [])], folders=[PLUGINS, *folders])


def fill(folder: Path) -> None:
    """Forty news, of which a page shows the newest ten."""

    async def work() -> None:
        async with running(make_portal(folder), migrate=True) as portal:
            plugin = portal.plugin("bench_home")
            if plugin is None:
                raise RuntimeError("bench_home is missing")
            news = plugin.modules["models"].News
            await news.all().delete()
            for number, (title, agency) in enumerate(NEWS):
                await news.create(title=title, agency=agency, day=date(2026, 10, 1) + timedelta(days=number))

    asyncio.run(work())
