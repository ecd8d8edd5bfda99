"""Facilities, their services and hours, free beds: imported, found, shown with their age."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from core.commands.main import main
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock, make_site
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.health.checks import known_facilities
from plugins.health.hours import hours_on, parse_days, parse_hours, parse_moment
from plugins.health.models import Bed, Facility, HealthService
from tests.benchmarks.costs import asked

from .conftest import BEDS, FACILITIES, SERVICES, write

pytestmark = pytest.mark.anyio
FILE = """Kode;Nama;Jenis;Kecamatan;Senin-Kamis;Jumat;IGD
PKM-9;Puskesmas Sembilan;Puskesmas;Jepon;07.30-14.00;07.30-11.00;ya
RS-9;RS Sembilan;Rumah sakit;Blora;24 jam;24 jam;ya
"""


async def names(client: Client, query: str = "") -> list[str]:
    return re.findall(r'id="faskes-[\w-]+" href="[^"]+">([^<]+)<', (await client.get(f"/kesehatan{query}")).text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Senin-Kamis, Sabtu", (0, 1, 2, 3, 5)),
        ("senin s/d jum'at", (0, 1, 2, 3, 4)),
        ("Selasa dan Kamis", (1, 3)),
        ("Sabtu-Senin", (0, 5, 6)),
        ("setiap hari", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, found: tuple[int, ...]) -> None:
    assert parse_days(text) == found


@pytest.mark.parametrize("text", ["", "Senen", "Senin-Selasa-Rabu", "-", "libur"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_days(text)


def test_hours_have_an_end_after_their_beginning() -> None:
    found = parse_hours("07.30 - 14:00")

    assert found is not None
    assert (found.opens, found.closes, str(found)) == (time(7, 30), time(14), "07.30–14.00")
    assert [found.covers(moment) for moment in (time(7, 29), time(7, 30), time(13, 59), time(14))] == [False, True, True, False]
    assert parse_hours("") is None
    assert str(parse_hours("24 Jam")) == "24 jam"
    assert str(parse_hours("18.00-24.00")) == "18.00–24.00"
    for wrong in ("14.00-07.30", "07.30", "25.00-26.00", "pagi"):
        with pytest.raises(ValueError):
            parse_hours(wrong)


def test_on_a_public_holiday_only_who_never_closes_is_open() -> None:
    monday, sunday = date(2026, 11, 23), date(2026, 11, 29)

    assert hours_on(("07.30-14.00", "", "", ""), monday, day_off=False) is not None
    assert hours_on(("07.30-14.00", "", "", ""), monday, day_off=True) is None
    assert hours_on(("24 jam", "", "", ""), monday, day_off=True) is not None
    assert hours_on(("07.30-14.00", "", "", ""), sunday, day_off=False) is None


def test_the_time_of_figures_is_read_in_both_orders() -> None:
    assert parse_moment("2026-11-24 08.30", UTC) == parse_moment("24/11/2026 8:30:15", UTC) == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    for wrong in ("2026-13-01 08.30", "kemarin", "2026-11-24"):
        with pytest.raises(ValueError):
            parse_moment(wrong, UTC)


async def test_the_list_says_who_is_open_now(filled: Portal, client: Client, clock: FrozenClock) -> None:
    assert await names(client) == ["Puskesmas Dua", "Puskesmas Satu", "RSUD Uji"]
    assert (await client.get("/kesehatan")).text.count("Buka sekarang, 07.30–14.00") == 2

    clock.stand(datetime(2026, 11, 24, 0, 0, tzinfo=UTC))
    assert "Buka pukul 07.30" in (await client.get("/kesehatan")).text
    clock.stand(datetime(2026, 12, 25, 3, 0, tzinfo=UTC))
    text = (await client.get("/kesehatan")).text
    assert text.count("Hari ini tutup") == 2
    assert "Buka sekarang, 24 jam" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?jenis=hospital", ["RSUD Uji"]),
        ("?kecamatan=33.16.08", ["Puskesmas Satu"]),
        ("?q=gigi", ["Puskesmas Satu"]),
        ("?q=satu", ["Puskesmas Satu"]),
        ("?q=igd", ["RSUD Uji"]),
        ("?q=tidakada", []),
        ("?jenis=' OR 1=1&kecamatan=99&sesudah=x", ["Puskesmas Dua", "Puskesmas Satu", "RSUD Uji"]),
    ],
)
async def test_it_is_narrowed_by_words_kind_and_place(filled: Portal, client: Client, query: str, found: list[str]) -> None:
    assert await names(client, query) == found


async def test_pages_follow_one_another_in_the_order_of_names(portal: Portal, client: Client) -> None:
    await write(portal, "facilities", *({**FACILITIES[0], "code": f"P{n}", "name": f"Puskesmas {'Sama' if n < 6 else 'Zat'}"} for n in range(9)))
    seen, query = [], ""
    for _page in range(4):
        page = (await client.get(f"/kesehatan{query}")).text
        seen += re.findall(r'id="faskes-([\w-]+)"', page)
        following = re.search(r'rel="next" href="/kesehatan([^"]+)"', page)
        if following is None:
            break
        query = following[1].replace("&amp;", "&")

    assert seen == [f"P{n}" for n in range(9)]


async def test_a_facility_tells_hours_services_and_beds(filled: Portal, client: Client) -> None:
    page = (await client.get("/kesehatan/fasilitas/PKM-1")).text

    for words in ("Puskesmas Satu", "Jl. Satu, Jepon", "07.30–11.00 WIB", "Poli Gigi", "Selasa, Kamis", "Menerima BPJS", "(0296) 111"):
        assert words in page, words
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0])
    assert (data["@type"], data["telephone"]) == ("MedicalClinic", "(0296) 111")
    assert "Melati" in (await client.get("/kesehatan/fasilitas/RS-1")).text
    assert (await client.get("/kesehatan/fasilitas/TIDAK")).status_code == 404


async def test_no_bed_is_shown_without_its_age_and_source_and_old_figures_warn(filled: Portal, client: Client, clock: FrozenClock) -> None:
    page = (await client.get("/kesehatan/tempat-tidur")).text

    assert "3 kosong dari 10" in page
    assert "42 menit lalu, Aplicares" in page
    assert "4 hari lalu" in page
    assert "Angka yang lama mungkin keliru" in page

    await Bed.filter(code="RS-1-I").delete()
    assert "Angka yang lama mungkin keliru" not in (await client.get("/kesehatan/tempat-tidur")).text
    clock.move(timedelta(hours=13))
    assert "Angka yang lama mungkin keliru" in (await client.get("/kesehatan/tempat-tidur")).text
    clock.move(timedelta(days=14))
    page = (await client.get("/kesehatan/tempat-tidur")).text
    assert "3 kosong dari 10" not in page
    assert "Belum ada angka" in page
    assert "3 kosong dari 10" not in (await client.get("/kesehatan/fasilitas/RS-1")).text


async def test_an_officer_of_the_hospital_says_how_many_are_free_and_nobody_else(filled: Portal, client: Client, clock: FrozenClock) -> None:
    await client.sign_in("lain", kind="officer", permissions=["health.beds"], agencies=["dinkes"])
    assert (await client.get("/kesehatan/loket/tempat-tidur/RS-1")).status_code == 403

    clock.move(timedelta(hours=2))
    await client.sign_in("rina", kind="officer", permissions=["health.beds"], agencies=["rs-uji"], name="Rina")
    page = await client.get("/kesehatan/loket/tempat-tidur/RS-1")
    refused = await client.fill(page, holding="bed_0", bed_0="11", bed_1="2")
    assert refused.status_code == 422
    assert "0 sampai 4" in refused.text
    assert (await Bed.get(code="RS-1-M")).free == 3

    assert (await client.fill(page, holding="bed_0", bed_0="1", bed_1="7")).status_code == 303
    assert {bed.code: bed.free for bed in await Bed.all()} == {"RS-1-M": 7, "RS-1-I": 1}
    shown = (await client.get("/kesehatan/tempat-tidur")).text
    assert "baru saja, RSUD Uji" in shown
    assert "Angka yang lama mungkin keliru" not in shown
    assert (await client.get("/kesehatan/loket/tempat-tidur/PKM-1")).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_pages_cost_few_statements(filled: Portal, client: Client) -> None:
    for path in (
        "/kesehatan",
        "/kesehatan?kecamatan=33.16.08",
        "/kesehatan?q=gigi",
        "/kesehatan/fasilitas/PKM-1",
        "/kesehatan/tempat-tidur",
        "/kesehatan/posyandu",
    ):
        found = await asked(filled, client, path)
        assert len(found.statements) <= 3, (path, found.statements)


async def test_search_finds_facilities_and_services_by_the_words_that_people_use(filled: Portal, client: Client) -> None:
    assert "Puskesmas Satu" in (await client.get("/cari", params={"q": "gigi"})).text
    assert "Posyandu Melati" in (await client.get("/cari", params={"q": "posyandu bacem"})).text
    assert "Tempat tidur kosong" in (await client.get("/cari", params={"q": "kamar rumah sakit"})).text


async def test_a_service_of_no_facility_is_named_to_the_operator(filled: Portal) -> None:
    context = context_of(filled, "health")
    assert (await known_facilities(context)).state == "ok"

    await write(filled, "services", {**SERVICES[0], "code": "X", "facility": "PKM-99"})

    found = await known_facilities(context)
    assert found.state == "degraded"
    assert "PKM-99" in found.sentence


def test_tables_are_imported_by_the_command_and_a_bad_row_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(tmp_path / "site", toml='[plugins]\nenabled = ["cases", "health"]\n', files={"regions.csv": REGIONS})
    good, bad, beds = tmp_path / "good.csv", tmp_path / "bad.csv", tmp_path / "beds.csv"
    good.write_text(FILE, encoding="utf-8")
    bad.write_text(FILE.replace("07.30-14.00", "14.00-07.30"), encoding="utf-8")
    beds.write_text(
        "koderuang,kode rs,ruang,kelas,kapasitas,tersedia,waktu data\nA,RS-9,Melati,1,10,3,2026-11-24 08.30\nB,RS-9,Mawar,2,2,3,kemarin\n", encoding="utf-8"
    )
    begin = ["--site", str(site.folder), "import"]

    assert main([*begin, "health.facilities", str(bad)]) == 1
    said = capsys.readouterr()
    assert "14.00-07.30" in said.out + said.err
    assert main([*begin, "health.facilities", str(good), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 2
    assert main([*begin, "health.facilities", str(good), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 2
    assert main([*begin, "health.beds", str(beds)]) == 1
    said = capsys.readouterr()
    assert "row 3" in said.out + said.err
    assert "more free beds than beds" in said.out + said.err


async def test_a_newer_table_takes_the_place_of_the_old(filled: Portal) -> None:
    await write(filled, "facilities", {**FACILITIES[0], "name": "Puskesmas Satu Baru", "friday": None})
    await write(filled, "beds", {**BEDS[0], "free": 5, "told": "2026-11-24 09.00"})

    one = await Facility.get(code="PKM-1")
    assert (one.name, one.friday) == ("Puskesmas Satu Baru", "")
    assert (await Bed.get(code="RS-1-M")).free == 5
    assert await HealthService.all().count() == 2
