"""The QR code of a receipt, read by another program from the page's own picture, leads where the page's button leads."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from core.testing.client import HOST
from tests.plugins.complaints.reporting import link_of, report

from .every_page import ROAD, blora

if TYPE_CHECKING:
    from playwright.async_api import Route

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.tools]


@pytest.mark.parametrize(("theme", "scheme", "medium"), [("blora", "light", "screen"), ("sumedang", "dark", "screen"), ("pendopo", "dark", "print")])
async def test_the_code_on_a_receipt_leads_where_the_button_leads(tmp_path: Path, chromium_path: str, theme: str, scheme: str, medium: str) -> None:
    from playwright.async_api import async_playwright

    picture = tmp_path / "receipt.png"
    async with blora(tmp_path / "site", theme=theme) as (_, client):
        receipt = await report(client, **ROAD)

        async def answer(route: Route) -> None:
            found = await client.get(urlsplit(route.request.url).path)
            headers = {name: value for name, value in found.headers.items() if name not in ("content-encoding", "content-length")}
            await route.fulfill(status=found.status_code, headers=headers, body=found.content)

        async with async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
            page = await browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
            await page.emulate_media(media=medium)  # type: ignore[arg-type]
            await page.route("**/*", answer)
            await page.goto(str(receipt.url), wait_until="load")
            await page.screenshot(path=str(picture), full_page=True)
            await browser.close()

    read = subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True, check=True)

    assert read.stdout.splitlines() == [urljoin(HOST, link_of(receipt))]
