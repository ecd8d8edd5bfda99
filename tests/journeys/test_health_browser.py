"""In Chromium, as wide as a cheap phone: a number from the list to the call, live; dates and beds. axe on every page, and nothing against the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.portal.running import context_of
from plugins.health import demo
from plugins.health.finding import today
from plugins.health.models import CALLED, Booking, Session

from .test_complaint_browser import browsing, looked_at

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_a_number_is_taken_on_a_phone_and_moves_on_by_itself(blora: Path, chromium_path: str, axe_script: str) -> None:
    toml = blora / "portal.toml"  # so many days that one of them is no holiday, whenever this runs
    toml.write_text(toml.read_text(encoding="utf-8").replace("[plugins.health]\n", "[plugins.health]\nbook_days = 30\n"), encoding="utf-8")
    async with browsing(blora, chromium_path) as (portal, page, said):
        await demo.fill(context_of(portal, "health"), 1, lambda more: None)
        await Booking.all().delete()
        await Session.all().delete()
        await page.goto("/")
        await page.click("[id='tile-health.list']")
        await page.wait_for_url("**/kesehatan")
        await looked_at(page, axe_script)
        await page.fill("#q", "contoh 1")
        await page.click("#cari-faskes")
        await page.wait_for_url("**/kesehatan?*q=contoh*")
        await page.click("#faskes-CONTOH-PKM-1")
        await page.wait_for_url("**/fasilitas/CONTOH-PKM-1")
        await looked_at(page, axe_script)
        await page.click("#ambil-nomor")
        await page.wait_for_url("**/antre")
        await page.click("#ambil")
        await page.wait_for_selector("#galat")
        await looked_at(page, axe_script)
        await page.locator("input[value^='CONTOH-PKM-1-UMUM@']").first.check()
        await page.fill("#name", "Bu Tini")
        await page.click("#ambil")
        await page.wait_for_url("**/antrean/*")
        await looked_at(page, axe_script)
        assert "A-001" in await page.inner_text("main")

        await Session.all().update(day=today(portal))
        await page.reload()
        assert "Anda berikutnya" in await page.inner_text("#keadaan")
        await Booking.all().update(state=CALLED)
        await page.wait_for_selector("#keadaan >> text=Silakan ke loket sekarang.", timeout=20_000)
        await looked_at(page, axe_script)
    assert said == []


async def test_dates_beds_posyandu_and_the_board_on_a_phone(blora: Path, chromium_path: str, axe_script: str) -> None:
    async with browsing(blora, chromium_path) as (portal, page, said):
        await demo.fill(context_of(portal, "health"), 1, lambda more: None)
        await page.goto("/kesehatan")
        await page.click("#ke-imunisasi")
        await page.wait_for_url("**/imunisasi")
        await page.fill("#lahir", "2026-07-31")
        await page.click("#lihat")
        await page.wait_for_selector("#jadwal")
        await looked_at(page, axe_script)
        assert "DPT-HB-Hib 2" in await page.inner_text("main")
        for path in (
            "/kesehatan/tempat-tidur",
            "/kesehatan/posyandu",
            "/kesehatan/posyandu/CONTOH-POS-1",
            "/kesehatan/fasilitas/CONTOH-PKM-1/papan",
            "/kesehatan/fasilitas/CONTOH-RS-1",
        ):
            await page.goto(path)
            await looked_at(page, axe_script)
    assert said == []
