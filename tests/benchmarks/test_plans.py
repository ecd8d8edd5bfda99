"""With a hundred thousand cases the hottest questions are read along an index: what the planner says, and what the portal really asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.cases import make_cases, secret_of
from benchmarks.sites import make_counters
from tests.benchmarks.costs import asked, opened

pytestmark = [pytest.mark.anyio, pytest.mark.slow, pytest.mark.timeout(600)]
CASES = 100_000
PATHS = (
    "/",
    "/aduan",
    "/aduan?state=received",
    "/aduan?state=closed",
    "/aduan?category=jalan",
    "/aduan?district=33.16.08",
    "/aduan?state=in_progress&category=jalan&district=33.16.08",
    "/aduan?q=lampu",
    f"/lacak/{secret_of(77_777)}",
    "/cari?q=lampu padam",
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("many")
    make_counters(folder)
    make_cases(folder, CASES)
    yield folder
    (folder / "data" / "portal.db").unlink()


@pytest.mark.parametrize("path", PATHS)
async def test_nothing_that_is_asked_scans_a_table_or_sorts_one(path: str, many: Path) -> None:
    async with opened(many) as (portal, client):
        portal.pages.most = 0
        found = await asked(portal, client, path)
        assert found.response.status_code == 200

        for statement in found.statements:
            plan = "; ".join(row["detail"] for row in await portal.database.rows(f"EXPLAIN QUERY PLAN {statement}"))
            assert "SCAN" not in plan.replace("SCAN core_search_index VIRTUAL", "").replace("SCAN i VIRTUAL", ""), f"{plan}\n{statement}"
            if "ORDER BY f.id" not in statement and "(id=?)" not in plan:  # the photos of one case and the hits of a search are sorted, never a list
                assert "TEMP B-TREE" not in plan, f"{plan}\n{statement}"


async def test_deep_pages_are_read_along_the_same_index(many: Path) -> None:
    async with opened(many) as (portal, client):
        portal.pages.most = 0
        path = "/aduan?state=closed"
        for _ in range(20):
            text = (await client.get(path)).text
            assert text.count('class="card is-link report"') == 20
            path = text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        found = await asked(portal, client, path)

        listed = next(statement for statement in found.statements if "cases_case" in statement)
        plan = "; ".join(row["detail"] for row in await portal.database.rows(f"EXPLAIN QUERY PLAN {listed}"))
        assert "opened<?" in plan.replace(" ", ""), plan
