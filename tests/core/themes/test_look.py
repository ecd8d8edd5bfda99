"""The core's pages in a real browser: every theme, phone and desk, light and dark."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest

from core.testing import make_site, serving
from core.testing.client import HOST, Client

if TYPE_CHECKING:
    from playwright.async_api import Page, Route

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
SAMPLES = Path(__file__).parents[2] / "plugins" / "samples"
PAGES = ("/", "/layanan", "/cari?q=tidakada", "/tidak-ada")
FILES = {"emergency.csv": "number,name_id,name_en,icon\n112,Darurat,Emergency,siren\n119,Ambulans,Ambulance,ambulance\n"}
TARGETS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && (box.width < 44 || box.height < 44) && !one.matches('p a, dd a') && one.checkVisibility();
}).map(one => one.outerHTML.slice(0, 120))"""
Scheme = Literal["light", "dark"]


@asynccontextmanager
async def looking(client: Client, chromium: str, width: int, scheme: Scheme) -> AsyncIterator[tuple[Page, list[int]]]:
    """A page of a browser whose requests the portal answers in this process, and the bytes of each answer as they travel."""
    from playwright.async_api import async_playwright

    travelled: list[int] = []

    async def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        response = await client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path, headers={"Accept-Encoding": "br", "Accept-Language": "id"})
        travelled.append(response.num_bytes_downloaded)
        headers = {name: value for name, value in response.headers.items() if name not in ("content-encoding", "content-length")}
        await route.fulfill(status=response.status_code, headers=headers, body=response.content)

    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            page = await browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, locale="id-ID")
            await page.route("**/*", answer)
            yield page, travelled
        finally:
            await browser.close()


@pytest.mark.parametrize(
    ("theme", "width", "scheme"), [("pendopo", 320, "light"), ("pendopo", 1280, "dark"), ("blora", 320, "dark"), ("sumedang", 1280, "light")]
)
async def test_the_pages_are_accessible_in_every_theme(theme: str, width: int, scheme: Scheme, tmp_path: Path, chromium_path: str, axe_script: str) -> None:
    toml = f'[portal]\nname = "Uji Melayani"\nregency = "Kabupaten Uji"\nregion = "33.16"\ntheme = "{theme}"\n'
    site = make_site(tmp_path, toml=toml, files=FILES)
    async with serving(site, plugins=["dummy"], folders=[SAMPLES]) as (_portal, client), looking(client, chromium_path, width, scheme) as (page, _bytes):
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
        for path in PAGES:
            await page.goto(HOST + path, wait_until="load")
            await page.click("#menu")
            await page.evaluate(axe_script)

            found = await page.evaluate("axe.run()")
            assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == [], path
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
            assert await page.evaluate(TARGETS) == [], path
            assert await page.evaluate("document.querySelectorAll('h1').length") == 1
        assert refused == []


async def test_the_first_view_of_home_travels_light(tmp_path: Path, chromium_path: str) -> None:
    site = make_site(tmp_path, files=FILES)
    async with serving(site, plugins=["dummy"], folders=[SAMPLES]) as (_portal, client), looking(client, chromium_path, 360, "light") as (page, travelled):
        await page.goto(HOST, wait_until="networkidle")

        assert sum(travelled) <= 30 * 1024
        assert len(travelled) <= 10


async def test_the_readers_choice_stands_over_the_phones(tmp_path: Path, chromium_path: str) -> None:
    site = make_site(tmp_path)
    async with serving(site) as (portal, client), looking(client, chromium_path, 360, "dark") as (page, _bytes):
        grounds = {}
        for choice in ("auto", "terang", "gelap"):
            client.cookies.set("tampilan", choice)
            await page.goto(HOST)
            grounds[choice] = await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--bg')")

        assert grounds == {
            "auto": portal.theme.colours["dark"]["bg"],
            "terang": portal.theme.colours["light"]["bg"],
            "gelap": portal.theme.colours["dark"]["bg"],
        }
