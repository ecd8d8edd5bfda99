"""A portal with the clinic's forms, on SQLite; `portal_on` opens one on any database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from core.portal import Portal
from core.testing.client import Client
from core.testing.portals import REGIONS, make_site, serving

PLUGINS = Path(__file__).parent / "plugins"


def portal_on(folder: Path, database: str = "", toml: str = "", **more: Any) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    written = toml + (f'\n[database]\nurl = "{database}"\n' if database else "")
    site = make_site(folder, toml=written, files={"regions.csv": REGIONS})
    return serving(site, plugins=["clinic", "extra", "sample_identity"], folders=[PLUGINS], **more)


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path) as both:
        yield both


@pytest.fixture
def client(opened: tuple[Portal, Client]) -> Client:
    return opened[1]


@pytest.fixture
def portal(opened: tuple[Portal, Client]) -> Portal:
    return opened[0]
