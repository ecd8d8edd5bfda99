"""The walk in Chromium at 360 px: htmx keeps the focus, the script makes photos small, nothing breaks the content policy, axe finds nothing."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from PIL import Image

from core.web.app import create_app

from .conftest import portal_on

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@asynccontextmanager
async def browsing(folder: Path, chromium: str, **options: Any) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of a phone's width on a portal that listens, and what it complains about."""
    from playwright.async_api import async_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with portal_on(folder, toml=f"[server]\nport = {port}\n") as (portal, _client):
        server = uvicorn.Server(uvicorn.Config(create_app(portal), port=port, log_level="warning", lifespan="off", ws="none"))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                context = await browser.new_context(
                    viewport={"width": 360, "height": 740},
                    locale="id-ID",
                    base_url=f"http://127.0.0.1:{port}",
                    geolocation={"latitude": -6.97, "longitude": 111.42},
                    permissions=["geolocation"],
                    **options,
                )
                page = await context.new_page()
                said: list[str] = []
                page.on("pageerror", lambda error: said.append(str(error)))
                page.on("console", lambda message: said.append(message.text) if message.type == "error" and "status of 422" not in message.text else None)
                yield page, said
                await browser.close()
        finally:
            server.should_exit = True
            await serving


async def focused(page: Page) -> str:
    found: str = await page.evaluate("document.activeElement.id")
    return found


async def test_the_walk_at_a_phones_width_with_htmx(tmp_path: Path, chromium_path: str) -> None:
    photo = tmp_path / "photo.jpg"
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(photo, quality=95)

    async with browsing(tmp_path / "site", chromium_path) as (page, said):
        await page.goto("/klinik/lapor")
        await page.click("#lanjut")
        await page.wait_for_selector("#galat")
        assert await focused(page) == "galat"
        assert (await page.title()).startswith("Kesalahan: ")

        await page.fill("#description", "A lamp is broken")
        await page.set_input_files("#photos", str(photo))
        await page.wait_for_selector(".file img")
        shown = await page.inner_text(".file")
        assert int(re.findall(r"(\d+) KB", shown)[0]) < photo.stat().st_size / 1024 / 2
        await page.click("#lanjut")
        await page.wait_for_url("**/where?draf=1")

        await page.focus("#place_district")
        await page.select_option("#place_district", "33.16.08")
        await page.wait_for_selector("#place_village option[value='33.16.08.2002']", state="attached")
        assert await focused(page) == "place_district"
        await page.select_option("#place_village", "33.16.08.2002")
        await page.click("#place-locate")
        from playwright.async_api import expect

        await expect(page.locator("#place_latitude")).to_have_value("-6.970000")
        assert "Posisi Anda sudah diisi" in await page.inner_text("#pesan")
        await page.fill("#place_landmark", "Depan pasar")
        await page.click("#lanjut")
        await page.wait_for_url("**/kind?draf=1")

        await page.focus("#kind-3")
        await page.check("#kind-3")
        await page.wait_for_selector("#which")
        assert await focused(page) == "kind-3"
        await page.fill("#which", "Jembatan")
        await page.click("#lanjut")
        await page.wait_for_url("**/who?draf=1")

        await page.fill("#phone", "12")
        await page.focus("#nik")
        await page.wait_for_selector("#phone-error")
        assert await focused(page) == "nik"
        await page.fill("#phone", "0812 3456 7890")
        await page.focus("#name")
        await page.wait_for_selector("#phone-error", state="detached")
        await page.click("#lanjut")
        await page.wait_for_url("**/periksa?draf=1")
        await page.click("#kirim")
        await page.wait_for_url("**/selesai/*")
        assert await page.locator("data.ticket").get_attribute("value") == "ADU-7K3F-9Q2M"
        assert await page.is_visible("#cetak")

        assert said == []


