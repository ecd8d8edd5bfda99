"""A portal with `cases` and a service that uses it, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from core import Context
from core.testing import FrozenClock, make_site, serving
from tests.plugins.cases.world import AGENCIES, REGIONS, SERVICES, World

Worlds = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def worlds(tmp_path: Path, database_url: str) -> Worlds:
    """`async with worlds() as world:` on the database of this test."""

    @asynccontextmanager
    async def opened(*, toml: str = "", files: dict[str, str] | None = None, clock: FrozenClock | None = None) -> AsyncIterator[World]:
        clock = clock or FrozenClock()
        site = make_site(
            tmp_path / "site", toml=f'[database]\nurl = "{database_url}"\n{toml}', files={"agencies.csv": AGENCIES, "regions.csv": REGIONS, **(files or {})}
        )
        async with serving(site, plugins=["cases", "repair"], folders=[SERVICES], clock=clock) as (portal, client):
            yield World(portal, client, clock, Context(portal, "repair", "id"))

    return opened


@pytest.fixture
async def world(worlds: Worlds) -> AsyncIterator[World]:
    async with worlds() as found:
        yield found
