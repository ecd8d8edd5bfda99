"""What citizens of Blora type, and what they find first: the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.portal import Portal
from core.site import load_site
from core.site.shipped import shipped
from core.testing import serving
from core.testing.client import Client
from tests.plugins.complaints.reporting import report

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

FIRST = {
    "sim": "Di mana mengurus SIM?",
    "perpanjang SIM": "Di mana mengurus SIM?",
    "surat izin mengemudi": "Di mana mengurus SIM?",
    "bikin sim baru": "Di mana mengurus SIM?",
    "KIR": "Bagaimana uji kendaraan (KIR)?",
    "uji kendaraan": "Bagaimana uji kendaraan (KIR)?",
    "uji berkala truk": "Bagaimana uji kendaraan (KIR)?",
    "ktp hilang": "Bagaimana mengurus KTP-el yang hilang atau rusak?",
    "KTP-el": "Bagaimana mengurus KTP-el yang hilang atau rusak?",
    "kartu tanda penduduk": "Bagaimana mengurus KTP-el yang hilang atau rusak?",
    "kartu keluarga": "Apa syarat memperbarui Kartu Keluarga?",
    "kk": "Apa syarat memperbarui Kartu Keluarga?",
    "akte lahir": "Bagaimana membuat akta kelahiran?",
    "akta kelahiran anak": "Bagaimana membuat akta kelahiran?",
    "surat kematian": "Bagaimana melaporkan kematian?",
    "meninggal": "Bagaimana melaporkan kematian?",
    "daftar nikah": "Di mana mendaftarkan nikah?",
    "kawin di KUA": "Di mana mendaftarkan nikah?",
    "pindah rumah": "Apa yang dibutuhkan untuk pindah tempat tinggal?",
    "bayar pbb": "Di mana membayar Pajak Bumi dan Bangunan (PBB)?",
    "pajak tanah": "Di mana membayar Pajak Bumi dan Bangunan (PBB)?",
    "bpjs": "Bagaimana mendaftar BPJS Kesehatan?",
    "jkn": "Bagaimana mendaftar BPJS Kesehatan?",
    "bansos": "Bagaimana mendapat bantuan sosial?",
    "PKH": "Bagaimana mendapat bantuan sosial?",
    "nib": "Bagaimana membuat NIB untuk usaha?",
    "izin keramaian": "Surat Pengantar Izin Keramaian",
    "skck": "Di mana mengurus SKCK?",
    "nomor darurat": "Nomor darurat apa yang dapat dihubungi?",
    "lacak laporan saya": "Bagaimana melacak laporan saya?",
    "melacak aduan": "Bagaimana melacak laporan saya?",
    "jalan bolong": "Lapor masalah",
    "jalan berlubang": "Lapor masalah",
    "lampu jalan mati": "Lampu jalan mati sudah seminggu",
    "penerangan jalan padam": "Lapor masalah",
    "pju": "Lapor masalah",
    "sampah": "Lapor masalah",
    "banjir": "Lapor masalah",
    "melapor": "Lapor masalah",
    "pengaduan": "Lapor masalah",
    "dinas pendidikan": "Dinas Pendidikan",
    "dpmptsp": "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
    "inspektorat": "Inspektorat Daerah",
    "pajak motor": "Pajak kendaraan",
    "cek pajak kendaraan": "Pajak kendaraan",
    "bayar samsat": "Pajak kendaraan",
    "loker": "Lowongan kerja",
    "cari kerja": "Lowongan kerja",
    "jembatan gantung Ngawen": "Jembatan gantung di Ngawen lapuk",
}
"""What is typed, and the title of the first hit."""
REPORTS = ("Jalan berlubang di depan pasar", "Lampu jalan mati sudah seminggu", "Jembatan gantung di Ngawen lapuk", "Sampah menumpuk di tepi kali")


@pytest.fixture
async def blora(tmp_path: Path, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    """Blora's own site with a few reports that citizens have sent."""
    folder = tmp_path / "blora"
    shutil.copytree(shipped("sites")["blora"], folder, ignore=shutil.ignore_patterns("data"))
    site = load_site(folder, {"PENDOPO_DATABASE__URL": database_url} if database_url.startswith("postgres") else {})
    async with serving(site, plugins=[*site.config.plugins.enabled]) as (portal, client):
        yield portal, client


def titles(text: str) -> list[str]:
    """The titles of the hits, the first one first."""
    return [html.unescape(found) for found in re.findall(r'id="group-\d+-\d+"[^>]*>.*?<b>(.*?)</b>', text, re.DOTALL)]


async def test_people_find_first_what_they_look_for(blora: tuple[Portal, Client]) -> None:
    _portal, client = blora
    for words in REPORTS:
        await report(client, description=words, category="jalan", place_village="33.16.08.2001")

    found = {words: next(iter(titles((await client.get("/cari", params={"q": words})).text)), "") for words in FIRST}

    assert len(FIRST) >= 40
    assert found == FIRST


async def test_a_slip_is_met_with_the_word_that_was_meant(blora: tuple[Portal, Client]) -> None:
    _portal, client = blora

    page = (await client.get("/cari", params={"q": "sampha"})).text

    assert 'href="/cari?q=sampah">sampah</a>' in page
    assert "Maksud Anda" not in (await client.get("/cari", params={"q": "qwzx"})).text


async def test_what_is_typed_in_english_finds_the_same(blora: tuple[Portal, Client]) -> None:
    _portal, client = blora
    first = {"driving licence": "Where do I get a driving licence?", "pothole": "Report a problem", "birth certificate": "How do I get a birth certificate?"}

    for words, title in first.items():
        page = await client.get("/cari", params={"q": words}, headers={"Accept-Language": "en"})
        assert next(iter(titles(page.text)), "") == title


async def test_each_answer_has_its_page_and_leads_on(blora: tuple[Portal, Client]) -> None:
    portal, client = blora

    listed = (await client.get("/jawaban")).text

    for one in portal.site.answers.values():
        assert f'href="/jawaban/{one.id}"' in listed
        page = await client.get(f"/jawaban/{one.id}")
        assert page.status_code == 200
        if one.link:
            assert f'href="{one.link}"' in page.text
    assert (await client.get("/jawaban/tidak-ada")).status_code == 404
