"""Information in Chromium, as wide as a cheap phone: what is told, for whom, and what one thinks of a service; axe on every page."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import FrozenClock, serving
from core.testing.client import Client
from core.testing.portals import make_site
from plugins.information.skm import ELEMENTS
from tests.plugins.information.conftest import FILES, tell

from .test_complaint_browser import browsing, looked_at

pytestmark = pytest.mark.anyio


@pytest.mark.browser
async def test_what_the_regency_tells_is_read_on_a_phone(blora: Path, chromium_path: str, axe_script: str) -> None:
    async with browsing(blora, chromium_path) as (portal, page, said):
        await tell(portal, "Awas banjir", "**Siaga** di tepi sungai.", pinned="2099-01-01")
        await tell(portal, "Imunisasi di Jepon", area="33.16.08")
        await page.goto("/")
        await page.click("text=Awas banjir")

        await page.wait_for_url("**/informasi/kabar/*")
        await looked_at(page, axe_script)
        assert await page.inner_text(".prose strong") == "Siaga"
        await page.goto("/informasi/wilayah")
        await looked_at(page, axe_script)
        await page.select_option("#wilayah", "33.16.08")
        await page.click("#simpan-wilayah")

        await page.wait_for_url("**/informasi?wilayah=33.16.08")
        await looked_at(page, axe_script)
        await page.goto("/")
        await page.wait_for_selector("#kabar-tempat")
        assert await page.is_visible("text=Imunisasi di Jepon")
        for path in ("/informasi/darurat", "/informasi/instansi", "/informasi/instansi/setda", "/informasi/halaman"):
            await page.goto(path)
            await looked_at(page, axe_script)
    assert said == []


@pytest.mark.browser
async def test_a_service_is_judged_on_a_phone(blora: Path, chromium_path: str, axe_script: str) -> None:
    async with browsing(blora, chromium_path) as (_portal, page, said):
        await page.goto("/informasi/survei")
        await looked_at(page, axe_script)
        await page.click("#survei-complaints-report")
        await page.wait_for_selector("#kirim-survei")
        await page.click("#kirim-survei")
        await page.wait_for_selector("#galat")
        await looked_at(page, axe_script)
        for name in ELEMENTS:
            await page.check(f"input[name={name}][value='4']")
        await page.click("#kirim-survei")

        await page.wait_for_url("**/terima-kasih")
        await looked_at(page, axe_script)
        await page.click("#angka")
        await page.wait_for_url("**/kepuasan")
        await looked_at(page, axe_script)
        assert "kurang dari 5 jawaban" in (await page.inner_text("main")).lower()
    assert said == []


async def test_both_ways_need_no_script(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", files=FILES)
    async with serving(site, plugins=("cases", "complaints", "information"), clock=FrozenClock()) as (portal, client):
        await tell(portal, "Hanya Jepon", area="33.16.08")
        await _read(client)
        await _judge(client)


async def _read(client: Client) -> None:
    home = await client.get("/")
    assert 'href="/informasi/wilayah-saya"' in home.text
    page = await client.follow(await client.get("/informasi/wilayah-saya"))
    told = await client.follow(await client.fill(page, wilayah="33.16.08"))
    assert "Hanya Jepon" in told.text


async def _judge(client: Client) -> None:
    page = await client.get("/informasi/survei/complaints.report")
    thanks = await client.follow(await client.fill(page, holding="offer", **dict.fromkeys(ELEMENTS, "4")))
    assert "Terima kasih" in thanks.text
