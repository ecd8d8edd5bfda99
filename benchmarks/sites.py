"""The sites that are measured: their own, so that bytes and work stay the same over the years whatever the bundled sites become.

`home` has twelve tiles and ten news and no other plugin; `counters` has cases and complaints with Blora's regions and agencies;
`whole` is the bundled portal of Blora with everything it enables, to see what all plugins together cost.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic

from core.portal import Portal, build_portal
from core.portal.running import running
from core.site import Site, load_site

HERE = Path(__file__).parent
PLUGINS = HERE / "plugins"
REPOSITORY = HERE.parent
BORROWED = ("agencies.csv", "complaints.toml", "holidays.csv", "regions.csv")
"""Files of the bundled site that the counters need."""

PORTAL = """[portal]
name = "Ukur Melayani"
regency = "Kabupaten Ukur"
region = "33.16"
theme = "pendopo"

[help]
phone = "(0296) 531028"
address = "Jl. Pemuda 12"
hours = "Senin-Jumat, 07.30-16.00 WIB"

[menus]
lead = "{lead}"
"""
COUNTERS = """
[plugins]
enabled = ["cases", "complaints"]
required = ["cases", "complaints"]

[plugins.complaints]
page_size = 20

"""
LIMITS = """
[limits]
submissions_per_device = 10000
submissions_per_address = 1000000
"""
EMERGENCY = """number,name_id,name_en,icon
112,Darurat,Emergency,siren
110,Polisi,Police,shield
113,Pemadam,Fire brigade,flame
119,Ambulans,Ambulance,ambulance
"""
AGENCIES = ("DPUPR", "DP4", "Disdik", "Dinkesda")
NEWS = [
    (f"Kabar nomor {number} dari dinas, tentang jalan, pupuk dan jadwal pelayanan", AGENCIES[number % 4], date(2026, 10, 1) + timedelta(days=number))
    for number in range(40)
]
TODAY = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)


class SteadyClock:
    """Begins on the same day each time and then goes on: what a page says of days is the same in every run."""

    def __init__(self) -> None:
        self._began = monotonic()

    def now(self) -> datetime:
        return TODAY + timedelta(seconds=monotonic() - self._began)


def make_home(folder: Path) -> Site:
    """The site of W1. Its news are written by `fill_home`."""
    return _write(folder, PORTAL.format(lead="bench_home.service0"))


def make_counters(folder: Path) -> Site:
    """The site of W2 to W4."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in BORROWED:
        shutil.copyfile(REPOSITORY / "sites" / "blora" / name, folder / name)
    return _write(folder, PORTAL.format(lead="complaints.new") + COUNTERS + LIMITS)


def make_whole(folder: Path) -> Site:
    """All of the bundled portal of Blora: every plugin that it enables, with its files."""
    shutil.copytree(REPOSITORY / "sites" / "blora", folder, ignore=shutil.ignore_patterns("data"), dirs_exist_ok=True)
    with (folder / "portal.toml").open("a", encoding="utf-8") as file:
        file.write(LIMITS)
    return load_site(folder, {})


def _write(folder: Path, toml: str) -> Site:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "portal.toml").write_text(toml, encoding="utf-8")
    (folder / "emergency.csv").write_text(EMERGENCY, encoding="utf-8")
    return load_site(folder, {})


def portal_of(folder: Path, *, more: Sequence[str] = (), folders: Sequence[Path] = (), port: int = 8000) -> Portal:
    """The portal of one of these sites, with `more` plugins from `folders`."""
    site = load_site(folder, {"PENDOPO_SERVER__PORT": str(port)})
    own = list(site.config.plugins.enabled) or ["bench_home"]
    return build_portal(site, plugins=[*own, *more], folders=[PLUGINS, *folders], clock=SteadyClock())


def fill_home(folder: Path) -> None:
    """Forty news, of which the page shows the newest ten."""

    async def work() -> None:
        async with running(portal_of(folder), migrate=True) as portal:
            plugin = portal.plugin("bench_home")
            if plugin is None:
                raise RuntimeError("bench_home is missing")
            news = plugin.modules["models"].News
            await news.all().delete()
            for title, agency, day in NEWS:
                await news.create(title=title, agency=agency, day=day)

    asyncio.run(work())


def migrate(folder: Path) -> None:
    """Make the tables of a site."""

    async def work() -> None:
        async with running(portal_of(folder), migrate=True):
            pass

    asyncio.run(work())
