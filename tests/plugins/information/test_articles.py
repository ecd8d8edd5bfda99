"""Announcements and pages: when they are read, where, by whom they are written, and what is left of them."""

from __future__ import annotations

import re
from datetime import timedelta

import feedparser
import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.information.models import PAGE, Article
from tests.benchmarks.costs import asked

from .conftest import tell

pytestmark = pytest.mark.anyio
WRITER = {"kind": "officer", "permissions": ["information.write"], "agencies": ["dpupr"], "name": "Ratna"}
EDITOR = {"kind": "officer", "permissions": ["information.write", "information.edit"], "name": "Wati"}


def titles(text: str) -> list[str]:
    return re.findall(r'id="kabar-\w+" href="[^"]+" hx-ignore>([^<]+)<', text)


async def test_what_is_scheduled_appears_at_its_time_and_what_has_ended_goes(portal: Portal, client: Client, clock: FrozenClock) -> None:
    await tell(portal, "Nanti", start="2026-11-25T08:00", until="2026-11-26T08:00")
    await tell(portal, "Sekarang")
    assert titles((await client.get("/informasi")).text) == ["Sekarang"]

    clock.move(timedelta(days=1))
    portal.pages.most = 0
    page = await client.get("/informasi")
    assert titles(page.text) == ["Nanti", "Sekarang"]
    path = f"/informasi/kabar/{(await Article.get(title='Nanti')).code}"
    assert (await client.get(path)).status_code == 200

    clock.move(timedelta(days=1))
    assert (await client.get(path)).status_code == 404
    assert titles((await client.get("/informasi")).text) == ["Sekarang"]


async def test_the_list_is_narrowed_to_where_somebody_lives(portal: Portal, client: Client) -> None:
    for title, area in (("Semua", ""), ("Jepon", "33.16.08"), ("Bacem", "33.16.08.2002"), ("Blora", "33.16.09")):
        await tell(portal, title, area=area)

    async def of(area: str) -> set[str]:
        return set(titles((await client.get("/informasi", params={"wilayah": area})).text))

    assert await of("") == {"Semua", "Jepon", "Bacem", "Blora"}
    assert await of("33.16.08") == {"Semua", "Jepon", "Bacem"}
    assert await of("33.16.08.2002") == {"Semua", "Jepon", "Bacem"}
    assert await of("33.16.08.1001") == {"Semua", "Jepon"}
    assert await of("33.16.09") == {"Semua", "Blora"}
    assert await of("nowhere' OR 1=1") == {"Semua", "Jepon", "Bacem", "Blora"}


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_the_home_page_shows_what_is_pinned_and_the_newest_and_is_kept(portal: Portal, client: Client, clock: FrozenClock) -> None:
    await tell(portal, "Awas banjir", pinned="2026-11-25")
    clock.move(timedelta(minutes=1))
    await tell(portal, "Kabar biasa")
    await tell(portal, "Hanya Jepon", area="33.16.08")

    home = (await client.get("/")).text
    assert home.count("Awas banjir") == 1
    assert titles(home) == ["Kabar biasa"]
    assert "Hanya Jepon" not in home
    assert 'hx-get="/informasi/wilayah-saya/kabar"' in home
    assert (await asked(portal, client, "/")).statements == []

    await tell(portal, "Baru saja")
    assert "Baru saja" in (await client.get("/")).text

    clock.move(timedelta(days=3))
    portal.pages.most = 0
    assert titles((await client.get("/")).text)[-1] == "Awas banjir"


async def test_who_chooses_a_kecamatan_reads_what_concerns_it_on_the_home_page(portal: Portal, client: Client) -> None:
    await tell(portal, "Hanya Jepon", area="33.16.08")
    assert (await client.get("/informasi/wilayah-saya/kabar")).text == ""
    page = await client.follow(await client.get("/informasi/wilayah-saya"))
    assert "Di mana Anda tinggal?" in page.text

    wrong = await client.fill(page, wilayah="11.11.11")
    assert wrong.status_code == 422
    answer = await client.fill(page, wilayah="33.16.08")

    assert answer.headers["location"] == "/informasi?wilayah=33.16.08"
    piece = await client.get("/informasi/wilayah-saya/kabar")
    assert "Hanya Jepon" in piece.text
    assert "Kecamatan Jepon" in piece.text
    assert piece.headers["cache-control"] == "no-store"
    assert (await client.get("/informasi/wilayah-saya")).headers["location"] == "/informasi?wilayah=33.16.08"
    assert (await client.fill(page, wilayah="")).status_code == 303
    assert (await client.get("/informasi/wilayah-saya/kabar")).text == ""


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_a_page_with_region_news_costs_few_statements(portal: Portal, client: Client) -> None:
    for n in range(6):
        await tell(portal, f"Kabar {n}", area="33.16.08" if n % 2 else "")
    portal.pages.most = 0

    for path in ("/informasi", "/informasi?wilayah=33.16.08", "/informasi?q=kabar", f"/informasi/kabar/{(await Article.all().first()).code}"):  # type: ignore[union-attr]
        assert len((await asked(portal, client, path)).statements) <= 2, path


