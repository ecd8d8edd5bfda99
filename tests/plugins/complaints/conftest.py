"""A small site with three kinds of complaints, one of them about officials."""

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

from .reporting import AGENCIES, CATEGORIES

PLUGINS = ("cases", "complaints", "sample_identity")


def portal_on(folder: Path, *, toml: str = "", files: dict[str, str] | None = None, **more: Any) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    written = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "complaints.toml": CATEGORIES, **(files or {})}
    return serving(make_site(folder, toml=toml, files={name: text for name, text in written.items() if text}), plugins=PLUGINS, **more)


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", clock=clock) as both:
        yield both
