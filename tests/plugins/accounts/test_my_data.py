"""My data: who looked, what is held, the ZIP, consents, erasing; a plugin that fails is named and never skipped."""

from __future__ import annotations

import json
import zipfile
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core import Actor, Context
from core.portal import Portal
from core.retention import expire
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import archive, people
from plugins.accounts.models import Account, Consent
from plugins.accounts.my_data import Part
from plugins.cases.api import Case, verify_chains
from tests.plugins.complaints.reporting import report, ticket_of

from .conftest import PLUGINS, portal_on
from .persons import SITI, another, citizen, enter, id_of, officer, press
from .test_mine import NIK, profile

pytestmark = pytest.mark.anyio
SAMPLES = Path(__file__).parent / "samples"


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    async with portal_on(tmp_path / "site", clock=clock, plugins=(*PLUGINS, "drawers"), folders=[SAMPLES]) as both:
        yield both


def jam(portal: Portal, *, jammed: bool = True) -> None:
    """Let the plugin `drawers` fail, or work again."""
    portal.site.data.mkdir(exist_ok=True)
    file = portal.site.data / "drawers.jammed"
    file.touch() if jammed else file.unlink()


async def with_case(client: Client) -> str:
    await citizen(client)
    page = await report(client)
    return ticket_of(page)


async def unzip(client: Client) -> zipfile.ZipFile:
    page = await client.get("/akun/data/isi")
    answer = await press(client, page, "/akun/data/unduh")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    return zipfile.ZipFile(BytesIO(answer.content))


async def erase(client: Client) -> httpx2.Response:
    answer = await client.fill(await client.get("/akun/data/hapus"), sure="1", holding="sure")
    assert answer.status_code == 303, answer.text
    return await client.get(answer.headers["location"])


async def test_each_plugin_says_what_it_holds_and_how_long(client: Client, portal: Portal) -> None:
    ticket = await with_case(client)
    await profile(client, nik=NIK, born="23-11-1990")

    page = (await client.get("/akun/data/isi")).text

    for word in ("Akun", "Penanganan kasus", "Laci", "Siti Rahmawati", ticket, NIK, "5 tahun setelah selesai", "biru"):
        assert word in page, word


async def test_the_zip_has_a_page_to_read_and_a_file_for_each_plugin(client: Client, portal: Portal) -> None:
    ticket = await with_case(client)

    found = await unzip(client)

    assert set(found.namelist()) >= {"data-saya.html", "accounts.json", "cases.json", "drawers.json"}
    assert json.loads(found.read("cases.json"))["cases"][0]["ticket"] == ticket
    assert json.loads(found.read("accounts.json"))["account"]["email"] == SITI
    assert "Siti Rahmawati" in found.read("data-saya.html").decode()


async def test_nothing_of_anybody_else_is_in_it(client: Client, portal: Portal) -> None:
    other = another(portal)
    await citizen(other, "budi@contoh.id", name="Budi Santoso")
    await report(other)
    await with_case(client)

    found = await unzip(client)

    assert not any("Budi" in found.read(name).decode() or "budi@" in found.read(name).decode() for name in found.namelist())


async def test_a_plugin_that_fails_is_named_in_the_page_and_in_the_zip(client: Client, portal: Portal) -> None:
    await citizen(client)
    jam(portal)

    page = (await client.get("/akun/data/isi")).text
    found = await unzip(client)

    assert "Laci" in page
    assert "Tidak ada yang disembunyikan" in page
    assert found.read("drawers.gagal.txt").decode().startswith("Laci: ")
    assert "accounts.json" in found.namelist()


def test_what_is_too_large_to_be_packed_is_known() -> None:
    assert not archive.too_large(Part("a", "A", {"x": "y" * 1000}))
    assert archive.too_large(Part("a", "A", {"x": "y" * archive.MOST}))


