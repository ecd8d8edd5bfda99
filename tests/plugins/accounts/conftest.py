"""A small site with accounts, cases and complaints, and nobody in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from core.portal import Portal
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from tests.plugins.complaints.reporting import AGENCIES, CATEGORIES

PLUGINS = ("accounts", "cases", "complaints")


def portal_on(folder: Path, *, toml: str = "", plugins: tuple[str, ...] = PLUGINS, **more: Any) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    site = make_site(folder, toml=toml, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES, "complaints.toml": CATEGORIES})
    return serving(site, plugins=plugins, **more)


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", clock=clock) as both:
        yield both
