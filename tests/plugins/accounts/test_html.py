"""Every page of accounts is HTML as the standard wants it, and each of its blocks a page of one heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import Context
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import offices
from plugins.accounts.commands import _add
from plugins.cases.api import count_overview
from tests.pages.test_html import errors
from tests.security.whole import open_one

from .persons import OTHER, SITI, Officer, another, citizen, enter, officer, register
from .test_console import ANI, id_of, invite
from .test_mine import NIK, profile
from .test_offices import claimed, in_force

pytestmark = [pytest.mark.java, pytest.mark.anyio, pytest.mark.timeout(300)]


async def every_page(portal: Portal, client: Client, clock: FrozenClock) -> dict[str, str]:
    """The pages of a stranger, a citizen, an officer on the way in, and an administrator."""
    stranger = another(portal)
    pages = {name: (await stranger.get(path)).text for name, path in (("masuk", "/masuk"), ("daftar", "/daftar"), ("habis", "/masuk/tautan/x"))}
    pages["masuk-galat"] = (await enter(stranger, "x", "")).text
    pages["daftar-galat"] = (await register(stranger, "x", name="", password="x")).text
    for _ in range(6):
        pages["masuk-tunggu"] = (await enter(stranger, "nobody@contoh.id", OTHER)).text
    await citizen(client)
    pages["profil"] = await profile(client, nik=NIK, born="1991-11-23")
    await enter(another(portal))
    await client.fill(await client.get("/akun/mewakili/tambah/anak"), name="Rina", born="05-03-2015", sure="1", holding="name")
    await client.fill(await client.get("/akun/mewakili/tambah/organisasi"), name="CV Maju", nib="1234567890123", sure="1", holding="name")
    mine = ("kontak", "data", "data/isi", "data/persetujuan", "data/hapus", "mewakili", "mewakili/tambah/orang", "masuk-lewat")
    for path in ("akun", "akun/perangkat", "akun/kata-sandi", "masuk/lagi", "masuk/sandi", "daftar/sandi", "keluar", *(f"akun/{one}" for one in mine)):
        pages[path.replace("/", "-")] = (await client.get(f"/{path}")).text

    one = Officer(portal, clock, "dewi@blorakab.go.id")
    made = await _add(portal, "Dewi", one.email, ("handler",), ("dpupr",), administrator=False)
    pages["tautan"] = (await one.client.get(made["link"])).text
    await one.accept(made["link"])
    pages["autentikator"] = (await one.client.get("/masuk/autentikator")).text
    pages["kode-cadangan"] = (await one.enrol()).text
    await one.keep_codes()
    one.client.cookies.clear()
    await enter(one.client, one.email)
    pages["kode"] = (await one.client.get("/masuk/kode")).text

    account = await id_of(portal, SITI)
    await in_force(portal, account, clock, offices.RT, "33.16.08.1001")
    await claimed(portal, account, clock)
    for path in ("akun/jabatan", "akun/jabatan/ajukan", "aduan/warga"):
        pages[path.replace("/", "-")] = (await client.get(f"/{path}")).text
    for _n in range(6):
        await open_one(portal)
    await count_overview(Context(portal, "cases"))

    admin = await officer(portal, clock, admin=True)
    pages["akun-petugas"] = (await admin.client.get("/akun")).text
    pages["undang-galat"] = (await invite(admin, roles=(), agency="")).text
    pages["tautan-jadi"] = (await admin.client.follow(await invite(admin))).text
    pages["petugas"] = (await admin.client.get("/konsol/accounts")).text
    for path in ("petugas/ikhtisar", "konsol/accounts/jabatan", "konsol/accounts/jabatan/pemegang"):
        pages[path.replace("/", "-")] = (await admin.client.get(f"/{path}")).text
    for path in ("konsol/accounts/periksa", "konsol/accounts/bantuan", f"konsol/accounts/petugas/{await id_of(portal, ANI)}/tidak-hadir"):
        pages[path.replace("/", "-")] = (await admin.client.get(f"/{path}")).text
    await admin.client.fill(await admin.client.get("/konsol/accounts/bantuan"), who=SITI, holding="who")
    pages["bantuan-orang"] = (await admin.client.get("/konsol/accounts/bantuan/orang")).text
    pages["orang"] = (await admin.client.get(f"/konsol/accounts/petugas/{await id_of(portal, ANI)}")).text
    return pages


async def test_every_page_is_valid_html_with_one_heading_of_the_first_level(
    portal: Portal, client: Client, clock: FrozenClock, tmp_path: Path, vnu_jar: Path
) -> None:
    pages = await every_page(portal, client, clock)
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")

    assert len(pages) == 41
    assert errors(vnu_jar, folder) == []
    assert {name: html.count("<h1") for name, html in pages.items() if html.count("<h1") != 1} == {}
    assert [name for name, html in pages.items() if '<main id="isi"' not in html] == []