async def test_row_23_seeing_downloading_and_erasing_ask_who_it_is_after_ten_minutes(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    pages = {path: await client.get(path) for path in ("/akun/data/isi", "/akun/data/hapus")}
    clock.move(timedelta(minutes=11))

    for path in pages:
        assert (await client.get(path)).headers["location"].startswith("/masuk/lagi")
    assert (await press(client, pages["/akun/data/isi"], "/akun/data/unduh")).headers["location"].startswith("/masuk/lagi")
    answer = await client.fill(pages["/akun/data/hapus"], sure="1", holding="sure")
    assert answer.headers["location"].startswith("/masuk/lagi")
    assert await Account.all().count() == 1


async def test_row_39_erasing_takes_everything_names_what_stays_and_leaves_the_chain_whole(client: Client, portal: Portal) -> None:
    ticket = await with_case(client)
    await profile(client, nik=NIK)
    siti = await id_of(portal, SITI)

    page = await erase(client)

    for word in ("Data Anda sudah dihapus", "Tetap disimpan", "UU 25/2009", ticket, "Laci"):
        assert word in page.text, word
    assert await Account.all().count() == await Consent.all().count() == 0
    assert (await Case.get(ticket=ticket)).owner == ""
    assert (await verify_chains(portal)).sentence().startswith("intact")
    assert (await client.get("/akun")).status_code == 303
    assert (await enter(another(portal))).status_code == 422
    entries = await portal.audit.read(subject=siti)
    assert entries[0].action == "accounts.erase"
    assert "Siti" not in str(entries)
    assert [fault async for fault in portal.audit.verify()] == []


async def test_row_39_after_erasing_the_database_holds_no_mark_of_the_person(client: Client, portal: Portal) -> None:
    await with_case(client)
    await profile(client, name="Siti Markasari", nik=NIK, born="23-11-1990")

    await erase(client)

    for model in (Account, Consent, Case):
        written = json.dumps(await model.all().values(), default=str)
        assert not any(mark in written for mark in ("Markasari", NIK, SITI, "1990"))


async def test_when_one_plugin_cannot_erase_the_account_stays_and_it_is_tried_again(client: Client, portal: Portal) -> None:
    await citizen(client)
    jam(portal)

    page = await erase(client)
    assert "belum dapat menghapusnya" in page.text
    assert await Account.all().count() == 1
    assert (await client.get("/akun")).status_code == 200

    jam(portal, jammed=False)
    assert "Data Anda sudah dihapus" in (await erase(client)).text
    assert await Account.all().count() == 0


async def test_whoever_does_not_tick_that_they_are_sure_erases_nothing(client: Client, portal: Portal) -> None:
    await citizen(client)

    answer = await client.fill(await client.get("/akun/data/hapus"), holding="sure")

    assert answer.status_code == 422
    assert await Account.all().count() == 1


async def test_an_officers_account_stays_and_the_page_says_so_before(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock)
    assert "Akun petugas tetap ada" in (await one.client.get("/akun/data/hapus")).text

    assert "UU 43/2009" in (await erase(one.client)).text
    assert (await one.client.get("/akun")).status_code == 200


async def test_who_looked_when_and_why_is_shown_by_office_and_never_by_name(client: Client, portal: Portal) -> None:
    ticket = await with_case(client)
    case, siti = await Case.get(ticket=ticket), await id_of(portal, SITI)
    looker = Context(portal, "cases", "id", Actor("o1", "officer", frozenset({"cases.identity"}), frozenset({"dpupr"}), name="Budi Santoso"))

    await portal.audit.write(looker, "cases.identity", about=f"cases:{case.id}", subject=siti, reason="Menghubungi pelapor.")
    await portal.audit.write(looker, "cases.identity", about=f"cases:{case.id}", subject="somebody-else", reason="Lain sama sekali.")
    page = (await client.get("/akun/data")).text

    for word in ("Petugas DPUPR", "Membuka nama dan kontak Anda", ticket, "Menghubungi pelapor."):
        assert word in page, word
    assert "Budi" not in page
    assert "Lain sama sekali" not in page


async def test_older_entries_come_page_by_page(client: Client, portal: Portal) -> None:
    await citizen(client)
    siti = await id_of(portal, SITI)
    looker = Context(portal, "cases", "id", Actor("o1", "officer"))
    for n in range(45):
        await portal.audit.write(looker, "cases.identity", subject=siti, reason=f"alasan {n:02}.")

    seen: list[str] = []
    path = "/akun/data"
    while path:
        page = (await client.get(path)).text
        seen += [f"{n:02}" for n in range(45) if f"alasan {n:02}." in page]
        import re

        more = re.search(r'href="(/akun/data\?sebelum=\d+)"', page)
        path = more[1] if more else ""
    assert sorted(seen) == [f"{n:02}" for n in range(45)]
    assert (await client.get("/akun/data?sebelum=x'--")).status_code == 200


async def test_what_somebody_agreed_to_stands_there_with_words_and_time(client: Client, portal: Portal) -> None:
    await citizen(client)
    await profile(client, nik=NIK)
    page = (await client.get("/akun/data/persetujuan")).text
    assert "Disimpan tersegel" in page or "tersegel" in page
    assert "Berlaku" in page

    await profile(client, forget_nik="1")

    assert "Dicabut" in (await client.get("/akun/data/persetujuan")).text


async def test_row_39_an_account_that_nobody_used_for_five_years_goes_but_an_officers_stays(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    await officer(portal, clock)
    clock.move(timedelta(days=1825))
    assert {one.plugin: dict(one.counts) for one in await expire(portal, dry=True)}["accounts"] == {"accounts": 0}
    other = another(portal)
    await citizen(other, "budi@contoh.id", name="Budi")
    clock.move(timedelta(days=3))

    counts: dict[str, Any] = {one.plugin: dict(one.counts) for one in await expire(portal)}

    assert counts["accounts"] == {"accounts": 1}
    assert sorted([people.opened(portal, row, "email") for row in await Account.all()]) == ["budi@contoh.id", "sari@blorakab.go.id"]
