"""The same in Chromium, as wide as a cheap phone: from the home page to the bill, axe on every page, and nothing against the policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins.vehicle_tax.garage import fill_table

from .test_complaint_browser import browsing, looked_at

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_a_bill_is_looked_up_on_a_phone(blora: Path, chromium_path: str, axe_script: str) -> None:
    async with browsing(blora, chromium_path) as (portal, page, said):
        await fill_table(portal)
        await page.goto("/")
        await page.click("[id='tile-vehicle_tax.tax']")

        await page.wait_for_url("**/pajak-kendaraan")
        await looked_at(page, axe_script)
        await page.click("#cek-tagihan")

        await page.wait_for_url("**/cek")
        await looked_at(page, axe_script)
        await page.fill("#plate", "k 3421 ne")
        await page.fill("#chassis", "99999")
        await page.click("#lihat")
        await page.wait_for_selector("#galat")
        await looked_at(page, axe_script)
        assert await page.input_value("#plate") == "k 3421 ne"
        await page.fill("#chassis", "12345")
        await page.click("#lihat")

        await page.wait_for_url("**/tagihan/*")
        await looked_at(page, axe_script)
        assert "Rp348.740" in await page.inner_text("main")
        await page.click("#dasar")
        assert await page.is_visible("text=Perda Jawa Tengah 12/2023, Pasal 8")
        await looked_at(page, axe_script)
        await page.click("#cara-bayar")
        assert await page.is_visible("text=Samsat Blora")
    assert said == []


async def test_a_tax_is_calculated_on_a_phone(blora: Path, chromium_path: str, axe_script: str) -> None:
    async with browsing(blora, chromium_path) as (_portal, page, said):
        await page.goto("/pajak-kendaraan")
        await page.click("#hitung")
        await page.wait_for_selector("#galat")
        await looked_at(page, axe_script)
        await page.select_option("#kind", "minibus")
        await page.fill("#njkb", "100.000.000")
        await page.check("input[name=renewal]")
        await page.click("#hitung")

        await page.wait_for_url("**/hitung?*kind=minibus*")
        await page.wait_for_selector("table.bill")
        await looked_at(page, axe_script)
        assert "Rp2.273.150" in await page.inner_text("main")
        await page.click("#back")
        await page.wait_for_selector("#njkb")
        assert await page.input_value("#njkb") == "100.000.000"
    assert said == []
