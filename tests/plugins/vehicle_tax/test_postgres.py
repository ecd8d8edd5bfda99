"""The same on PostgreSQL: import, look-up, saving and reminding."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.portal.running import context_of
from core.testing import FrozenClock
from plugins.vehicle_tax.models import Saved, VehicleRow
from plugins.vehicle_tax.reminding import remind

from .conftest import portal_on
from .garage import PLAIN, fill_table
from .test_check import bill, look_up
from .test_saved import MINE, save

pytestmark = pytest.mark.anyio


async def test_import_look_up_saving_and_reminding_on_postgresql(tmp_path: Path, postgres_url: str, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", toml=f'[database]\nurl = "{postgres_url}"\n', clock=clock) as (portal, client):
        await fill_table(portal)
        await fill_table(portal, [{**PLAIN, "njkb": 20_000_000}])
        assert await VehicleRow.all().count() == 4
        assert (await look_up(client, chassis="99999")).status_code == 422
        assert "Rp20.000.000" in (await bill(client)).text
        await client.sign_in("siti")
        await save(client)
        await save(client)
        assert "K 3421 NE" in (await client.get(MINE)).text

        await remind(context_of(portal, "vehicle_tax"))

        row = await Saved.get()
        assert (row.due, row.told) == (date(2026, 12, 18), 30)
        await client.fill(await client.get(MINE))
        assert await Saved.all().count() == 0