async def test_the_feed_is_read_by_a_feed_reader(portal: Portal, client: Client) -> None:
    await tell(portal, "A <b> & \x0b huruf", "**Tebal** <script>alert(1)</script>")
    await tell(portal, "Nanti", start="2027-01-01T08:00")

    answer = await client.get("/informasi/umpan")

    feed = feedparser.parse(answer.content)
    assert (feed.bozo, feed.version, len(feed.entries)) == (False, "atom10", 1)
    assert feed.entries[0].id.startswith("urn:uuid:")
    assert feed.entries[0].link.startswith("http")


async def test_the_feed_of_a_place_is_a_feed_of_its_own(portal: Portal, client: Client) -> None:
    await tell(portal, "Kabar Jepon", area="33.16.08")

    ids = {path: feedparser.parse((await client.get(f"/informasi/umpan{path}")).content).feed.id for path in ("", "?wilayah=33.16.08", "?wilayah=nowhere")}

    assert ids["?wilayah=33.16.08"] == f"{ids['']}?wilayah=33.16.08"
    assert ids["?wilayah=nowhere"] == ids[""]


async def test_the_search_finds_what_everybody_may_read(portal: Portal, client: Client) -> None:
    await tell(portal, "Imunisasi campak", "Di posyandu melati.")
    await tell(portal, "Syarat beasiswa", kind=PAGE)
    await tell(portal, "Imunisasi rahasia", start="2027-01-01T08:00")

    text = (await client.get("/cari", params={"q": "posyandu melati"})).text
    assert "Imunisasi campak" in text
    assert "rahasia" not in (await client.get("/cari", params={"q": "imunisasi"})).text
    assert "/informasi/halaman/syarat-beasiswa" in (await client.get("/cari", params={"q": "beasiswa"})).text


async def test_an_officer_drafts_previews_publishes_changes_and_takes_away(portal: Portal, client: Client) -> None:
    assert (await client.get("/informasi/kelola")).status_code == 303
    await client.sign_in("ratna", **WRITER)  # type: ignore[arg-type]
    page = await client.get("/informasi/kelola/baru/pengumuman")
    wrong = await client.fill(page, holding="title", text="Isi yang **panjang**", button=("_do", "draft"))
    assert wrong.status_code == 422
    assert "Isi yang **panjang**" in wrong.text
    assert "Tulis judulnya" in wrong.text

    kept = await client.fill(wrong, holding="title", title="Jalan ditutup", button=("_do", "draft"))
    edit = await client.follow(kept)
    assert "<strong>panjang</strong>" in edit.text
    assert titles((await client.get("/informasi")).text) == []

    await client.fill(edit, holding="title", button=("_do", "publish"))
    path = f"/informasi/kabar/{(await Article.get()).code}"
    assert "<strong>panjang</strong>" in (await client.get(path)).text
    assert titles((await client.get("/informasi")).text) == ["Jalan ditutup"]

    edit = await client.get(kept.headers["location"])
    await client.fill(edit, holding="title", title="Jalan dibuka", button=("_do", "draft"))
    assert titles((await client.get("/informasi")).text) == ["Jalan ditutup"]
    edit = await client.get(kept.headers["location"])
    assert "Jalan dibuka" in edit.text
    await client.fill(edit, holding="_do", button=("_do", "take"))
    assert (await client.get(path)).status_code == 404

    edit = await client.get(kept.headers["location"])
    for words in ("Diterbitkan", "Ditarik", "Draf disimpan"):
        assert words in edit.text, words
    gone = await client.fill(edit, holding="_do", button=("_do", "drop"))
    assert gone.headers["location"] == "/informasi/kelola?jenis=pengumuman"
    assert await Article.all().count() == 0


