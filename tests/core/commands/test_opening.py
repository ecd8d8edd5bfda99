"""A command opens the site's portal, works with it, and closes it again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from core.commands.console import Call
from core.commands.opening import is_fresh
from core.errors import PluginError
from core.portal import Portal, build_portal
from core.testing import make_site


async def name_of(portal: Portal) -> str:
    return portal.site.name


def test_the_portal_of_a_fresh_site_is_migrated_and_open_meanwhile(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")

    async def work(portal: Portal) -> list[str]:
        rows = await portal.database.client.execute_query_dict("SELECT name FROM sqlite_master WHERE type = 'table'")
        return [row["name"] for row in rows]

    assert "core_session" in Call(str(site.folder)).run(work)


def test_a_public_site_is_migrated_only_while_it_is_fresh(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", toml='[portal]\nname = "Uji"\nregion = "33.16"\nlanguages = ["id"]\npublic_url = "https://uji.example"\n')
    portal = build_portal(site)
    assert portal.site.secrets

    assert asyncio.run(is_fresh(portal))
    assert Call(str(site.folder)).run(name_of) == "Uji"
    assert not asyncio.run(is_fresh(portal))


def test_a_plugin_that_is_not_enabled_is_named_with_the_mend(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")

    with pytest.raises(PluginError, match="pendopo plugins enable cases"):
        Call(str(site.folder)).run(name_of, plugin="cases")
