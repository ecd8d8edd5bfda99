"""An edit shows itself in an open page, and the page keeps to its policy while it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.developing.workshop import HOOKS, PAGE, tree_site
from tests.core.web.test_server import serve, wait_for

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_an_edit_shows_itself_without_a_click(tmp_path: Path, chromium_path: str) -> None:
    from playwright.async_api import async_playwright, expect

    tree_site(tmp_path)
    said: list[str] = []
    with serve(tmp_path, "--dev") as server:
        wait_for(lambda: "jati" in server.get("/pohon"), 20)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
            page = await browser.new_page(viewport={"width": 360, "height": 740})
            page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            await page.goto(f"http://127.0.0.1:{server.port}/pohon")
            words = page.locator("main p").first

            (tmp_path / "plugins/tree/templates/tree/home.html").write_text(PAGE.replace("daun0", "daun-gugur"), encoding="utf-8")
            await expect(words).to_contain_text("daun-gugur", timeout=5_000)
            (tmp_path / "plugins/tree/hooks.py").write_text(HOOKS.replace("jati", "mahoni"), encoding="utf-8")
            await expect(words).to_contain_text("mahoni", timeout=10_000)
            (tmp_path / "plugins/tree/hooks.py").write_text("def home(:\n", encoding="utf-8")
            await expect(page.locator(".dev-bar .problem-error")).to_contain_text("hooks.py:1", timeout=10_000)
            (tmp_path / "plugins/tree/hooks.py").write_text(HOOKS.replace("jati", "trembesi"), encoding="utf-8")
            await expect(words).to_contain_text("trembesi", timeout=10_000)

            last = await page.evaluate("[...document.querySelectorAll('a[href], button, summary, input')].at(-1).closest('.dev-bar') !== null")
            await page.emulate_media(media="print")
            printed = await page.locator(".dev-bar").is_visible()
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            await browser.close()

    assert said == []
    assert last
    assert not printed
    assert wide <= 0
