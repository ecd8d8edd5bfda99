"""Vacancies: found, narrowed, read by people and by programs, entered, imported, closed, forgotten."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest

from core import Subject
from core.commands.main import main
from core.fields import Refusal
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock, make_site
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.jobs import demo, personal
from plugins.jobs.entering import check_vacancy
from plugins.jobs.managing import expire
from plugins.jobs.models import Vacancy
from tests.benchmarks.costs import asked

from .conftest import PLAIN, fill

pytestmark = pytest.mark.anyio
FILE = """Nomor;Jabatan;Perusahaan;Jenis pekerjaan;Kecamatan;Pendidikan;Upah minimal;Upah maksimal;Berlaku sampai;Kontak
K7;Juru las;Bengkel Maju;Harian;Jepon;SMA/SMK;Rp 120.000;;31-12-2026;Datang ke bengkel
K8;Sopir;CV Lancar;kontrak;Jepon;sma;2.500.000;3000000;2026-12-31;Surat lamaran
"""


async def titles(client: Client, query: str = "") -> list[str]:
    text = (await client.get(f"/lowongan{query}")).text
    return re.findall(r'id="lowongan-\w+" href="[^"]+">([^<]+)<', text)


async def path_of(number: str) -> str:
    return f"/lowongan/{(await Vacancy.get(number=number)).code}"


async def test_the_list_has_what_is_open_the_newest_first_and_says_how_many(filled: Portal, client: Client) -> None:
    page = await client.get("/lowongan")

    assert "Diperiksa Disnaker. Melamar tidak dipungut biaya." in page.text
    assert "5 lowongan, yang terbaru di atas" in page.text
    assert "Sudah lewat" not in page.text
    assert "Rp2,3–2,9 juta" in page.text
    following = re.search(r'rel="next" href="([^"]+)"', page.text)
    assert following is not None
    rest = following[1].replace("&amp;", "&").removeprefix("/lowongan")
    assert len({*await titles(client), *await titles(client, rest)}) == 5
    assert "Ditutup 3 hari lagi" in page.text + (await client.get(f"/lowongan{rest}")).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?pendidikan=d3", {"Perawat rawat inap (2 orang)"}),
        ("?difabel=ya", {"Kasir"}),
        ("?jenis=permanent", {"Perawat rawat inap (2 orang)"}),
        ("?q=ukir", {"Operator mesin ukir kayu"}),
        ("?q=mengukir+kayu", {"Operator mesin ukir kayu"}),
        ("?q=klinik", {"Perawat rawat inap (2 orang)"}),
        ("?q=lewat", set()),
        ("?kecamatan=33.16.08&pendidikan=s1", {"Pengajar PAUD"}),
        ("?pendidikan=' OR 1=1&difabel=x&kecamatan=99", {"Penjahit", "Pengajar PAUD", "Kasir", "Perawat rawat inap (2 orang)", "Operator mesin ukir kayu"}),
    ],
)
async def test_it_is_narrowed_by_words_and_by_what_the_address_says(filled: Portal, client: Client, query: str, found: set[str]) -> None:
    seen = set(await titles(client, query))

    assert seen <= found
    assert len(seen) == min(4, len(found))


async def test_a_vacancy_tells_all_that_the_law_wants_and_how_one_applies(filled: Portal, client: Client) -> None:
    page = await client.get(await path_of("K1"))

    for words in (
        "Mebel Jati Lestari",
        "Rp2,3–2,9 juta per bulan",
        "Kontrak",
        "SMA/SMK",
        "Membaca gambar kerja",
        "Kamis, 31 Desember 2026",
        "Datang ke bengkel",
    ):
        assert words in page.text, words
    assert 'href="https://contoh.id/lamar" rel="noreferrer external"' in (await client.get(await path_of("K6"))).text
    assert (await client.get("/lowongan/abcdefgh")).status_code == 404


async def test_programs_read_it_as_a_job_posting(filled: Portal, client: Client) -> None:
    await fill(filled, {**PLAIN, "number": "K9", "title": "</script><script>alert(1)</script>", "description": "a & b"})
    text = (await client.get(await path_of("K9"))).text

    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    posting = json.loads(data)
    assert posting["@type"] == "JobPosting"
    assert posting["title"] == "</script><script>alert(1)</script>"
    assert posting["baseSalary"]["value"] == {"@type": "QuantitativeValue", "minValue": 2_300_000, "maxValue": 2_900_000, "unitText": "MONTH"}
    assert (posting["validThrough"], posting["employmentType"], posting["jobLocation"]["address"]["addressCountry"]) == ("2026-12-31T23:59", "CONTRACTOR", "ID")
    assert "<script>alert" not in text


async def test_the_feed_is_read_by_a_feed_reader(filled: Portal, client: Client) -> None:
    await fill(filled, {**PLAIN, "number": "K9", "title": "A <b> & \x0b letter"})
    answer = await client.get("/lowongan/umpan")

    feed = feedparser.parse(answer.content)
    assert answer.headers["content-type"] == "application/atom+xml"
    assert (feed.bozo, feed.version, feed.feed.title) == (False, "atom10", "Lowongan kerja - Uji Melayani")
    assert len(feed.entries) == 6
    assert any(entry.title.startswith("A ") and "letter" in entry.title for entry in feed.entries)
    assert all(entry.id.startswith("urn:uuid:") and entry.link.startswith("http") for entry in feed.entries)


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_the_list_costs_three_statements_at_most(filled: Portal, client: Client) -> None:
    filled.pages.most = 0
    for query in ("", "?q=ukir", "?pendidikan=sma&kecamatan=33.16.08"):
        found = await asked(filled, client, f"/lowongan{query}")
        assert len(found.statements) <= 3, found.statements


async def test_search_finds_vacancies_by_the_words_that_people_use(filled: Portal, client: Client) -> None:
    text = (await client.get("/cari", params={"q": "loker kasir"})).text

    assert "Kasir" in text
    assert "Toko Mustika" in text
    assert "Lowongan kerja" in (await client.get("/cari", params={"q": "loker"})).text


async def test_an_officer_enters_a_vacancy_and_closes_it_as_filled(portal: Portal, client: Client) -> None:
    assert (await client.get("/lowongan/kelola")).status_code in (303, 403)
    await client.sign_in("ratna", kind="officer", permissions=["jobs.manage"], agencies=["disnaker"], name="Ratna")
    page = await client.get("/lowongan/kelola/baru")
    page = await client.follow(
        await client.fill(page, holding="_draf", title="Tukang kayu", employer="Pak Karto", kind="daily", openings="3", district="33.16.08")
    )
    page = await client.follow(await client.fill(page, holding="_draf", education="any"))
    page = await client.follow(await client.fill(page, holding="_draf", wage_least="150.000", wage_per="day", until="2026-12-31", contact="Datang langsung"))
    sent = await client.fill(page, holding="_key")

    assert sent.status_code == 303
    (one,) = await Vacancy.all()
    assert (one.title, one.openings, one.wage_per, one.state) == ("Tukang kayu", 3, "day", "open")
    assert await titles(client) == ["Tukang kayu (3 orang)"]

    listed = await client.get("/lowongan/kelola")
    for _click in range(2):
        assert (await client.fill(listed, holding="deed", button=("deed", "fill"))).status_code == 303
    assert (await Vacancy.get(id=one.id)).state == "filled"
    assert await titles(client) == []
    closed = await client.get(f"/lowongan/{one.code}")
    assert "Lowongan ini sudah terisi." in closed.text
    assert "ld+json" not in closed.text
    assert "noindex" in closed.text
    assert "1" in (await client.get("/lowongan/statistik")).text
    assert (await client.fill(await client.get("/lowongan/kelola"), holding="deed", button=("deed", "reopen"))).status_code == 303
    assert await titles(client) == ["Tukang kayu (3 orang)"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"wage_most": 1}, "highest wage"),
        ({"wage_least": None}, "lowest wage too"),
        ({"age_least": 30, "age_most": 20}, "oldest age"),
        ({"contact": ""}, "how one applies"),
    ],
)
def test_what_no_single_value_shows_is_refused(changed: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        check_vacancy({**PLAIN, **changed})


async def test_a_form_that_contradicts_itself_loses_nothing(portal: Portal, client: Client) -> None:
    await client.sign_in("ratna", kind="officer", permissions=["jobs.manage"], agencies=["disnaker"])
    page = await client.get("/lowongan/kelola/baru")
    page = await client.follow(await client.fill(page, holding="_draf", title="Tukang kayu", employer="Pak Karto", kind="daily"))
    page = await client.follow(await client.fill(page, holding="_draf", education="any"))
    page = await client.fill(page, holding="_draf", wage_least="150.000", wage_most="100.000", until="2026-12-31", contact="Datang langsung")
    page = await client.follow(page) if page.status_code == 303 else page
    sent = page if page.status_code == 422 else await client.fill(page, holding="_key")

    assert sent.status_code == 422
    assert "Upah tertinggi lebih kecil" in sent.text
    assert await Vacancy.all().count() == 0


async def test_a_newer_row_changes_a_vacancy_but_not_what_was_decided_here(filled: Portal, client: Client) -> None:
    await Vacancy.filter(number="K1").update(state="filled")
    before = await path_of("K1")

    await fill(filled, {**PLAIN, "title": "Operator mesin bubut"}, {**PLAIN, "number": "K2", "title": "Perawat IGD"})

    assert (await path_of("K1"), (await Vacancy.get(number="K1")).state) == (before, "filled")
    assert await titles(client, "?q=IGD") == ["Perawat IGD"]
    assert await Vacancy.all().count() == 6


async def test_over_night_what_has_ended_is_closed_and_long_after_its_contact_goes(filled: Portal, client: Client, clock: FrozenClock) -> None:
    clock.move(timedelta(days=5))
    await expire(context_of(filled, "jobs"))

    assert {one.number for one in await Vacancy.filter(state="expired")} == {"K2", "K5"}
    assert "4 lowongan, yang terbaru di atas" in (await client.get("/lowongan")).text

    before = dict.fromkeys((personal.CONTACT, personal.ANSWERS, personal.cards.ANSWERS), clock.now() + timedelta(days=1))
    context = context_of(filled, "jobs")
    none = {"applications to vacancies closed long ago": 0, "answers for job-seeker cards": 0}
    assert await personal.expire(context, before, dry=True) == {"contacts of employers": 2, **none}
    assert await personal.expire(context, before, dry=False) == {"contacts of employers": 2, **none}
    assert await personal.expire(context, before, dry=False) == {"contacts of employers": 0, **none}
    assert (await Vacancy.get(number="K1")).contact == "Datang ke bengkel"


async def test_a_person_named_in_a_vacancy_learns_of_it_and_may_go(portal: Portal) -> None:
    await fill(portal, {**PLAIN, "contact": "Hubungi Bu Tini, 0812-3456-7890"}, {**PLAIN, "number": "K2", "contact": "hrd@contoh.id"})
    context = context_of(portal, "jobs")

    assert [one["title"] for one in (await personal.export(context, Subject(phone="+6281234567890")))["vacancies"]] == ["Operator mesin ukir kayu"]
    assert len((await personal.erase(context, Subject(email="HRD@contoh.id"))).erased) == 1
    assert [one.contact for one in await Vacancy.all().order_by("number")] == ["Hubungi Bu Tini, 0812-3456-7890", ""]


def test_a_table_is_imported_by_the_command_and_a_bad_row_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(tmp_path / "site", toml='[plugins]\nenabled = ["cases", "jobs"]\n', files={"regions.csv": REGIONS})
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(FILE, encoding="utf-8")
    bad.write_text(FILE.replace("2026-12-31", "31-13-2026"), encoding="utf-8")
    begin = ["--site", str(site.folder), "import", "jobs.vacancies"]

    assert main([*begin, str(bad)]) == 1
    said = capsys.readouterr()
    assert "31-13-2026" in said.out + said.err
    assert main([*begin, str(good), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 2


async def test_the_demo_brings_a_dozen_once(portal: Portal, client: Client) -> None:
    for _call in range(2):
        await demo.fill(context_of(portal, "jobs"), 60, lambda more: None)

    assert await Vacancy.all().count() == len(demo.VACANCIES)
    assert "12 lowongan, yang terbaru di atas" in (await client.get("/lowongan")).text
    for one in await Vacancy.all():
        assert "lowongan contoh" in (await client.get(f"/lowongan/{one.code}")).text
