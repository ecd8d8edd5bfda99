"""What may be kept no longer goes every night, plugin by plugin, and who could not is named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.commands.main import main
from core.errors import PluginError
from core.plugins.manifest import read_manifest
from core.portal import Portal
from core.portal.running import worker_of
from core.retention import expire, over
from core.testing import FrozenClock, make_site, serving

pytestmark = pytest.mark.anyio

HOOKS = '''"""Keeps shoes of people for ten days."""

from core import Erasure, PersonalData, hookimpl


async def export(context, subject):
    return {}


async def erase(context, subject):
    return Erasure()


async def expire(context, before, dry):
    with (context.portal.site.data / "asked.txt").open("a") as file:
        file.write(f"{sorted(before)} {before['shoes_pair.size'].isoformat()} {dry}\\n")
    return {"pairs": 3}


@hookimpl
def register_personal_data():
    return [PersonalData(export, erase, expire)]
'''


def make_plugin(folder: Path, slug: str, hooks: str, *, passport: str = 'days = 10, after = "the visit"') -> str:
    home = folder / slug
    home.mkdir(parents=True)
    table = (
        f'[data]\n"{slug}_pair.size" = {{ why = "To find them again.", keep = "Ten days.", {passport} }}\n"{slug}_pair.name" = {{ why = "x", keep = "y" }}\n'
    )
    (home / "plugin.toml").write_text(f'slug = "{slug}"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "Sepatu"\n{table}', encoding="utf-8")
    (home / "__init__.py").write_text("", encoding="utf-8")
    (home / "hooks.py").write_text(hooks, encoding="utf-8")
    return slug


@pytest.fixture
async def portal(tmp_path: Path) -> AsyncIterator[Portal]:
    folder = tmp_path / "plugins"
    make_plugin(folder, "shoes", HOOKS)
    make_plugin(folder, "gloves", HOOKS.replace('return {"pairs": 3}', 'raise OSError("the wardrobe is shut")').replace("shoes_pair", "gloves_pair"))
    make_plugin(folder, "hats", '"""Nothing."""\n')
    async with serving(make_site(tmp_path / "site"), plugins=["gloves", "shoes", "hats"], folders=[folder], clock=FrozenClock()) as (opened, _client):
        opened.site.data.mkdir(exist_ok=True)
        yield opened


async def test_the_moment_of_a_column_is_its_days_ago(portal: Portal) -> None:
    now = portal.clock.now()

    assert over(portal)["shoes"] == {"shoes_pair.size": now - timedelta(days=10)}


async def test_each_plugin_is_asked_and_who_fails_or_cannot_is_named_and_hinders_nobody(portal: Portal) -> None:
    found = {one.plugin: one for one in await expire(portal)}

    assert found["shoes"].counts == {"pairs": 3}
    assert found["gloves"].error == "OSError: the wardrobe is shut"
    assert "nothing it declares" in found["hats"].error


async def test_a_dry_run_says_so_to_the_plugin(portal: Portal) -> None:
    await expire(portal, dry=True)

    written = (portal.site.data / "asked.txt").read_text(encoding="utf-8")
    assert written.count(" True\n") == 2
    assert " False\n" not in written


async def test_the_worker_does_it_every_night(portal: Portal) -> None:
    await worker_of(portal).schedule.run("core.expire")

    assert (portal.site.data / "asked.txt").read_text(encoding="utf-8").count(" False\n") == 2


def test_days_without_a_beginning_are_refused(tmp_path: Path) -> None:
    make_plugin(tmp_path, "shoes", HOOKS, passport="days = 10")

    with pytest.raises(PluginError, match="together"):
        read_manifest(tmp_path / "shoes" / "plugin.toml", "shoes")


def test_the_commands_say_what_is_kept_and_what_goes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(tmp_path / "site", toml='[plugins]\nenabled = ["shoes"]\n')
    make_plugin(site.folder / "plugins", "shoes", HOOKS)

    assert main(["privacy", "inventory", "--site", str(site.folder)]) == 0
    assert "shoes_pair.size" in capsys.readouterr().out
    assert main(["privacy", "expire", "--dry-run", "--site", str(site.folder)]) == 0
    assert "shoes: pairs: 3 would go" in capsys.readouterr().out
