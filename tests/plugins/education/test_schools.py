"""Schools: imported, found, narrowed, shown one by one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from core.commands.main import main
from core.portal import Portal
from core.portal.running import context_of
from core.testing import make_site
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.education import demo
from plugins.education.models import School
from tests.benchmarks.costs import asked

from .conftest import SCHOOLS, write

pytestmark = pytest.mark.anyio
FILE = "NPSN;Nama Sekolah;Jenjang;Status;Akreditasi;Tahun Akreditasi;Daya Tampung\n{rows}"
GOOD = "10000008;SD Contoh 8;SD/MI;Negeri;A;2025;28\n10000009;SMP Contoh 9;SMP/MTs;Swasta;;;\n"


async def names(client: Client, query: str = "") -> list[str]:
    return re.findall(r'id="sekolah-\d+" href="[^"]+">([^<]+)<', (await client.get(f"/pendidikan{query}")).text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["SD Contoh 1", "SD Contoh 2", "SMP Contoh 1"]),
        ("?jenjang=sd", ["SD Contoh 1", "SD Contoh 2"]),
        ("?status=private", ["SD Contoh 2"]),
        ("?kecamatan=33.16.09&jenjang=smp", ["SMP Contoh 1"]),
        ("?q=10000003", ["SMP Contoh 1"]),
        ("?q=smp", ["SMP Contoh 1"]),
        ("?q=tidakada", []),
        ("?jenjang=' OR 1=1&kecamatan=99&status=x&sesudah=x", ["SD Contoh 1", "SD Contoh 2", "SMP Contoh 1"]),
    ],
)
async def test_the_list_is_narrowed_by_words_level_status_and_place(filled: Portal, client: Client, query: str, found: list[str]) -> None:
    assert await names(client, query) == found


async def test_pages_follow_one_another_in_the_order_of_names(portal: Portal, client: Client) -> None:
    await write(portal, *({**SCHOOLS[0], "npsn": f"2000000{n}", "name": f"SD {'Sama' if n < 6 else 'Zat'}"} for n in range(9)))
    seen, query = list[str](), ""
    for _page in range(4):
        page = (await client.get(f"/pendidikan{query}")).text
        seen += re.findall(r'id="sekolah-(\d+)"', page)
        following = re.search(r'rel="next" href="/pendidikan([^"]+)"', page)
        if following is None:
            break
        query = following[1]

    assert seen == [f"2000000{n}" for n in range(9)]


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_a_page_of_the_list_asks_the_database_at_most_three_times(filled: Portal, client: Client) -> None:
    found = await asked(filled, client, "/pendidikan?q=contoh&sesudah=10000001")

    assert len(found.statements) <= 3


async def test_a_school_tells_its_accreditation_with_the_year_and_its_place(filled: Portal, client: Client) -> None:
    text = (await client.get("/pendidikan/sekolah/10000001")).text

    assert "A (2024)" in text
    assert "https://www.openstreetmap.org/?mlat=-6.9678&amp;mlon=111.4158" in text
    linked = json.loads(re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert (linked["@type"], linked["identifier"]) == ("School", "10000001")


async def test_a_school_that_nobody_knows_is_not_found(filled: Portal, client: Client) -> None:
    assert (await client.get("/pendidikan/sekolah/99999999")).status_code == 404


async def test_schools_are_found_from_everywhere(filled: Portal, client: Client) -> None:
    assert "/pendidikan/sekolah/10000002" in (await client.get("/cari?q=contoh+2")).text
    assert "Cari sekolah" in (await client.get("/layanan?q=sekolah")).text


async def test_an_empty_list_says_so(client: Client) -> None:
    assert "Belum ada sekolah di sini" in (await client.get("/pendidikan")).text


def brought(tmp_path: Path, rows: str) -> tuple[int, list[dict[str, Any]]]:
    import sqlite3

    folder = tmp_path / "site"
    make_site(folder, toml='[plugins]\nenabled = ["cases", "education"]\n', files={"regions.csv": REGIONS})
    file = tmp_path / "sekolah.csv"
    file.write_text(FILE.format(rows=rows))
    code = main(["--site", str(folder), "import", "education.schools", str(file), "--source", "Dapodik"])
    with sqlite3.connect(folder / "data" / "portal.db") as database:
        database.row_factory = sqlite3.Row
        return code, [dict(row) for row in database.execute("select * from education_school order by npsn")]


def test_a_table_in_the_words_of_dapodik_is_imported(tmp_path: Path) -> None:
    code, rows = brought(tmp_path, GOOD)

    assert code == 0
    assert [(row["npsn"], row["level"], row["status"], row["accreditation"], row["accredited"], row["seats"]) for row in rows] == [
        ("10000008", "sd", "state", "a", 2025, 28), ("10000009", "smp", "private", "", None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["1234;SD Contoh;SD/MI;Negeri;A;2025;28", "10000008;SD Contoh;SD/MI;Negeri;;2025;28", "10000008;SD Contoh;Kuliah;Negeri;;;"])
def test_a_wrong_row_is_told_with_its_line_and_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str) -> None:
    code, rows = brought(tmp_path, wrong + "\n")
    told = capsys.readouterr()

    assert code != 0
    assert rows == []
    assert "2" in told.out + told.err


async def test_the_demo_brings_schools_once(portal: Portal, client: Client) -> None:
    context, told = context_of(portal, "education"), list[int]()
    await demo.fill(context, 5, told.append)
    many = await School.all().count()
    await demo.fill(context, 5, told.append)

    assert await School.all().count() == many == 28
    assert told == [5, 5]
    assert len(await names(client)) == 4
