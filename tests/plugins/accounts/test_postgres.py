"""What counts under load counts the same on PostgreSQL: tries, links, codes, addresses."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from core.testing import FrozenClock
from plugins.accounts.commands import _add
from plugins.accounts.models import Account

from .conftest import portal_on
from .persons import OTHER, PASSWORD, SITI, Officer, another, enter, register

pytestmark = pytest.mark.anyio


async def test_row_25_tries_links_and_codes_are_taken_once_by_many_at_once_on_postgresql(tmp_path: Path, postgres_url: str, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", toml=f'[database]\nurl = "{postgres_url}"\n', clock=clock) as (portal, client):
        assert [answer.status_code for answer in await asyncio.gather(*(register(another(portal)) for _ in range(4)))] == [303] * 4
        assert await Account.all().count() == 1
        assert (await enter(client)).headers["location"] == "/akun"

        guess = another(portal)
        page = await guess.get("/masuk")
        answers = await asyncio.gather(*(guess.fill(page, who=SITI, password=OTHER, holding="who") for _ in range(20)))
        assert sorted(answer.status_code for answer in answers) == [422] * 5 + [429] * 15

        made = await _add(portal, "Sari Dewi", "sari@blorakab.go.id", ("handler",), ("dpupr",), administrator=False)
        one = Officer(portal, clock, "sari@blorakab.go.id")
        page = await one.client.get(made["link"])
        answers = await asyncio.gather(*(one.client.fill(page, password=PASSWORD, holding="password") for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
        one.client.cookies.clear()
        await enter(one.client, one.email)
        await one.enrol()
        await one.keep_codes()

        browsers, code = [another(portal) for _ in range(3)], ""
        pages = []
        for browser in browsers:
            await enter(browser, one.email)
            pages.append(await browser.get("/masuk/kode"))
        code = one.code()
        answers = await asyncio.gather(*(browser.fill(shown, code=code, holding="code") for browser, shown in zip(browsers, pages, strict=True)))
        assert sorted(answer.status_code for answer in answers) == [303, 422, 422]
