"""Accounts in Chromium: an officer's first day and a citizen's account, looked at by axe at 360 and 1280 px, light and dark."""

from __future__ import annotations

import asyncio
import base64
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from core import Context
from core.portal import Portal
from core.testing import FrozenClock
from core.web.app import create_app
from plugins.accounts import offices
from plugins.accounts.commands import _add
from plugins.accounts.totp import SECONDS, code_at
from plugins.cases.api import count_overview
from tests.security.whole import open_one

from .conftest import portal_on
from .persons import PASSWORD, SITI
from .test_offices import claimed, in_force

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
EMAIL = "sari@blorakab.go.id"
LOOKS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


@asynccontextmanager
async def browsing(folder: Path, clock: FrozenClock, chromium: str, **options: Any) -> AsyncIterator[tuple[Portal, Page, list[str]]]:
    """A page on a portal that listens, and what it complains about."""
    from playwright.async_api import async_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with portal_on(folder, clock=clock, toml=f"[server]\nport = {port}\n") as (portal, _client):
        server = uvicorn.Server(uvicorn.Config(create_app(portal), port=port, log_level="warning", lifespan="off", ws="none"))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                context = await browser.new_context(locale="id-ID", base_url=f"http://127.0.0.1:{port}", bypass_csp=True, **options)
                page = await context.new_page()
                said: list[str] = []
                page.on("pageerror", lambda error: said.append(str(error)))
                yield portal, page, said
                await browser.close()
        finally:
            server.should_exit = True
            await serving


@pytest.mark.node
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_axe_finds_nothing_on_any_page_of_an_officer_and_a_citizen(
    tmp_path: Path, clock: FrozenClock, chromium_path: str, axe_script: str, width: int, scheme: str
) -> None:
    look_like: dict[str, Any] = {"viewport": {"width": width, "height": 760}, "color_scheme": scheme}
    async with browsing(tmp_path / "site", clock, chromium_path, **look_like) as (portal, page, said):
        found: list[str] = []

        async def look() -> None:
            await page.evaluate(axe_script)
            violations = await page.evaluate("axe.run().then(result => result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))")
            wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            small = await page.evaluate(
                "[...document.querySelectorAll('main button, main .button, main summary, "
                "main input:not([type=hidden]):not([type=checkbox]):not([type=radio])')]"
                ".filter(e => e.getBoundingClientRect().width > 1 && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
            )
            found.extend(f"{page.url}: {each}" for each in [*violations, *small, *(["scrolls sideways"] if wide else [])])

        made = await _add(portal, "Sari Dewi", EMAIL, ("handler",), ("dpupr",), administrator=True)
        await page.goto(made["link"])
        await look()
        await page.fill("#password", "pendek")
        await page.click("#lanjut")
        await page.wait_for_selector("#galat")
        await look()
        await page.fill("#password", PASSWORD)
        await page.click("#lanjut")
        await page.wait_for_url("**/masuk/autentikator")
        await look()
        secret = re.sub(r"\s", "", await page.inner_text("ol code"))
        await page.fill("#code", code_at(base64.b32decode(secret), int(clock.now().timestamp()) // SECONDS))
        await page.click("#lanjut")
        await page.wait_for_url("**/masuk/kode-cadangan")
        await look()
        codes = await page.locator("#kode code").all_inner_texts()
        await page.click("#disimpan")
        await page.wait_for_url("**/akun")
        await look()
        for _n in range(6):
            await open_one(portal)
        await count_overview(Context(portal, "cases"))
        await claimed(portal, made["id"], clock)
        await in_force(portal, made["id"], clock, offices.VILLAGE, "33.16.08.2002")
        officials = ("/petugas/ikhtisar", "/konsol/accounts/jabatan", "/konsol/accounts/jabatan/pemegang")
        for path in (*officials, "/konsol/accounts", "/konsol/accounts/undang"):
            await page.goto(path)
            await look()
        await page.fill("#name", "Ani Lestari")
        await page.fill("#email", "ani@blorakab.go.id")
        await page.check("#roles-1")
        await page.click("#undang")
        await page.wait_for_selector("#galat")
        await look()
        await page.select_option("#agency", "dpupr")
        await page.click("#undang")
        await page.wait_for_url("**/konsol/accounts/tautan")
        await look()
        await page.goto("/konsol/accounts")
        await page.click("#petugas-1")
        await page.wait_for_url("**/petugas/*")
        await look()
        await page.goto("/masuk/lagi")
        await look()
        await page.goto("/akun")
        await page.click("#keluar")
        await page.wait_for_url(re.compile(r":\d+/$"))
        await page.goto("/masuk")
        await page.click("#lupa")
        await look()
        await page.fill("#who", EMAIL)
        await page.fill("#password", PASSWORD)
        await page.click("#masuk")
        await page.wait_for_url("**/masuk/kode")
        await page.click("#hilang")
        await look()
        await page.fill("#code", codes[0])
        await page.click("#masuk")
        await page.wait_for_url("**/akun")
        await page.click("#keluar")
        await page.wait_for_url(re.compile(r":\d+/$"))

        await page.goto("/daftar")
        await look()
        await page.fill("#name", "Siti Rahmawati")
        await page.fill("#who", SITI)
        await page.fill("#password", PASSWORD)
        await page.click("main #daftar")
        await page.wait_for_url("**/masuk/sandi?baru=1")
        await look()
        await page.fill("#who", SITI)
        await page.fill("#password", PASSWORD)
        await page.click("#masuk")
        await page.wait_for_url("**/akun")
        for path in ("/akun", "/akun/profil", "/akun/perangkat", "/akun/kata-sandi", "/akun/jabatan", "/akun/jabatan/ajukan"):
            await page.goto(path)
            await look()
        await page.goto(made["link"])
        await look()

        assert found == []
        assert said == []
