"""A citizen of Blora looks up the tax of a motorcycle without JavaScript, and one of Sumedang calculates by the rates of another province."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import httpx2
import pytest

from core.site import load_site
from core.site.shipped import shipped
from core.testing import FrozenClock, serving
from tests.plugins.vehicle_tax.garage import fill_table

pytestmark = pytest.mark.anyio
PLUGINS = ("accounts", "cases", "notifications", "complaints", "vehicle_tax")


def led(page: httpx2.Response, id: str) -> str:
    """Where the link with this id leads."""
    found = re.search(rf'<a[^>]*id="{id}"[^>]*href="([^"]+)"', page.text)
    assert found, id
    return found[1].replace("&amp;", "&")


async def test_from_the_home_page_to_the_bill_and_where_to_pay_in_four_pages(blora: Path, clock: FrozenClock) -> None:
    async with serving(load_site(blora, {}), plugins=PLUGINS, clock=clock) as (portal, client):
        await fill_table(portal)
        home = await client.get("/")
        first = await client.get(led(home, "tile-vehicle_tax.tax"))
        asked = await client.get(led(first, "cek-tagihan"))

        bill = await client.follow(await client.fill(asked, holding="chassis", plate="k 3421 ne", chassis="12345"))

        for words in ("Tagihan pajak", "K 3421 NE", "Honda Vario 125, 2022", "Jumat, 18 Desember 2026", "Rp189.000", "Rp124.740", "Rp35.000", "Rp348.740"):
            assert words in bill.text, words
        for place in ("New Sakpole", "Samsat Blora", "SIGNAL", "66% dari PKB, untuk Kabupaten Blora", "per 20 November 2026"):
            assert place in bill.text, place


async def test_whoever_has_no_stnk_at_hand_calculates_and_is_told_what_to_mend(blora: Path, clock: FrozenClock) -> None:
    async with serving(load_site(blora, {}), plugins=PLUGINS, clock=clock) as (_portal, client):
        wrong = await client.get("/pajak-kendaraan/hitung", params={"kind": "", "njkb": "banyak", "owned": "1", "province": "33"})
        assert wrong.status_code == 422
        assert "Pilih jenis kendaraan" in wrong.text

        bill = await client.get("/pajak-kendaraan/hitung", params={"kind": "motorcycle", "njkb": "Rp18.000.000", "owned": "1", "province": "33"})

        assert "Rp348.740" in bill.text
        assert "Perda Jawa Tengah 12/2023, Pasal 8" in bill.text


async def test_sumedang_has_its_own_provinces_rates_and_service(tmp_path: Path, clock: FrozenClock) -> None:
    folder = tmp_path / "sumedang"
    shutil.copytree(shipped("sites")["sumedang"], folder, ignore=shutil.ignore_patterns("data"))
    async with serving(load_site(folder, {}), plugins=PLUGINS, clock=clock) as (_portal, client):
        form = await client.get("/pajak-kendaraan")
        assert '<option value="32" selected>Jawa Barat</option>' in form.text
        assert "Sambara" in form.text
        assert "Samsat Sumedang" in form.text

        bill = await client.get("/pajak-kendaraan/hitung", params={"kind": "minibus", "njkb": "150000000", "owned": "2", "province": "32"})

        assert "Rp2.551.500" in bill.text
        assert "Rp4.378.490" in bill.text
        assert "Perda Jawa Barat 9/2023, Pasal 7" in bill.text


async def test_the_catalogue_and_the_search_lead_to_it(blora: Path, clock: FrozenClock) -> None:
    async with serving(load_site(blora, {}), plugins=PLUGINS, clock=clock) as (_portal, client):
        assert "Pajak kendaraan" in (await client.get("/layanan")).text
        sheet = await client.get("/layanan/vehicle_tax.tax")
        assert led(sheet, "start") == "/pajak-kendaraan"
        assert "/layanan/vehicle_tax.tax" in (await client.get("/cari", params={"q": "pajak motor"})).text
