"""The same report in Chromium, as wide as a cheap phone: htmx, the script for photos, axe on every page, and nothing against the policy."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from PIL import Image

from core.clock import SystemClock
from core.portal import Portal, build_portal
from core.portal.running import context_of, running
from core.site import load_site
from core.web.app import create_app
from plugins.cases.api import By, find_case, move

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@asynccontextmanager
async def browsing(folder: Path, chromium: str, **options: Any) -> AsyncIterator[tuple[Portal, Page, list[str]]]:
    """A page of 360 px on the portal of `folder`, and everything it complains about."""
    from playwright.async_api import async_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    async with running(build_portal(load_site(folder, {}), clock=SystemClock(), base_url=base), migrate=True) as portal:
        server = uvicorn.Server(uvicorn.Config(create_app(portal), port=port, log_level="warning", lifespan="off", ws="none"))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID", base_url=base, **options)
                page, said = await context.new_page(), []
                page.on("pageerror", lambda error: said.append(str(error)))
                page.on("console", lambda message: said.append(message.text) if message.type == "error" and "status of 422" not in message.text else None)
                page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
                yield portal, page, said
                await browser.close()
        finally:
            server.should_exit = True
            await serving


async def looked_at(page: Page, axe: str) -> None:
    """The page keeps to WCAG 2.2 AA as far as a program can tell, has one heading, and does not scroll sideways."""
    await page.evaluate(axe)
    found = await page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
    problems = [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found["violations"]]
    assert problems == [], page.url
    assert await page.locator("h1").count() == 1, page.url
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


async def test_a_broken_road_is_reported_and_followed_on_a_phone(blora: Path, tmp_path: Path, chromium_path: str, axe_script: str) -> None:
    photo = tmp_path / "jalan.jpg"
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(photo, quality=95)

    async with browsing(blora, chromium_path) as (portal, page, said):
        await page.goto("/")
        await looked_at(page, axe_script)
        await page.click(".tile-lead a")

        await page.wait_for_url("**/aduan/lapor")
        await page.click("#lanjut")
        await page.wait_for_selector("#galat")
        await looked_at(page, axe_script)
        await page.fill("#description", "Lubang besar di jalan depan Pasar Jepon. Sudah dua motor jatuh.")
        await page.set_input_files("#photos", str(photo))
        await page.wait_for_selector(".file img")
        assert await page.input_value("#description") == "Lubang besar di jalan depan Pasar Jepon. Sudah dua motor jatuh."
        await looked_at(page, axe_script)
        await page.click("#lanjut")

        await page.wait_for_url("**/place?draf=1")
        await page.select_option("#place_district", "33.16.08")
        await page.wait_for_selector("#place_village option[value='33.16.08.1013']", state="attached")
        await page.select_option("#place_village", "33.16.08.1013")
        await page.fill("#place_landmark", "Depan Pasar Jepon")
        await looked_at(page, axe_script)
        await page.click("#lanjut")

        await page.wait_for_url("**/category?draf=1")
        await looked_at(page, axe_script)
        await page.check("input[value=jalan]")
        await page.click("#lanjut")

        await page.wait_for_url("**/contact?draf=1")
        await page.check("input[value=anonymous]")
        await page.wait_for_selector("#show_name", state="detached")
        await page.check("input[value=public]")
        await page.wait_for_selector("#show_name", state="attached")
        await page.fill("#name", "Siti Rahmawati")
        await page.fill("#phone", "0812 0000 4821")
        await looked_at(page, axe_script)
        await page.click("#lanjut")

        await page.wait_for_url("**/periksa?draf=1")
        await looked_at(page, axe_script)
        await page.click("#kirim")

        await page.wait_for_url("**/selesai/*")
        await looked_at(page, axe_script)
        ticket = await page.get_attribute("data.ticket", "value")
        assert ticket
        assert re.fullmatch(r"ADU-[0-9A-Z]{4}-[0-9A-Z]{4}", ticket)
        await page.click("#lacak")

        await page.wait_for_url("**/lacak/*")
        await looked_at(page, axe_script)
        case = await find_case(ticket)
        await move(context_of(portal, "complaints"), case.id, "forward", By("verifier", "v", "Sari"), {"agency": "dpupr"})
        await page.reload()
        assert "Diteruskan ke DPUPR" in await page.inner_text("main")
        await looked_at(page, axe_script)

        await page.goto(f"/aduan/{ticket}")
        await looked_at(page, axe_script)
        assert "Siti" not in await page.inner_text("body")
        await page.click("#back")
        await page.wait_for_url("**/aduan")
        await looked_at(page, axe_script)

        await page.select_option("#category", "kesehatan")
        await page.click("#terapkan")
        await page.wait_for_selector("#list .empty")
        assert "category=kesehatan" in page.url, "the filter stands in the address, so it can be shared"
        await looked_at(page, axe_script)
        await page.go_back()
        await page.wait_for_selector(f"#aduan-{ticket}")
        assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_public_pages_are_readable_in_both_schemes(blora: Path, chromium_path: str, axe_script: str, scheme: str) -> None:
    from core import transaction
    from plugins.cases.api import NewCase, open_case

    async with browsing(blora, chromium_path, color_scheme=scheme) as (portal, page, said):
        context, tickets = context_of(portal, "complaints"), []
        for title in ("Lampu jalan mati", "Sampah menumpuk"):
            async with transaction():
                new = NewCase(
                    "complaints.report",
                    "complaints.complaint",
                    title=title,
                    public_text=f"{title} sejak seminggu.",
                    agency="dlh",
                    district="33.16.05",
                    village="33.16.05.2001",
                    category="lingkungan",
                )
                tickets.append((await open_case(context, new)).case)
        await move(context, tickets[0].id, "reject", By("verifier"), {"note": "Sudah dilaporkan.", "reason": "double"})

        for address in (
            "/",
            "/aduan",
            *(f"/aduan/{case.ticket}" for case in tickets),
            "/aduan/lapor",
            "/aduan/cara",
            "/layanan/complaints.report",
            "/aduan/ADU-0000-0000",
        ):
            await page.goto(address)
            await looked_at(page, axe_script)
        assert [one for one in said if "404" not in one] == []