@pytest.mark.tools
async def test_the_qr_code_of_a_receipt_leads_where_its_button_leads(tmp_path: Path, chromium_path: str) -> None:
    async with browsing(tmp_path / "site", chromium_path, device_scale_factor=2) as (page, _said):
        await page.goto("/klinik/jepon/antre")
        await page.fill("#name", "Siti")
        await page.click("#lanjut")
        await page.wait_for_url("**/periksa?draf=1")
        await page.click("#kirim")
        await page.wait_for_url("**/selesai/*")
        await page.locator("svg.qr").screenshot(path=str(tmp_path / "qr.png"))

        read = subprocess.run(["zbarimg", "--quiet", "--raw", str(tmp_path / "qr.png")], capture_output=True, text=True, check=True)

        assert read.stdout.strip() == page.url


async def test_what_is_typed_while_an_answer_is_under_way_stays(tmp_path: Path, chromium_path: str) -> None:
    """A slow network: the villages arrive while the landmark is being typed, a sentence while the number is being mended."""
    from playwright.async_api import Route, expect

    arrive = asyncio.Event()

    async def slowly(route: Route) -> None:
        await arrive.wait()
        await route.continue_()

    async with browsing(tmp_path / "site", chromium_path) as (page, said):
        await page.route("**/*periksa=*", slowly)
        await page.goto("/klinik/lapor")
        await page.fill("#description", "A lamp")
        await page.click("#lanjut")
        await page.wait_for_url("**/where?draf=1")

        await page.select_option("#place_district", "33.16.08")
        await page.fill("#place_landmark", "Depan pas")
        arrive.set()
        await page.wait_for_selector("#place_village option[value='33.16.08.2002']", state="attached")
        assert await page.input_value("#place_landmark") == "Depan pas"
        assert await focused(page) == "place_landmark"
        assert await page.is_visible("#place-locate")

        await page.select_option("#place_village", "33.16.08.2002")
        await page.click("#lanjut")
        await page.wait_for_url("**/kind?draf=1")
        await page.check("#kind")
        await page.click("#lanjut")
        await page.wait_for_url("**/who?draf=1")
        arrive.clear()
        await page.fill("#phone", "12")
        await page.focus("#name")
        await page.fill("#phone", "0812")
        arrive.set()
        await expect(page.locator("#phone-error")).to_be_visible()
        assert await page.input_value("#phone") == "0812"
        assert said == []


async def test_enter_goes_on_and_does_not_press_the_first_small_button(tmp_path: Path, chromium_path: str) -> None:
    async with browsing(tmp_path / "site", chromium_path) as (page, _said):
        await page.goto("/klinik/jepon/antre")
        await page.fill("#name", "Siti")
        await page.press("#name", "Enter")
        await page.wait_for_url("**/periksa?draf=1")


@pytest.mark.node
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_pages_of_a_form(tmp_path: Path, chromium_path: str, axe_script: str, scheme: str) -> None:
    async with browsing(tmp_path / "site", chromium_path, color_scheme=scheme, bypass_csp=True) as (page, _said):
        found: list[str] = []

        async def look() -> None:
            await page.evaluate(axe_script)
            violations = await page.evaluate("axe.run().then(result => result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))")
            wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            found.extend(f"{page.url}: {each}" for each in [*violations, *(["scrolls sideways"] if wide else [])])

        async def go_on(path: str) -> None:
            await page.click("#lanjut")
            await page.wait_for_url(f"**/{path}")
            await look()

        await page.goto("/klinik/lapor")
        await look()
        await go_on("what")
        await page.fill("#description", "A hole")
        await go_on("where?draf=1")
        await page.select_option("#place_district", "33.16.08")
        await page.wait_for_selector("#place_village option[value='33.16.08.2002']", state="attached")
        await go_on("where?draf=1")
        await page.select_option("#place_village", "33.16.08.2002")
        await page.fill("#place_landmark", "Market")
        await go_on("similar?draf=1")
        await go_on("kind?draf=1")
        await page.check("#kind")
        await go_on("who?draf=1")
        await page.click("#children")
        await page.wait_for_selector("#children-2-remove")
        await look()
        await page.fill("#children_1_name", "Adi")
        await page.click("#children-2-remove")
        await go_on("periksa?draf=1")
        await page.click("#kirim")
        await page.wait_for_url("**/selesai/*")
        await look()

        assert found == []
        assert "/selesai/" in page.url
