"""What only a browser can say: no page does anything against its policy, no word of a person comes alive, and after signing out nothing is left."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from core.clock import SystemClock
from core.portal import Portal, build_portal
from core.portal.running import running
from core.testing import make_site
from core.testing.portals import PLUGINS as IDENTITY
from core.web.app import create_app
from plugins.cases.api import move
from plugins.complaints.finding import index
from tests.core.storage import pictures
from tests.security.whole import FILES, HANDLER, PATIENT, PLUGINS, ROAD, SAMPLES, VERIFIER, context_of, open_one

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

WATCH = """
document.addEventListener('securitypolicyviolation', event => console.error('POLICY ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample));
"""


@dataclass(slots=True)
class Browsing:
    """A portal that listens, a browser, and all that its pages complain about or ask for."""

    portal: Portal
    browser: Browser
    base: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def page(self, context: BrowserContext | None = None) -> Page:
        context = context or await self.browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID", base_url=self.base)
        await context.add_init_script(WATCH)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on(
            "console", lambda message: self.said.append(message.text) if message.type in ("error", "warning") and "status of 4" not in message.text else None
        )
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("dialog", lambda dialog: self.said.append(f"dialog: {dialog.message}"))
        return page


@asynccontextmanager
async def browsing(folder: Path, chromium: str) -> AsyncIterator[Browsing]:
    from playwright.async_api import async_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    site = make_site(folder, toml=PATIENT, files=FILES)
    portal = build_portal(site, plugins=[*PLUGINS], folders=[IDENTITY, SAMPLES], clock=SystemClock(), base_url=base)
    async with running(portal, migrate=True) as opened:
        server = uvicorn.Server(uvicorn.Config(create_app(opened), port=port, log_level="warning", lifespan="off", ws="none"))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                yield Browsing(opened, browser, base)
                await browser.close()
        finally:
            server.should_exit = True
            await serving


async def test_row_03_a_whole_report_breaks_no_policy_and_says_nothing_on_the_console(tmp_path: Path, chromium_path: str) -> None:
    photo = tmp_path / "jalan.jpg"
    photo.write_bytes(pictures.jpeg((2400, 1800)))

    async with browsing(tmp_path / "site", chromium_path) as web:
        page = await web.page()
        await page.goto("/")
        await page.goto("/aduan/lapor")
        await page.fill("#description", "Lubang besar di depan pasar. Dua motor jatuh.")
        await page.set_input_files("#photos", str(photo))
        await page.wait_for_selector(".file img")
        await page.click("#lanjut")
        await page.wait_for_url("**/place?draf=1")
        await page.select_option("#place_district", "33.16.08")
        await page.wait_for_selector("#place_village option[value='33.16.08.1001']", state="attached")
        await page.select_option("#place_village", "33.16.08.1001")
        await page.fill("#place_landmark", "Sisi utara pasar")
        await page.click("#lanjut")
        await page.wait_for_url("**/category?draf=1")
        await page.check("input[value=roads]")
        await page.click("#lanjut")
        await page.wait_for_url("**/contact?draf=1")
        await page.check("input[value=public]")
        await page.click("#lanjut")
        await page.wait_for_url("**/periksa?draf=1")
        await page.click("#kirim")
        await page.wait_for_url("**/selesai/*")
        ticket = await page.get_attribute("data.ticket", "value")
        await page.click("#lacak")
        await page.wait_for_url("**/lacak/*")
        cara = f"{page.url}/cara"
        for address in (
            cara,
            f"/aduan/{ticket}",
            "/aduan",
            "/aduan?q=lubang",
            "/cari?q=lubang",
            "/layanan",
            "/lacak",
            "/klinik",
            "/klinik/nomor",
            "/tidak-ada",
        ):
            await page.goto(address)
        await page.goto("/aduan")
        await page.fill("#q", "lubang")
        await page.click("#terapkan")
        await page.wait_for_url("**q=lubang*")

        assert web.said == []
        assert {url for url in web.asked if not url.startswith((web.base, "blob:"))} == set(), "nothing comes from elsewhere"


async def test_row_01_words_with_htmx_in_them_ask_for_nothing(tmp_path: Path, chromium_path: str) -> None:
    words = (
        "<div hx-get='/zqx' hx-trigger='load'>a</div> <div data-hx-get=\"/zqx\" hx-trigger=load></div> <img src=/zqx onerror=alert(1)> "
        "<script>fetch('/zqx')</script> \" hx-get=\"/zqx\" hx-trigger=\"load\" <svg onload=fetch('/zqx')> <a hx-on:click='fetch(`/zqx`)'>b</a> {{7*7}}"
    )
    async with browsing(tmp_path / "site", chromium_path) as web:
        case = await open_one(web.portal, replace(ROAD, title=words[:150], public_text=words))
        await index(web.portal, case.case, words)
        await move(context_of(web.portal), case.case.id, "forward", VERIFIER, {"note": words})
        await move(context_of(web.portal), case.case.id, "start", HANDLER, {"note": words})
        page = await web.page()

        for address in ("/", "/aduan", f"/aduan/{case.case.ticket}", case.location(web.portal), f"{case.location(web.portal)}/cara", "/cari?q=zqx"):
            await page.goto(address, wait_until="networkidle")
            assert await page.locator("[hx-get*=zqx], [src*=zqx], [onload], [onerror]").count() == 0

        await page.goto(f"/aduan/{case.case.ticket}")
        assert "{{7*7}}" in await page.inner_text("main")
        assert [url for url in web.asked if "/zqx" in url] == []
        assert web.said == []


async def test_row_17_after_signing_out_the_back_button_shows_nothing_of_the_person(tmp_path: Path, chromium_path: str) -> None:
    async with browsing(tmp_path / "site", chromium_path) as web:
        page = await web.page()
        await page.goto("/masuk")
        await page.fill("#who", "warga-1")
        await page.fill("#kind", "citizen")
        await page.click("form[action='/masuk'] button")
        await page.wait_for_url(f"{web.base}/")
        await page.goto("/klinik/saya")
        assert await page.locator("#clinics").count() == 1
        await page.goto("/aduan/lapor")
        await page.fill("#description", "Rahasia saya sebelum keluar")
        await page.click("#lanjut")
        await page.wait_for_url("**/place?draf=1")
        await page.goto("/klinik/saya")
        token = await page.context.request.get("/masuk")
        value = (await token.text()).partition('name="csrf" value="')[2].partition('"')[0]
        out = await page.context.request.post("/masuk/keluar", form={"csrf": value}, headers={"Origin": web.base}, max_redirects=0)
        assert out.status == 303
        assert out.headers["clear-site-data"] == '"cache"'

        for _ in range(3):
            await page.go_back()
            await page.wait_for_load_state()
            body = await page.inner_text("body")
            assert "Rahasia saya" not in body
            assert await page.locator("#clinics").count() == 0
            assert page.url != f"{web.base}/klinik/saya"
        assert (await page.goto("/klinik/saya")).url.endswith("/masuk?next=/klinik/saya")  # type: ignore[union-attr]
