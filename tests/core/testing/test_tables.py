"""A copied database is the one that migrations make."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from core.database import Migrator
from core.portal import build_portal
from core.portal.running import running
from core.site import Site
from core.testing import make_site, serving
from core.testing.tables import lay_tables

pytestmark = pytest.mark.anyio
PLUGINS = ("cases", "complaints")
SAMPLES = Path(__file__).parents[2] / "plugins" / "samples" / "broken"


def schema(site: Site) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(site.folder / "data" / "portal.db")) as connection:
        return sorted(connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall())


async def test_the_second_portal_of_a_kind_has_what_migrating_would_have_made_and_nothing_of_the_first(tmp_path: Path) -> None:
    first, second, migrated = (make_site(tmp_path / name) for name in ("first", "second", "migrated"))
    async with serving(first, plugins=PLUGINS) as (portal, _):
        await portal.counters.add("complaints.made")
    async with serving(second, plugins=PLUGINS) as (portal, _):
        assert await portal.counters.read(["complaints.made"]) == {"complaints.made": 0}
        assert await Migrator(portal.database).pending() == {}
    async with running(build_portal(migrated, plugins=[*PLUGINS]), migrate=True):
        pass

    assert schema(second) == schema(migrated)
    assert stat.S_IMODE((second.folder / "data" / "portal.db").stat().st_mode) == 0o600


async def test_another_set_of_plugins_has_other_tables(tmp_path: Path) -> None:
    both, one = make_site(tmp_path / "both"), make_site(tmp_path / "one")
    for site, plugins in ((both, PLUGINS), (one, ("cases",))):
        await lay_tables(build_portal(site, plugins=[*plugins]))

    assert [name for name, _ in schema(both) if name == "complaints_complaint"]
    assert not [name for name, _ in schema(one) if name.startswith("complaints_")]


async def test_a_database_that_is_there_is_left_alone(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site.folder / "data").mkdir(exist_ok=True)
    (site.folder / "data" / "portal.db").write_bytes(b"")

    await lay_tables(build_portal(site, plugins=[*PLUGINS]))

    assert (site.folder / "data" / "portal.db").read_bytes() == b""


async def test_a_plugin_whose_migration_fails_is_met_by_each_portal_anew(tmp_path: Path) -> None:
    for number in range(2):
        async with serving(make_site(tmp_path / str(number)), plugins=("failing_migration",), folders=[SAMPLES]) as (portal, _):
            assert [plugin.state for plugin in portal.plugins if plugin.slug == "failing_migration"] == ["failed"]
