"""How many questions a page puts to the database: few, and as many with a million cases as with ten."""

from __future__ import annotations

from pathlib import Path

import anyio.to_thread
import pytest

from benchmarks.cases import secret_of
from benchmarks.sites import fill_home, make_home
from core.portal import Portal
from core.testing.client import Client
from tests.benchmarks.costs import asked, opened

pytestmark = pytest.mark.anyio
IN_PROGRESS, CLOSED = 33, 45
"""Cases that took these ways, by their number."""

MADE = {
    "home": ("/", 1),
    "list": ("/aduan", 2),
    "list of a state": ("/aduan?state=closed", 2),
    "list of a group and a kecamatan": ("/aduan?category=jalan&district=33.16.08", 1),
    "list by words": ("/aduan?q=lampu", 2),
    "services": ("/layanan", 0),
    "service": ("/layanan/complaints.report", 0),
    "track": ("/lacak", 0),
    "follow": (f"/lacak/{secret_of(IN_PROGRESS)}", 1),
    "follow one that is closed": (f"/lacak/{secret_of(CLOSED)}", 2),
    "how it is handled": (f"/lacak/{secret_of(IN_PROGRESS)}/cara", 3),
    "first step of the report": ("/aduan/lapor", 1),
    "nothing here": ("/nowhere", 0),
    "a case that is not": (f"/lacak/{'x' * 43}", 1),
}
KEPT = ("/", "/aduan", "/aduan?state=closed", "/layanan")


async def count(portal: Portal, client: Client, path: str) -> list[str]:
    found = await asked(portal, client, path)
    assert found.response.status_code in (200, 404), found.response.status_code
    return found.statements


async def test_the_two_cases_took_the_ways_that_they_are_named_for(measured: Path) -> None:
    async with opened(measured) as (_portal, client):
        running, closed = [(await client.get(f"/lacak/{secret_of(number)}")).text for number in (IN_PROGRESS, CLOSED)]

    assert "Ditutup pada" not in running
    assert "Ditutup pada" in closed


@pytest.mark.parametrize("name", MADE)
async def test_a_page_asks_no_more_than_this(name: str, measured: Path) -> None:
    path, most = MADE[name]
    async with opened(measured) as (portal, client):
        portal.pages.most = 0

        statements = await count(portal, client, path)

        assert len(statements) <= most, "\n".join(statements)


async def test_the_detail_of_a_complaint_asks_at_most_six(measured: Path) -> None:
    async with opened(measured) as (portal, client):
        portal.pages.most = 0
        ticket = (await portal.database.rows("SELECT ticket FROM cases_case WHERE state = 'closed' LIMIT 1"))[0]["ticket"]

        statements = await count(portal, client, f"/aduan/{ticket}")

        assert len(statements) <= 6, "\n".join(statements)


@pytest.mark.parametrize("path", KEPT)
async def test_a_kept_page_asks_nothing(path: str, measured: Path) -> None:
    async with opened(measured) as (portal, client):
        assert await count(portal, client, path) == []


async def test_the_measured_home_asks_once_for_its_news(tmp_path: Path) -> None:
    make_home(tmp_path)
    await anyio.to_thread.run_sync(fill_home, tmp_path)
    async with opened(tmp_path) as (portal, client):
        portal.pages.most = 0

        assert len(await count(portal, client, "/")) == 1


async def test_no_page_for_everybody_counts_skips_or_looks_inside_words(measured: Path) -> None:
    async with opened(measured) as (portal, client):
        portal.pages.most = 0
        for path, _most in MADE.values():
            for statement in await count(portal, client, path):
                for slow in ("COUNT(*)", "OFFSET", "LIKE '%"):
                    assert slow not in statement.upper(), statement
