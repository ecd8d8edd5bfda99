"""The calculator: every line with its source, without an account, and what is wrong with what was typed."""

from __future__ import annotations

import re
from pathlib import Path

import httpx2
import pytest

from core.testing.client import Client

from .conftest import portal_on

pytestmark = pytest.mark.anyio
GIVEN = {"kind": "minibus", "njkb": "Rp 100.000.000", "owned": "1", "province": "33"}


async def reckoned(client: Client, **changed: str) -> httpx2.Response:
    return await client.get("/pajak-kendaraan/hitung", params={**GIVEN, **changed})


def rows(page: httpx2.Response) -> dict[str, str]:
    """The table of the bill: title and amount."""
    found = re.findall(r'<tr><th scope="row">(.*?)(?:<small>.*?</small>)?</th><td>(.*?)</td></tr>', page.text)
    return dict(found)


async def test_the_page_is_there_where_nothing_is_connected_and_offers_no_look_up(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site") as (_portal, client):
        page = await client.get("/pajak-kendaraan")

        assert page.status_code == 200
        assert "Hitung pajak" in page.text
        assert "Cek tagihan" not in page.text
        assert (await client.get("/pajak-kendaraan/cek")).headers["location"] == "/pajak-kendaraan"
        assert "Samsat" in page.text
        assert "New Sakpole" in page.text
        assert "Yang perlu dibawa" in page.text


async def test_the_look_up_is_offered_as_soon_as_a_table_is_there(client: Client) -> None:
    assert 'href="/pajak-kendaraan/cek"' in (await client.get("/pajak-kendaraan")).text


async def test_the_form_leads_to_the_bill_without_javascript(client: Client) -> None:
    page = await client.get("/pajak-kendaraan")
    assert '<form class="stack-lg" method="get" action="/pajak-kendaraan/hitung"' in page.text

    bill = await reckoned(client)

    assert rows(bill) == {"Pajak (PKB)": "Rp1.102.500", "Opsen PKB": "Rp727.650", "SWDKLLJ": "Rp143.000", "Jumlah": "Rp1.973.150"}
    for words in ("1,05% × Rp100.000.000, bobot 1,05", "66% dari PKB, untuk Kabupaten Uji", "golongan DP"):
        assert words in bill.text
    for source in ("Perda Jawa Tengah 12/2023, Pasal 8", "Permendagri 82/2022", "UU 1/2022", "PMK 16/PMK.010/2017"):
        assert source in bill.text
    assert "24 November 2026" in bill.text


async def test_the_second_vehicle_the_neighbour_and_the_renewal_change_the_bill(client: Client) -> None:
    second = await reckoned(client, owned="2")
    jabar = await reckoned(client, province="32")
    renewed = await reckoned(client, renewal="yes")

    assert rows(second)["Pajak (PKB)"] == "Rp1.470.000"
    assert rows(jabar)["Pajak (PKB)"] == "Rp1.176.000"
    assert "untuk kabupaten asal kendaraan" in jabar.text
    assert "Sambara" in jabar.text
    assert (rows(renewed)["STNK baru"], rows(renewed)["Pelat baru (TNKB)"]) == ("Rp200.000", "Rp100.000")
    assert "PP 76/2020" in renewed.text


async def test_a_transfer_of_ownership_stands_in_the_bill_line_by_line(client: Client) -> None:
    new = await reckoned(client, transfer="first")
    used = await reckoned(client, transfer="later")

    assert rows(new) | {"Bea balik nama (BBNKB)": "Rp10.000.000", "Opsen BBNKB": "Rp6.600.000", "BPKB baru": "Rp375.000"} == rows(new)
    assert rows(used)["Bea balik nama (BBNKB)"] == "Rp0"
    assert "Kendaraan bekas bebas BBNKB" in used.text
    assert "Untuk pemilik baru" in used.text
    assert "Opsen BBNKB" not in used.text
    assert "<dt>Bea balik nama (BBNKB)</dt><dd>Perda Jawa Tengah 12/2023, menurut berita tentang rancangannya</dd>" in new.text
    assert "<dt>Bea balik nama (BBNKB)</dt><dd>UU 1/2022</dd>" in used.text


async def test_where_no_figure_of_a_transfer_is_known_the_page_says_so_and_what_was_typed_stays(client: Client) -> None:
    page = await reckoned(client, province="32", transfer="first")

    assert page.status_code == 422
    assert "Portal tidak punya tarif untuk balik nama ini" in page.text
    assert 'value="Rp 100.000.000"' in page.text


async def test_a_motorcycle_that_the_province_does_not_count_pays_as_the_first_and_the_page_says_so(client: Client) -> None:
    page = await reckoned(client, kind="motorcycle", njkb="18000000", owned="3")

    assert rows(page)["Pajak (PKB)"] == "Rp189.000"
    assert "Jawa Tengah tidak menghitung jumlah kendaraan jenis ini" in page.text
    assert "tidak menghitung" not in (await reckoned(client, kind="motorcycle", owned="1")).text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("njkb", "", "Tulis nilai jual"),
        ("njkb", "0", "Tulis nilai jual"),
        ("njkb", "-5", "Tulis nilai jual"),
        ("njkb", "seratus juta", "Tulis nilai jual"),
        ("njkb", "9" * 40, "Tulis nilai jual"),
        ("kind", "", "Pilih jenis kendaraan"),
        ("kind", "'; DROP TABLE", "Pilih jenis kendaraan"),
        ("owned", "6", "Pilih kendaraan ke berapa"),
        ("owned", "x", "Pilih kendaraan ke berapa"),
        ("province", "99", "Pilih provinsi"),
        ("transfer", "x", "Pilih apakah pemiliknya berganti"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(client: Client, name: str, value: str, said: str) -> None:
    page = await reckoned(client, **{name: value})

    assert page.status_code == 422
    assert 'id="galat"' in page.text
    assert said in page.text
    assert "<title>Kesalahan:" in page.text
    if name != "njkb":
        assert 'value="Rp 100.000.000"' in page.text


async def test_whoever_comes_back_from_a_bill_finds_what_they_had_filled_in(client: Client) -> None:
    bill = await reckoned(client)
    back = re.search(r'id="back" href="([^"]+)"', bill.text)
    assert back

    page = await client.get(back[1].replace("&amp;", "&"))

    assert 'value="Rp 100.000.000"' in page.text
    assert '<option value="minibus" selected>' in page.text


async def test_markup_in_the_address_is_shown_as_text(client: Client) -> None:
    page = await reckoned(client, njkb='"><script>alert(1)</script>')

    assert "<script>alert" not in page.text


async def test_a_relief_programme_stands_in_the_bill_with_its_source(tmp_path: Path) -> None:
    relief = "id,province,name_id,name_en,of,percent,from,until,basis\nhut,33,Keringanan HUT,Jubilee relief,pkb,10,2026-11-01,2026-12-31,Kepgub 1/2026\n"
    async with portal_on(tmp_path / "site", files={"vehicle_tax/relief.csv": relief}) as (_portal, client):
        page = await reckoned(client)

        assert rows(page)["Keringanan HUT"] == "-Rp110.250"
        assert rows(page)["Jumlah"] == "Rp1.862.900"
        assert "Kepgub 1/2026" in page.text


async def test_in_english_the_words_and_numbers_are_english(client: Client) -> None:
    page = await client.get("/pajak-kendaraan/hitung", params=GIVEN, headers={"Accept-Language": "en"})

    assert "1.05% of Rp100.000.000, weight 1.05" in page.text
    assert "Estimate of the tax" in page.text
