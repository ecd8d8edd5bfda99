"""At the desk in Chromium: a photo that was taken just now goes as it is, with the place and the moment of its capture."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn

from core.clock import SystemClock
from core.portal.running import context_of
from core.web.app import create_app
from plugins.cases.api import By, Case, move, open_case, read_timeline
from tests.core.storage import pictures
from tests.security.whole import ROAD

from .conftest import portal_on
from .test_proof import BUDI, PLACE

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.mark.parametrize(("minutes", "strength"), [(0, "strong"), (60, "unknown")])
async def test_only_what_was_taken_just_now_is_said_to_be_taken_here(tmp_path: Path, chromium_path: str, minutes: int, strength: str) -> None:
    from playwright.async_api import async_playwright

    photo = tmp_path / "sesudah.jpg"
    photo.write_bytes(pictures.encoded(pictures.scene(2, (2400, 1800)), "JPEG", quality=95))
    os.utime(photo, (time.time() - minutes * 60,) * 2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with portal_on(tmp_path / "site", toml=f"[server]\nport = {port}\n", clock=SystemClock()) as (portal, _client):
        server = uvicorn.Server(uvicorn.Config(create_app(portal), port=port, log_level="warning", lifespan="off", ws="none"))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        context = context_of(portal, "complaints")
        place = {"latitude": PLACE[0], "longitude": PLACE[1]}
        case = (await open_case(context, replace(ROAD, answers={"complaints": {"place": place}}))).case
        await move(context, case.id, "forward", By("verifier"), {"agency": "dpupr"})
        await move(context, case.id, "start", BUDI, {"note": "Besok."})
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
                here = {"latitude": PLACE[0] + 0.001, "longitude": PLACE[1]}
                desk = await browser.new_context(base_url=f"http://127.0.0.1:{port}", locale="id-ID", geolocation=here, permissions=["geolocation"])
                page, said = await desk.new_page(), list[str]()
                page.on("pageerror", lambda error: said.append(str(error)))
                await page.goto("/masuk")
                for name, value in {"who": "budi", "kind": "officer", "permissions": "cases.view,cases.handle", "agencies": "dpupr"}.items():
                    field = page.locator(f"[name={name}]")
                    await (field.select_option(value) if await field.evaluate("one => one.tagName") == "SELECT" else field.fill(value))
                await page.locator("form:has([name=who]) button").click()
                await page.goto(portal.url_for("cases:desk_case", ticket=case.ticket))
                form = page.locator("form[data-evidence]").first
                async with page.expect_navigation():
                    await form.locator("input[type=file]").set_input_files(photo)
                form = page.locator("form[data-evidence]").first
                await form.locator("textarea").first.fill("Sudah ditambal.")
                async with page.expect_navigation():
                    await form.locator("[id=kirim-finish]").click()
                await browser.close()
        finally:
            server.should_exit = True
            await serving
        graded = (await read_timeline(portal, await Case.get(id=case.id), "officer"))[-1].proof

    assert said == []
    assert graded is not None
    assert graded.strength == strength, graded.reasons
