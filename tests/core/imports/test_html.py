"""The pages of imports are HTML as the standard wants it; what a file holds is shown, and is never a part of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.imports.conftest import HEADINGS, Opened
from tests.core.imports.test_pages import AT, BAD, ROW, officer, send
from tests.core.tables import files
from tests.pages.test_html import errors

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

MARK = "zqx"
PAYLOAD = f'"><script>{MARK}(1)</script>'


@pytest.fixture
def database_url() -> str:
    return "sqlite://data/portal.db"


async def every_page(desk: Opened) -> dict[str, str]:
    async with desk("registry", "dummy") as office:
        await officer(office)
        pages = {"tabel": (await office.client.get("/konsol/impor")).text, "kosong": (await office.client.get(AT)).text}
        hostile = [PAYLOAD, PAYLOAD, PAYLOAD, PAYLOAD, PAYLOAD]
        pages["galat"] = (await send(office, files.xlsx_of([*HEADINGS, PAYLOAD], ROW, BAD, hostile), name=f"{PAYLOAD}.csv", source=PAYLOAD)).text
        pages["ditolak"] = (await send(office, files.xlsx_of([PAYLOAD, *HEADINGS[1:]], ROW))).text
        good = await send(office, files.xlsx_of(HEADINGS, [ROW[0], PAYLOAD, *ROW[2:]]), name=f"{PAYLOAD}.csv", source=PAYLOAD)
        pages["siap"] = good.text
        answer = await office.client.fill(good, holding="write")
        pages["ditulis"] = (await office.client.get(answer.headers["location"])).text
        await office.portal.imports.work()
        pages["tertulis"] = (await office.client.get(answer.headers["location"])).text
        pages["riwayat"] = (await office.client.get(AT)).text
        pages["salah"] = (await office.client.fill(await office.client.get(AT), holding="file", as_of="besok", source=PAYLOAD)).text
        return pages


async def test_row_01_what_a_file_holds_is_never_a_part_of_the_page(desk: Opened) -> None:
    pages = await every_page(desk)

    assert [name for name, page in pages.items() if MARK in page] >= ["galat", "ditolak", "siap"]
    assert [name for name, page in pages.items() if PAYLOAD in page or "<script>" in page] == []
    assert {name: page.count("<h1") for name, page in pages.items()} == dict.fromkeys(pages, 1)


@pytest.mark.java
async def test_every_page_is_valid_html(desk: Opened, tmp_path: Path, vnu_jar: Path) -> None:
    pages = await every_page(desk)

    for name, html in pages.items():
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8")
    assert errors(vnu_jar, tmp_path) == []
