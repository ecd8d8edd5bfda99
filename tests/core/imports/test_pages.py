"""An officer sends a file, sees what would change, confirms, and reads what became of it; nobody else sees any of it."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

import pytest

from core.database.tables import Import
from core.tables.reading import Sheet
from tests.core.imports.conftest import HEADINGS, NAME, Desk, Opened
from tests.core.tables import files

pytestmark = pytest.mark.anyio

ROW = ["K 1 AA", "Siti", "Honda", "17-08-2027", "1.250.000"]
BAD = ["K 2 AA", "=HYPERLINK(1)", "", "31-02-2027", "-1"]
AT = f"/konsol/impor/{NAME}"


@pytest.fixture
def database_url() -> str:
    """Pages are the same on both databases."""
    return "sqlite://data/portal.db"


async def officer(office: Desk) -> None:
    await office.client.sign_in("rina", kind="officer", permissions=["registry.load"], name="Rina Wati")


async def send(office: Desk, content: bytes, name: str = "data.csv", **values: str) -> Any:
    """Fill in the page, send the file, and let it be read; the page of the file."""
    page = await office.client.get(AT)
    answer = await office.client.fill(
        page, holding="file", files=[("file", (name, content, "text/csv"))], **{"as_of": "2026-11-01", "source": "Samsat", **values}
    )
    assert answer.status_code == 303, answer.text[:2000]
    await office.portal.imports.work()
    return await office.client.get(answer.headers["location"])


async def test_the_whole_way_without_javascript(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        console = await office.client.follow(await office.client.get("/konsol"))
        page = await send(office, files.csv_of(HEADINGS, ROW), name="../../etc/data <1>.csv")
        answer = await office.client.fill(page, holding="write")
        waiting = await office.client.get(answer.headers["location"])
        await office.portal.imports.work()
        done = await office.client.get(answer.headers["location"])
        history = await office.client.get(AT)

        assert AT in console.text
        assert "Rp1.250.000" in page.text
        assert "data" in page.text
        assert "etc/" not in page.text
        assert "hx-trigger" in waiting.text
        assert 'id="muat-ulang"' in waiting.text
        assert "hx-trigger" not in done.text
        assert await office.plates() == {"K 1 AA": "Siti"}
        assert "Samsat" in history.text
        assert "Rina Wati" in history.text


async def test_htmx_is_given_the_state_alone(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        page = await send(office, files.csv_of(HEADINGS, ROW))
        part = await office.client.get(str(page.url), headers={"HX-Request": "true", "HX-Request-Type": "partial"})

        assert part.text.lstrip().startswith("<div")
        assert "<h1" not in part.text


async def test_bad_rows_are_listed_and_left_out_only_when_that_is_ticked(desk: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk() as office:
        object.__setattr__(office.portal.tables.imports[NAME].value, "whole", False)
        await officer(office)
        page = await send(office, files.csv_of(HEADINGS, ROW, BAD))
        refused = await office.client.fill(page, holding="write")
        accepted = await office.client.fill(page, holding="write", skip="1")
        await office.portal.imports.work()

        assert "31-02-2027" in page.text
        assert "D3" in page.text
        assert refused.status_code == 422
        assert 'id="galat"' in refused.text
        assert accepted.status_code == 303
        assert await office.plates() == {"K 1 AA": "Siti"}


async def test_a_file_that_is_the_whole_table_must_be_right_in_every_row(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        page = await send(office, files.csv_of(HEADINGS, ROW, BAD))
        run = await Import.all().first()
        assert run is not None
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert token
        forced = await office.client.post(
            f"{AT}/{run.id}/tulis", data={"csrf": token[1], "skip": "1"}, headers={"Origin": office.client.address, "Sec-Fetch-Site": "same-origin"}
        )

        assert 'id="tulis"' not in page.text
        assert forced.status_code == 409
        assert await office.vehicle.all().count() == 0


async def test_what_would_be_removed_has_to_be_ticked(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        await office.client.fill(await send(office, files.csv_of(HEADINGS, ROW)), holding="write")
        await office.portal.imports.work()
        office.clock.move(timedelta(minutes=1))
        page = await send(office, files.csv_of(HEADINGS, ["K 9 AA", *ROW[1:]]))
        refused = await office.client.fill(page, holding="write")
        await office.client.fill(page, holding="write", remove="1")
        await office.portal.imports.work()

        assert refused.status_code == 422
        assert await office.plates() == {"K 9 AA": "Siti"}


async def test_the_same_file_again_would_change_nothing_and_says_so(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        page = await send(office, files.csv_of(HEADINGS, ROW))
        await office.client.fill(page, holding="write")
        await office.portal.imports.work()
        office.clock.move(timedelta(minutes=1))
        again = await send(office, files.csv_of(HEADINGS, ROW))

        assert 'id="tulis"' not in again.text
        assert 'id="lagi"' in again.text


async def test_row_41_the_report_runs_nothing_in_a_spreadsheet(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        page = await send(office, files.csv_of(HEADINGS, ["=1+1", "@x", "", "+2", "\t-3"]))
        answer = await office.client.get(f"{page.url.path}/galat")
        cells = [cell for row in csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";") for cell in row]

        assert answer.headers["content-disposition"] == f'attachment; filename="galat-{NAME}.csv"'
        assert "'=1+1" in cells
        assert "'+2" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


async def test_the_template_can_be_sent_back_as_it_is(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        for kind in ("csv", "xlsx"):
            answer = await office.client.get(f"{AT}/contoh/{kind}")
            with TemporaryFile() as stream:
                stream.write(answer.content)
                with Sheet(stream) as sheet:
                    rows = list(sheet.rows())
            page = await send(office, answer.content, name=f"contoh.{kind}")

            assert len(rows) == 2
            assert 'id="tulis"' in page.text, page.text
        assert (await office.client.get(f"{AT}/contoh/pdf")).status_code == 404


@pytest.mark.parametrize(
    ("values", "content", "field"),
    [
        ({}, None, "file"),
        ({}, b"", "file"),
        ({"as_of": "2026-12-01"}, b"x", "as_of"),
        ({"as_of": "kemarin"}, b"x", "as_of"),
        ({}, b"x" * ((1 << 20) + 1), "file"),
    ],
)
async def test_a_form_that_is_not_right_says_what_to_do(values: dict[str, str], content: bytes | None, field: str, desk: Opened) -> None:
    async with desk(toml="[limits]\nimport_size = 1\n") as office:
        await officer(office)
        page = await office.client.get(AT)
        sent = [("file", ("data.csv", content, "text/csv"))] if content is not None else []
        answer = await office.client.fill(page, holding="file", files=sent, **{"as_of": "2026-11-01", "source": "", **values})

        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.text
        assert await Import.all().count() == 0


async def test_row_13_two_hundred_megabytes_are_refused_before_they_are_read(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        headers = {
            "Origin": office.client.address,
            "Sec-Fetch-Site": "same-origin",
            "Content-Length": str(200 << 20),
            "Content-Type": "multipart/form-data; boundary=x",
        }

        async def body() -> Any:
            raise AssertionError("it was read")
            yield b""

        answer = await office.client.post(AT, content=body(), headers=headers)

        assert answer.status_code == 413


async def test_giving_up_leaves_nothing(desk: Opened) -> None:
    async with desk() as office:
        await officer(office)
        page = await send(office, files.csv_of(HEADINGS, ROW))
        answer = await office.client.fill(page, holding="drop")
        after = await office.client.get(answer.headers["location"])

        assert 'id="tulis"' not in after.text
        assert await office.vehicle.all().count() == 0


async def test_whoever_may_not_import_a_table_finds_none_of_its_pages(desk: Opened) -> None:
    async with desk("registry", "dummy") as office:
        await officer(office)
        page = await send(office, files.csv_of(HEADINGS, ROW))
        here = page.url.path
        other = here.replace(NAME, "dummy.clinics")
        stranger = [(await office.client.get(path)).status_code for path in (other, "/konsol/impor/dummy.clinics", "/konsol/impor/registry.nothing")]
        await office.client.sign_in("budi", kind="officer", permissions=["dummy.handle"])
        elsewhere = [(await office.client.get(path)).status_code for path in (AT, here, f"{here}/galat", f"{AT}/contoh/csv", other)]
        await office.client.sign_in("siti")
        citizen = [(await office.client.get(path)).status_code for path in ("/konsol/impor", AT, here)]

        assert stranger == [404, 404, 404]
        assert elsewhere == [404, 404, 404, 404, 404]
        assert citizen == [404, 404, 404]