async def test_two_officers_at_once_lose_nothing(portal: Portal, client: Client) -> None:
    one = await tell(portal, "Lama", agency="dpupr")
    await client.sign_in("ratna", **WRITER)  # type: ignore[arg-type]
    first = await client.get(f"/informasi/kelola/{one.id}")
    assert (await client.fill(first, holding="title", title="Kesatu", button=("_do", "publish"))).status_code == 303

    second = await client.fill(first, holding="title", title="Kedua", button=("_do", "publish"))

    assert second.status_code == 409
    assert "Kedua" in second.text
    assert (await Article.get()).title == "Kesatu"
    assert (await client.fill(second, holding="title", button=("_do", "publish"))).status_code == 303
    assert (await Article.get()).title == "Kedua"


async def test_an_officer_writes_for_their_own_agency_and_area_alone(portal: Portal, client: Client) -> None:
    other = await tell(portal, "Milik DLH", agency="dlh")
    await client.sign_in("joko", kind="officer", posts=[("dpupr", ["information.write"], ["33.16.08"])], permissions=["information.write"], agencies=["dpupr"])
    assert (await client.get(f"/informasi/kelola/{other.id}")).status_code == 404
    assert "Milik DLH" not in (await client.get("/informasi/kelola")).text
    assert (await client.get("/informasi/kelola/baru/halaman")).status_code == 403

    page = await client.get("/informasi/kelola/baru/pengumuman")
    assert 'value="33.16.09"' not in page.text
    given = {"title": "Judul", "text": "Isi", "button": ("_do", "publish")}
    assert (await client.fill(page, holding="title", agency="dlh", area="33.16.08", **given)).status_code == 422  # type: ignore[arg-type]
    assert (await client.fill(page, holding="title", agency="dpupr", area="", **given)).status_code == 422  # type: ignore[arg-type]
    assert (await client.fill(page, holding="title", agency="dpupr", area="33.16.08.2002", **given)).status_code == 303  # type: ignore[arg-type]


async def test_an_editor_writes_a_page_with_an_address_of_its_own(portal: Portal, client: Client) -> None:
    await client.sign_in("wati", **EDITOR)  # type: ignore[arg-type]
    for _n in range(2):
        page = await client.get("/informasi/kelola/baru/halaman")
        await client.fill(page, holding="title", title="Jam Buka & Café", text="# Jam", button=("_do", "publish"))

    codes = sorted([one.code for one in await Article.all()])
    assert codes[0] == "jam-buka-cafe"
    assert codes[1].startswith("jam-buka-cafe-")
    text = (await client.get("/informasi/halaman/jam-buka-cafe")).text
    assert "<h2>Jam</h2>" in text
    assert text.count("<h1") == 1
    assert "Jam Buka &amp; Café" in (await client.get("/informasi/halaman")).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "x" * 121}, "paling banyak 120"),
        ({"text": "x" * 20_001}, "paling banyak 20.000"),
        ({"start": "besok"}, "hari dan jam"),
        ({"start": "2026-12-02T08:00", "until": "2026-12-01T08:00"}, "berakhir setelah"),
        ({"until": "2020-01-01T08:00"}, "berakhir setelah"),
        ({"pinned": "2026-13-40"}, "Isi tanggal"),
        ({"pinned": "2026-11-30", "area": "33.16.08"}, "seluruh kabupaten"),
        ({"agency": "nobody"}, "Pilih perangkat daerah"),
        ({"area": "99"}, "Pilih wilayah"),
    ],
)
async def test_bad_input_is_named_with_its_mend_and_nothing_is_lost(portal: Portal, client: Client, given: dict[str, str], said: str) -> None:
    await client.sign_in("wati", **EDITOR)  # type: ignore[arg-type]
    page = await client.get("/informasi/kelola/baru/pengumuman")

    answer = await client.fill(page, holding="title", **{"title": "Judul", "text": "Isi", **given}, button=("_do", "publish"))

    assert answer.status_code == 422
    assert said in answer.text
    assert await Article.all().count() == 0


async def test_emergency_numbers_can_be_called_and_agencies_reached(portal: Portal, client: Client) -> None:
    numbers = (await client.get("/informasi/darurat")).text
    assert 'href="tel:112"' in numbers
    assert "Ambulans" in numbers
    assert "Dinas Lingkungan Hidup" in (await client.get("/informasi/instansi")).text

    agency = (await client.get("/informasi/instansi/dpupr")).text
    for words in ("Jl. Contoh 1", "Senin-Jumat, 07.30-16.00", 'href="tel:0296531028"', 'href="mailto:dinas@contoh.id"', "https://dinas.contoh.id/"):
        assert words in agency, words
    assert "belum diketahui" in (await client.get("/informasi/instansi/dlh")).text
    assert (await client.get("/informasi/instansi/nobody")).status_code == 404
