"""Looking up a bill: by whoever holds the registration, in two pages; nothing is told to anybody else, and nothing is kept of what was asked."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.vehicle_tax.models import VehicleRow

from .conftest import PLUGINS, portal_on
from .garage import PLAIN, fill_table
from .test_calculator import rows

pytestmark = pytest.mark.anyio
REGISTRIES = Path(__file__).parent / "registries"
PATIENT = "[plugins.vehicle_tax]\nchecks_per_hour = 600\n"


async def look_up(client: Client, plate: str = "K 3421 NE", chassis: str = "12345") -> httpx2.Response:
    return await client.fill(await client.get("/pajak-kendaraan/cek"), holding="chassis", plate=plate, chassis=chassis)


async def bill(client: Client, plate: str = "K 3421 NE", chassis: str = "12345") -> httpx2.Response:
    return await client.follow(await look_up(client, plate, chassis))


def without_token(page: httpx2.Response) -> str:
    return re.sub(r'name="csrf" value="[^"]*"', "", page.text)


@pytest.mark.parametrize("plate", ["K 3421 NE", "k3421ne", "k-3421-ne", " K  3421  NE ", "Ｋ 3421 ＮＥ", "K.3421.NE"])
async def test_a_plate_is_read_however_it_is_typed(client: Client, plate: str) -> None:
    assert (await look_up(client, plate)).status_code == 303


@pytest.mark.parametrize("chassis", ["12345", "MH1KF4117NK012345", "mh1 kf4117 nk0 12345", "1-2-3-4-5"])
async def test_the_whole_chassis_number_does_as_well_as_its_end(client: Client, chassis: str) -> None:
    assert (await look_up(client, chassis=chassis)).status_code == 303


async def test_the_bill_says_vehicle_due_day_every_line_and_whose_figures_these_are(client: Client) -> None:
    page = await bill(client)

    assert page.status_code == 200
    assert rows(page) == {
        "Pajak (PKB)": "Rp189.000", "Opsen PKB": "Rp124.740", "SWDKLLJ": "Rp35.000", "Bunga keterlambatan": "Rp0", "Jumlah": "Rp348.740",
    }  # fmt: skip
    for words in ("K 3421 NE", "Honda Vario 125, 2022", "Jumat, 18 Desember 2026", "24 hari lagi", "per 20 November 2026", "Tabel kendaraan"):
        assert words in page.text
    assert "Angka ini sudah lama" not in page.text
    assert "Data percobaan" not in page.text


async def test_a_late_vehicle_pays_interest_on_pkb_and_opsen(client: Client) -> None:
    page = await bill(client, "K 1234 EN", "AB12C")

    assert rows(page)["Bunga keterlambatan"] == "Rp18.302"
    assert "1 bulan, 1%" in page.text
    assert "Terlambat" in page.text
    assert "Denda SWDKLLJ terlambat<small>25% dari sumbangan, paling banyak Rp100.000</small></th><td>Rp35.000</td>" in page.text
    assert "<dt>Denda SWDKLLJ terlambat</dt><dd>Jasa Raharja; jenjang denda belum dicocokkan" in page.text


async def test_a_site_without_figures_of_the_fine_says_that_samsat_adds_it(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", files={"vehicle_tax/swdkllj_late.csv": "from_day,percent,most,basis\n"}) as (portal, client):
        await fill_table(portal)

        page = await bill(client, "K 1234 EN", "AB12C")

        assert "Denda SWDKLLJ" not in page.text
        assert "denda Jasa Raharja" in page.text


async def test_a_vehicle_more_than_a_year_late_is_told_that_this_is_not_all(client: Client) -> None:
    assert "menunggak lebih dari satu tahun" in (await bill(client, "K 22 YE", "22222")).text


async def test_a_five_year_renewal_adds_stnk_and_plates_and_says_where_it_is_done(client: Client) -> None:
    page = await bill(client, "K 7 Y", "00007")

    assert (rows(page)["STNK baru"], rows(page)["Pelat baru (TNKB)"], rows(page)["Jumlah"]) == ("Rp100.000", "Rp60.000", "Rp508.740")
    assert "dengan cek fisik kendaraan" in page.text


async def test_old_figures_are_shown_with_a_warning(client: Client, clock: FrozenClock) -> None:
    clock.move(timedelta(days=46))

    page = await bill(client)

    assert "Angka ini sudah lama" in page.text


async def test_from_home_to_the_bill_it_takes_four_pages_at_most(client: Client) -> None:
    pages = [await client.get("/"), await client.get("/pajak-kendaraan"), await client.get("/pajak-kendaraan/cek")]
    assert 'href="/pajak-kendaraan"' in pages[0].text
    assert 'href="/pajak-kendaraan/cek"' in pages[1].text

    pages.append(await bill(client))

    assert "Rp348.740" in pages[-1].text
    assert len(pages) == 4


# ---------------------------------------------------------------- what nobody learns


async def test_row_09_a_known_plate_with_a_wrong_end_is_answered_as_one_that_nobody_knows(portal: Portal, client: Client) -> None:
    known = await look_up(client, chassis="99999")
    await VehicleRow.all().delete()
    await fill_table(portal, [{**PLAIN, "plate": "K 1 A"}])

    unknown = await look_up(client, chassis="99999")

    assert known.status_code == unknown.status_code == 422
    assert "Tidak ada kendaraan dengan nomor polisi dan lima karakter ini" in known.text
    assert without_token(known) == without_token(unknown)
    assert _headers(known) == _headers(unknown)


def _headers(page: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in page.headers.items() if name not in ("date", "x-request-id", "set-cookie", "content-security-policy")}


async def test_both_ask_the_database_the_same(portal: Portal, client: Client) -> None:
    known, unknown = await _asked(portal, client, "K 3421 NE"), await _asked(portal, client, "K 9999 NE")

    assert known == unknown
    assert sum("vehicle_tax_vehicle" in one for one in known) <= 3


async def _asked(portal: Portal, client: Client, plate: str) -> list[str]:
    """Statements of a look-up with a wrong end, without their values."""
    page = await client.get("/pajak-kendaraan/cek")
    statements: list[str] = []
    connection: Any = portal.database.client._connection  # type: ignore[attr-defined]
    await connection.set_trace_callback(statements.append)
    try:
        await client.fill(page, holding="chassis", plate=plate, chassis="99999")
    finally:
        await connection.set_trace_callback(None)
    return [re.sub(r"'[^']*'|\d+\.\d+", "?", one) for one in statements]


async def test_both_take_the_same_time(tmp_path: Path) -> None:
    """The quickest of many, one and the other in turn: a second question for known plates would show, a busy machine does not."""
    async with portal_on(tmp_path / "site", toml=PATIENT) as (portal, client):
        await fill_table(portal, [{**PLAIN, "plate": f"K {n} A"} for n in range(1, 61)])
        page = await client.get("/pajak-kendaraan/cek")
        took: dict[str, list[float]] = {"A": [], "B": []}

        for n in range(1, 61):
            for series in ("A", "B"):
                began = time.perf_counter()
                answer = await client.fill(page, holding="chassis", plate=f"K {n} {series}", chassis="99999")
                took[series].append(time.perf_counter() - began)
                assert answer.status_code == 422

    known, unknown = min(took["A"]), min(took["B"])
    assert 0.7 < known / unknown < 1.4


async def test_the_answers_are_kept_by_no_cache_and_told_to_no_other_server(client: Client) -> None:
    led, page, wrong = await look_up(client), await bill(client), await look_up(client, chassis="99999")

    for one in (led, page, wrong):
        assert one.headers["cache-control"] == "no-store"
        assert one.headers["referrer-policy"] == "no-referrer"
        assert one.headers["x-robots-tag"] == "noindex"


async def test_neither_plate_nor_chassis_number_stands_in_an_address_of_the_bill_or_in_the_database(portal: Portal, client: Client) -> None:
    led = await look_up(client)
    await client.follow(led)
    assert "3421" not in led.headers["location"]
    assert portal.site.database_file is not None

    raw = b"".join(file.read_bytes() for file in portal.site.database_file.parent.glob(f"{portal.site.database_file.name}*"))

    for secret in (b"3421", b"K 3421 NE", b"NK012345", b"MH1KF"):
        assert secret not in raw, secret


async def test_the_page_says_neither_owner_nor_whole_chassis_number(client: Client) -> None:
    page = await bill(client, chassis="MH1KF4117NK012345")

    assert "MH1KF" not in page.text
    assert "012345" not in page.text


async def test_an_address_of_a_bill_is_over_after_two_hours(client: Client, clock: FrozenClock) -> None:
    led = (await look_up(client)).headers["location"]
    clock.move(timedelta(hours=1, minutes=59))
    assert (await client.get(led)).status_code == 200

    clock.move(timedelta(minutes=2))

    assert (await client.get(led)).headers["location"] == "/pajak-kendaraan/cek"


@pytest.mark.parametrize("link", ["x", "p1.k1.xxxx", "p1.k1." + "A" * 80, "p1.k9." + "A" * 80])
async def test_an_address_that_was_never_given_leads_back_to_the_question(client: Client, link: str) -> None:
    assert (await client.get(f"/pajak-kendaraan/tagihan/{link}")).headers["location"] == "/pajak-kendaraan/cek"


# ---------------------------------------------------------------- limits


async def test_a_plate_is_asked_for_ten_times_an_hour_known_or_not(client: Client) -> None:
    for plate in ("K 3421 NE", "K 9999 XX"):
        answers = [(await look_up(client, plate, f"{n:05}")).status_code for n in range(11)]
        assert answers == [422] * 10 + [429]


async def test_an_address_looks_up_only_so_many_and_is_told_when_to_come_back(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", toml="[plugins.vehicle_tax]\nchecks_per_hour = 5\n") as (portal, client):
        await fill_table(portal)
        for n in range(5):
            assert (await look_up(client, f"K {n + 1} A")).status_code == 422

        refused = await look_up(client)

        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 3000
        assert "Terlalu banyak kendaraan dicari" in refused.text


@pytest.mark.parametrize(
    ("plate", "chassis", "said"),
    [
        ("", "12345", "Periksa nomor polisi"),
        ("1234 KE", "12345", "Periksa nomor polisi"),
        ("K 0123 E", "12345", "Periksa nomor polisi"),
        ("K 3421 NE", "", "Periksa akhir nomor rangka"),
        ("K 3421 NE", "1234", "Periksa akhir nomor rangka"),
        ("K 3421 NE", "12 34!", "Periksa akhir nomor rangka"),
        ("K" * 5000, "1" * 5000, "Periksa nomor polisi"),
    ],
)
async def test_what_cannot_be_read_is_said_beside_the_field_and_counts_for_nothing(client: Client, plate: str, chassis: str, said: str) -> None:
    page = await look_up(client, plate, chassis)

    assert page.status_code == 422
    assert said in page.text
    assert 'id="galat"' in page.text


# ---------------------------------------------------------------- registries


async def test_a_connected_registry_is_asked_before_the_table_and_named(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", plugins=(*PLUGINS, "register"), folders=[REGISTRIES]) as (portal, client):
        page = await bill(client, "K 9999 EN", "99999")

        assert "Register of the test" in page.text
        assert "Toyota Vios, 2019" in page.text
        assert "66% dari PKB, untuk kabupaten asal kendaraan" in page.text
        assert (await look_up(client)).status_code == 422
        await fill_table(portal)
        assert "Tabel kendaraan" in (await bill(client)).text


async def test_a_bill_that_the_registry_reckoned_is_shown_as_it_gave_it(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", plugins=(*PLUGINS, "register"), folders=[REGISTRIES], files={"bill": ""}) as (_portal, client):
        page = await bill(client, "K 9999 EN", "99999")

        assert rows(page) == {"Pajak (PKB)": "Rp500.000", "Opsen PKB": "Rp330.000", "SWDKLLJ": "Rp143.000", "Jumlah": "Rp973.000"}


async def test_a_registry_that_is_down_is_said_to_be_and_the_table_still_answers(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", plugins=(*PLUGINS, "register"), folders=[REGISTRIES], files={"down": ""}) as (portal, client):
        await fill_table(portal)

        assert (await bill(client)).status_code == 200
        unknown = await look_up(client, "K 9999 EN", "99999")

        assert unknown.status_code == 422
        assert "sedang tidak dapat dihubungi" in unknown.text


async def test_a_vehicle_whose_province_has_no_figures_is_shown_without_a_sum(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site") as (portal, client):
        await fill_table(portal, [{**PLAIN, "province": "31", "due": date(2024, 12, 1)}])

        page = await bill(client)

        assert page.status_code == 200
        assert "Portal belum memiliki tarif" in page.text
        assert "<table" not in page.text


@pytest.mark.parametrize(
    ("days", "said"), [(0, "24 hari lagi."), (23, "1 hari lagi."), (24, "Hari ini."), (25, "1 hari yang lalu."), (26, "2 hari yang lalu.")]
)
async def test_how_far_the_due_day_is_stands_in_words(client: Client, clock: FrozenClock, days: int, said: str) -> None:
    clock.move(timedelta(days=days))

    assert said in (await bill(client)).text
