"""Notifications in Chromium: looked at by axe at 360 and 1280 px, light and dark; and a message that marks itself read."""

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
from core.web.app import create_app
from plugins.notifications.models import Inbox

from .pages import addresses, told_a_few_things
from .persons import Person
from .post_office import PostOffice
from .world import portal_on

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
LOOKS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


@asynccontextmanager
async def browsing(folder: Path, office: PostOffice, clock: FrozenClock, chromium: str, **options: Any) -> AsyncIterator[tuple[Portal, BrowserContext]]:
    """A browser on a portal that listens."""
    from playwright.async_api import async_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with portal_on(folder, office, clock=clock, toml=f"[server]\nport = {port}\n") as (portal, _client):
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


async def be(context: BrowserContext, portal: Portal, person: Person) -> Page:
    """A page on which this person is signed in."""
    await context.clear_cookies()
    value = person.client.cookies[portal.sessions.cookie]
    page = await context.new_page()
    await page.goto("/lacak")
    await context.add_cookies([{"name": portal.sessions.cookie, "value": value, "url": page.url}])
    return page


@pytest.mark.node
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
async def test_axe_finds_nothing_on_any_page(
    tmp_path: Path, office: PostOffice, clock: FrozenClock, chromium_path: str, axe_script: str, width: int, scheme: str
) -> None:
    look_like: dict[str, Any] = {"viewport": {"width": width, "height": 760}, "color_scheme": scheme}
    async with browsing(tmp_path / "site", office, clock, chromium_path, **look_like) as (portal, context):
        person, admin = await told_a_few_things(portal, office)
        found: list[str] = []
        for who, paths in (await addresses(portal, person)).items():
            page = await be(context, portal, person if who == "person" else admin)
            for path in paths:
                answer = await page.goto(path)
                assert answer is not None
                assert answer.status == 200, path
                await page.evaluate(axe_script)
                violations = await page.evaluate("axe.run().then(result => result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))")
                wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
                found.extend(f"{path}: {each}" for each in [*violations, *(["scrolls sideways"] if wide else [])])

    assert found == []


async def test_a_message_that_is_opened_marks_itself_read_where_htmx_is_at_work(
    tmp_path: Path, office: PostOffice, clock: FrozenClock, chromium_path: str
) -> None:
    async with browsing(tmp_path / "site", office, clock, chromium_path) as (portal, context):
        person, _admin = await told_a_few_things(portal, office)
        row = await Inbox.filter(actor=person.id).first()
        assert row is not None
        page = await be(context, portal, person)

        await page.goto(f"/pesan/{row.id}")

        if portal.has_htmx:
            await page.get_by_text("Sudah dibaca").wait_for()
            assert (await Inbox.get(id=row.id)).read == clock.now()
        else:
            await page.get_by_role("button", name="Tandai sudah dibaca").click()
            assert (await Inbox.get(id=row.id)).read == clock.now()
        assert await page.get_by_role("button", name="Tandai sudah dibaca").count() == 0
