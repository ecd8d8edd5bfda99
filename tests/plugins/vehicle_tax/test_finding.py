"""A plate number in the search leads to the look-up, known or not; other words do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing.client import Client

from .conftest import portal_on

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("words", ["K 3421 NE", "k3421ne", "K 9999 XX"])
async def test_a_plate_leads_to_its_look_up_with_the_plate_filled_in(client: Client, words: str) -> None:
    page = await client.get("/cari", params={"q": words})

    plate = "K 9999 XX" if "9999" in words else "K 3421 NE"
    assert f"Tagihan pajak {plate}" in page.text
    form = await client.get("/pajak-kendaraan/cek", params={"pelat": plate})
    assert f'value="{plate}"' in form.text


@pytest.mark.parametrize("words", ["jalan rusak", "K 1234", "ADU-7K3F-9Q2X", "1234", ""])
async def test_other_words_lead_nowhere_here(client: Client, words: str) -> None:
    assert "Tagihan pajak" not in (await client.get("/cari", params={"q": words})).text


async def test_where_nothing_can_be_looked_up_nothing_is_offered(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site") as (_portal, client):
        assert "Tagihan pajak" not in (await client.get("/cari", params={"q": "K 3421 NE"})).text
