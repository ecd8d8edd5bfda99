"""How many questions the pages of the vehicle tax put to the database: a look-up three at most, however many vehicles there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.portal import Portal
from core.testing.client import Client
from tests.benchmarks.costs import asked

from .conftest import portal_on
from .garage import PLAIN, fill_table
from .test_check import PATIENT, look_up
from .test_saved import MINE, save

pytestmark = pytest.mark.anyio
RECKONED = "/pajak-kendaraan/hitung?kind=sedan&njkb=100000000&owned=1&province=33"
VEHICLES = 400


@pytest.mark.parametrize(("path", "most"), [("/pajak-kendaraan", 1), (RECKONED, 0), ("/pajak-kendaraan/cek", 2), ("/layanan/vehicle_tax.tax", 0)])
async def test_a_page_for_everybody_asks_no_more_than_this(portal: Portal, client: Client, path: str, most: int) -> None:
    portal.pages.most = 0

    found = await asked(portal, client, path)

    assert found.response.status_code == 200
    assert len(found.statements) <= most, "\n".join(found.statements)


async def test_a_look_up_asks_three_at_most_with_four_hundred_vehicles_as_with_one(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", toml=PATIENT) as (portal, client):
        await fill_table(portal)
        led = (await look_up(client)).headers["location"]
        few = (await asked(portal, client, led)).statements
        await fill_table(portal, [{**PLAIN, "plate": f"K {n} A"} for n in range(1, VEHICLES)])

        many = (await asked(portal, client, led)).statements
        found = await _posted(portal, client, "12345")
        nothing = await _posted(portal, client, "99999")

    assert len(many) == len(few) <= 3, "\n".join(many)
    assert len(found) <= 3, "\n".join(found)
    assert len(nothing) <= 3, "\n".join(nothing)


async def _posted(portal: Portal, client: Client, chassis: str) -> list[str]:
    page = await client.get("/pajak-kendaraan/cek")
    statements: list[str] = []
    usual: Any = portal.database.client._connection  # type: ignore[attr-defined]
    quick = portal.database.quick.connection if portal.database.quick else None
    await usual.set_trace_callback(statements.append)
    if quick:
        quick.set_trace_callback(statements.append)
    try:
        await client.fill(page, holding="chassis", plate="K 3421 NE", chassis=chassis)
    finally:
        await usual.set_trace_callback(None)
        if quick:
            quick.set_trace_callback(None)
    return statements


async def test_the_table_is_asked_along_its_index(portal: Portal) -> None:
    plan = await portal.database.rows("EXPLAIN QUERY PLAN SELECT * FROM vehicle_tax_vehicle WHERE key = $1", "0" * 64)

    assert "USING INDEX" in str(plan)
    assert "SCAN" not in str(plan)


async def test_my_vehicles_are_read_in_one_question_beside_the_session(portal: Portal, client: Client) -> None:
    await client.sign_in("siti")
    await save(client)

    found = await asked(portal, client, MINE)

    assert found.response.status_code == 200
    assert len([one for one in found.statements if "vehicle_tax" in one]) == 1
    assert len(found.statements) <= 3, "\n".join(found.statements)
