"""A citizen pays in the trial with a telephone 360 px wide, looked at by axe in light and dark; the treasurer at a desk."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.payments.api import Report, charge_path
from plugins.payments.reporting import take

from .world import TREASURER, TRIAL, again, charged, context_of, portal_on

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@asynccontextmanager
async def browsing(folder: Path, clock: FrozenClock, chromium: str, **options: Any) -> AsyncIterator[tuple[Portal, BrowserContext]]:
    """A browser on a portal that listens."""
    from playwright.async_api import async_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with portal_on(folder, toml=f"{TRIAL}[server]\nport = {port}\n", clock=clock) as (portal, _client):
        server = uvicorn.Server(uvicorn.Config(create_app(portal), port=port, log_level="warning", lifespan="off", ws="none"))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                yield portal, await browser.new_context(locale="id-ID", base_url=f"http://127.0.0.1:{port}", bypass_csp=True, **options)
                await browser.close()
        finally:
            server.should_exit = True
            await serving


async def faults(page: Page, axe: str) -> list[str]:
    """What axe finds, and whether one must scroll sideways."""
    await page.evaluate(axe)
    found: list[str] = await page.evaluate("axe.run().then(result => result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))")
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("one must scroll sideways")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_citizen_pays_with_a_small_telephone(tmp_path: Path, clock: FrozenClock, chromium_path: str, axe_script: str, scheme: str) -> None:
    size = {"width": 360, "height": 740}
    async with browsing(tmp_path / "site", clock, chromium_path, viewport=size, color_scheme=scheme) as (portal, context):
        charge = await charged(portal)
        page = await context.new_page()
        await page.goto(charge_path(portal, charge))
        assert await page.get_by_text("Uji coba: tidak ada uang yang berpindah").first.is_visible()
        assert await page.locator("#kode").inner_text() == charge.code
        assert await page.get_by_role("button", name="Salin kode").is_visible()
        seen = {"waiting": await faults(page, axe_script)}

        for button in ("Dibayar", "Diterima bank", "Masuk rekening kas daerah"):
            await page.get_by_role("button", name=button, exact=True).click()
            await page.wait_for_load_state("load")
        await page.get_by_text("Uang sudah masuk rekening kas daerah").wait_for()
        seen["posted"] = await faults(page, axe_script)
        await page.get_by_role("link", name="Bukti pembayaran").click()
        await page.get_by_role("heading", name="Bukti uji coba").wait_for()
        seen["receipt"] = await faults(page, axe_script)

        assert (await again(charge)).state == "posted"
        assert seen == {"waiting": [], "posted": [], "receipt": []}


async def test_a_code_that_comes_late_appears_by_itself(tmp_path: Path, clock: FrozenClock, chromium_path: str) -> None:
    from plugins.payments.api import create_charge

    from .world import deliver, fee

    async with browsing(tmp_path / "site", clock, chromium_path) as (portal, context):
        charge = await create_charge(context_of(portal), fee(portal))
        page = await context.new_page()
        await page.goto(charge_path(portal, charge))
        assert await page.locator("#kode").count() == 0

        await deliver(portal)

        await page.locator("#kode").wait_for(timeout=8_000)
        assert await page.locator("#kode").inner_text() == (await again(charge)).code


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
async def test_the_treasurers_pages_are_for_everybody(tmp_path: Path, clock: FrozenClock, chromium_path: str, axe_script: str, width: int, scheme: str) -> None:
    async with browsing(tmp_path / "site", clock, chromium_path, viewport={"width": width, "height": 800}, color_scheme=scheme) as (portal, context):
        charge = await charged(portal)
        await take(context_of(portal), "trial", Report(str(charge.id), "e", "paid", portal.clock.now(), 1), "callback")
        async with Client(create_app(portal)) as client:
            await client.sign_in(**TREASURER)  # type: ignore[arg-type]
            cookie = client.cookies[portal.sessions.cookie]
        page = await context.new_page()
        await page.goto("/lacak")
        await context.add_cookies([{"name": portal.sessions.cookie, "value": cookie, "url": page.url}])
        seen = {}
        for path in ("/pembayaran/rekonsiliasi", f"/pembayaran/rekonsiliasi/{charge.id}", "/pembayaran"):
            answer = await page.goto(path)
            assert answer is not None
            assert answer.status == 200
            seen[path] = await faults(page, axe_script)

        assert {path: found for path, found in seen.items() if found} == {}
