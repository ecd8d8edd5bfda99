"""Every page of the vehicle tax is HTML as the standard wants it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing.client import Client
from tests.pages.test_html import errors

from .garage import PLAIN, fill_table
from .test_calculator import reckoned
from .test_check import bill, look_up
from .test_saved import MINE, save

pytestmark = [pytest.mark.java, pytest.mark.anyio, pytest.mark.timeout(300)]


async def test_every_page_is_valid_html_with_one_heading(portal: Portal, client: Client, tmp_path: Path, vnu_jar: Path) -> None:
    pages = {
        "first": await client.get("/pajak-kendaraan"),
        "wrong": await reckoned(client, kind="", njkb="x"),
        "reckoned": await reckoned(client, renewal="yes"),
        "check": await client.get("/pajak-kendaraan/cek"),
        "nothing": await look_up(client, chassis="99999"),
        "bill": await bill(client),
        "late": await bill(client, "K 22 YE", "22222"),
    }
    await client.sign_in("siti")
    shown = await bill(client)
    link = re.search(r'id="ingatkan" href="([^"]+)"', shown.text)
    assert link
    pages["save"] = await client.get(link[1])
    pages["none saved"] = await client.get(MINE)
    await save(client)
    await save(client, "K 1234 EN", "AB12C")
    pages["mine"] = await client.get(MINE)
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, page in pages.items():
        (folder / f"{name.replace(' ', '_')}.html").write_text(page.text, encoding="utf-8")

    assert errors(vnu_jar, folder) == []
    assert {name for name, page in pages.items() if len(re.findall(r"<h1[ >]", page.text)) != 1} == set()


async def test_words_of_an_imported_table_are_shown_as_text(portal: Portal, client: Client) -> None:
    await fill_table(portal, [{**PLAIN, "description": "<script>alert(1)</script>"}], source='"><img src=x>')

    page = await bill(client)

    assert "<script>alert" not in page.text
    assert "<img src=x>" not in page.text
