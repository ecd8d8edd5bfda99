"""A portal with the desk, and officers who sit at it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from core import Context
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.web.app import create_app
from tests.plugins.cases.desk.office import Office
from tests.plugins.cases.world import AGENCIES, REGIONS, SERVICES, World

Offices = Callable[..., AbstractAsyncContextManager[Office]]


@pytest.fixture
def offices(tmp_path: Path, database_url: str) -> Offices:
    """`async with offices() as office:` on the database of this test."""

    @asynccontextmanager
    async def opened(*, toml: str = "") -> AsyncIterator[Office]:
        clock = FrozenClock()
        site = make_site(tmp_path / "site", toml=f'[database]\nurl = "{database_url}"\n{toml}', files={"agencies.csv": AGENCIES, "regions.csv": REGIONS})
        async with (
            serving(site, plugins=["cases", "repair", "sample_identity"], folders=[SERVICES], clock=clock) as (portal, client),
            AsyncExitStack() as stack,
        ):

            async def new_client() -> Client:
                return await stack.enter_async_context(Client(create_app(portal)))

            yield Office(World(portal, client, clock, Context(portal, "repair", "id")), new_client)

    return opened


@pytest.fixture
async def office(offices: Offices) -> AsyncIterator[Office]:
    async with offices() as found:
        yield found
