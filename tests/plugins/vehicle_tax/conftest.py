"""A small site in Jawa Tengah, its vehicles in the imported table, and whoever asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from core.portal import Portal
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client

from .garage import fill_table

PLUGINS = ("vehicle_tax", "sample_identity")


def portal_on(
    folder: Path, *, toml: str = "", files: dict[str, str] | None = None, plugins: tuple[str, ...] = PLUGINS, **more: Any
) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    return serving(make_site(folder, toml=toml, files=files or {}), plugins=plugins, **more)


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    """With an imported table."""
    async with portal_on(tmp_path / "site", clock=clock) as both:
        await fill_table(both[0])
        yield both
