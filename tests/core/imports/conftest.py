"""A portal with the sample registry, on SQLite and on PostgreSQL, and what an officer does to its table."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.access import Actor
from core.database.tables import Import
from core.portal import Portal
from core.testing import make_site, serving
from core.testing.client import Client
from core.testing.clock import FrozenClock

SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"
NAME = "registry.vehicles"
OFFICER = Actor("officer-1", "officer", frozenset({"registry.load", "dummy.handle"}), name="Rina Wati")
HEADINGS = ["nopol", "owner", "brand", "due", "value"]


@dataclass(slots=True)
class Desk:
    """The portal, a browser, the clock, and the way of a file in a few words."""

    portal: Portal
    client: Client
    clock: FrozenClock

    @property
    def vehicle(self) -> Any:
        return self.table("registry", "Vehicle")

    def table(self, slug: str, model: str) -> Any:
        plugin = self.portal.plugin(slug)
        assert plugin is not None
        return getattr(plugin.modules["models"], model)

    async def send(self, content: bytes, name: str = NAME, **more: Any) -> Import:
        """A file that an officer sends, read."""
        given = {"actor": OFFICER, "language": "en", "file": "data.csv", "as_of": date(2026, 11, 1), "source": "Samsat", "keep": True, **more}
        run = await self.portal.imports.begin(name, io.BytesIO(content), **given)
        await self.portal.imports.work()
        await run.refresh_from_db()
        return run

    async def write(self, run: Import) -> Import:
        """Confirmed, and written."""
        assert await self.portal.imports.confirm(run)
        await self.portal.imports.work()
        await run.refresh_from_db()
        return run

    async def plates(self) -> dict[str, str]:
        return {row.plate: row.owner for row in await self.vehicle.all().order_by("plate")}


Opened = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def desk(tmp_path: Path, database_url: str) -> Opened:
    @asynccontextmanager
    async def opened(*plugins: str, toml: str = "") -> AsyncIterator[Desk]:
        clock = FrozenClock()
        site = make_site(tmp_path, toml=f'[database]\nurl = "{database_url}"\n{toml}')
        async with serving(site, plugins=[*(plugins or ("registry",)), "sample_identity"], folders=[SAMPLES], clock=clock) as (portal, client):
            with portal.outbox.bind():
                yield Desk(portal, client, clock)

    return opened
