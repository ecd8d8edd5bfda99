"""Fixtures for the tests of a plugin, known to pytest wherever Pendopo is installed.

A test below a plugin's folder has that plugin, with what it requires; `@pytest.mark.plugins("cases", "trees")` chooses others.

    pytestmark = pytest.mark.anyio

    async def test_the_page_is_there(client):
        assert (await client.get("/pohon")).status_code == 200

Who writes other values for the site overrides `site_toml` or `site_files`. Whatever is heavy is imported by the fixture
that needs it: this module is read at the start of every run of pytest.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from core.portal import Portal
    from core.site import Site
    from core.testing.client import Client
    from core.testing.clock import FrozenClock
    from core.testing.mails import Mails


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "plugins(*slugs): the plugins of the portal that this test is given")


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, as the portal does."""
    return "asyncio"


@pytest.fixture
def plugins(request: pytest.FixtureRequest) -> Sequence[str]:
    """What the mark names; without one, the plugin in whose folder the test lies."""
    mark = request.node.get_closest_marker("plugins")
    own = _own(request.path)
    return tuple(mark.args) if mark else (own.name,) if own else ()


@pytest.fixture
def plugin_folders(request: pytest.FixtureRequest) -> Sequence[Path]:
    """Folders in which plugins are found, besides the bundled and the installed ones."""
    own = _own(request.path)
    return (own.parent,) if own else ()


def _own(path: Path) -> Path | None:
    return next((folder for folder in path.parents if (folder / "plugin.toml").is_file()), None)


@pytest.fixture
def site_toml() -> str:
    """Sections added to the site's portal.toml."""
    return ""


@pytest.fixture
def site_files() -> Mapping[str, str]:
    """Files beside it, by name."""
    from core.testing.portals import REGIONS

    return {"regions.csv": REGIONS}


@pytest.fixture
def site(tmp_path: Path, site_toml: str, site_files: Mapping[str, str]) -> Site:
    """A site of a few lines, in a folder of its own."""
    from core.testing.portals import make_site

    return make_site(tmp_path / "site", toml=site_toml, files=site_files)


@pytest.fixture
def clock(site: Site) -> FrozenClock:
    """Tuesday, 24 November 2026. `clock.forward(working_days=3)` passes over weekends and the days off in the site's holidays.csv."""
    from core.testing.clock import FrozenClock

    return FrozenClock(days_off=[day.date for day in site.holidays if day.kind != "hari_kerja"], zone=site.config.portal.timezone)


@pytest.fixture
async def _served(
    site: Site, clock: FrozenClock, plugins: Sequence[str], plugin_folders: Sequence[Path], anyio_backend: str
) -> AsyncIterator[tuple[Portal, Client, Mails]]:
    from core.testing.mails import Mails
    from core.testing.portals import needed, serving

    async with Mails.caught(site) as mails:
        chosen = needed(site, plugins, plugin_folders)
        async with serving(mails.site, plugins=chosen, folders=plugin_folders, clock=clock) as (portal, client):
            yield portal, client, mails.of(portal)


@pytest.fixture
def portal(_served: tuple[Portal, Client, Mails]) -> Portal:
    """The portal, open, on a database of its own."""
    return _served[0]


@pytest.fixture
def client(_served: tuple[Portal, Client, Mails]) -> Client:
    """A browser of somebody who has not signed in."""
    return _served[1]


@pytest.fixture
async def citizen(client: Client) -> AsyncIterator[Client]:
    """A browser of a citizen who is signed in."""
    async with client.another() as browser:
        await browser.sign_in("warga", name="Siti Aminah")
        yield browser


@pytest.fixture
async def officer(portal: Portal, client: Client) -> AsyncIterator[Client]:
    """A browser of an officer who may do whatever the portal's plugins allow anybody, at every agency of the site."""
    async with client.another() as browser:
        rights = sorted(portal.tables.permissions)
        posts = [(agency, rights, ()) for agency in portal.site.agencies]
        await browser.sign_in("petugas", kind="officer", name="Budi Santoso", permissions=rights, posts=posts)
        yield browser


@pytest.fixture
def mails(_served: tuple[Portal, Client, Mails]) -> Mails:
    """What the portal has mailed: `await mails.sent()` lets the worker do what is due and answers all letters, the oldest first."""
    return _served[2]


@pytest.fixture
def assert_plugin_ok(plugin_folders: Sequence[Path]) -> Callable[[str], None]:
    """Runs all that `pendopo plugins check` does, and fails with its findings: `assert_plugin_ok("trees")`, in a plain `def` test."""
    from core.kit import assert_plugin_ok

    return lambda slug: assert_plugin_ok(slug, folders=plugin_folders)
