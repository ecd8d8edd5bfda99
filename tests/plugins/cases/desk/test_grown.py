"""The queue with 100,000 cases: three statements a page, every one of them along an index, and no slower than with five."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from core import Actor
from core.identifiers import make_ticket
from plugins.cases.desk.attention import seconds_of
from plugins.cases.desk.queue import CLOSED, ESCALATED, LATE, MINE, SECOND, Asked, Days, page_statement, queue_page, tally_statement
from tests.plugins.cases.desk.office import Office

pytestmark = [pytest.mark.slow, pytest.mark.anyio, pytest.mark.timeout(300)]
CASES = 100_000
TODAY = Days(date(2026, 11, 24), date(2026, 11, 25))
OFFICER = Actor("sari", "officer", frozenset({"cases.view"}), frozenset({"dpupr"}))
CENTRAL = Actor("citra", "officer", frozenset({"cases.view", "cases.view_all", "cases.verify"}), frozenset({"dinkominfo"}))
SHAPES = (
    Asked(), Asked(condition=LATE), Asked(assignee=MINE), Asked(service="repair.report", district="33.16.08"), Asked(condition=CLOSED),
    Asked(state="working"), Asked(condition=ESCALATED), Asked(condition=SECOND),
)  # fmt: skip
SPARSE = (ESCALATED, SECOND)
"""What is asked for and there is little of."""


async def fill(office: Office) -> None:
    """Copies of one case, scattered over agencies, days and officers; one in ten is open."""
    await office.world.open()
    database, dice = office.world.portal.database, random.Random(3)
    template = (await database.rows("SELECT * FROM cases_case"))[0]
    tickets = list({make_ticket("PBK") for _ in range(CASES + 1_000)} - {template["ticket"]})[:CASES]

    def row(n: int) -> dict[str, Any]:
        closed = None if n % 10 == 0 else datetime(2026, 11, 1, tzinfo=UTC)
        opened = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n * 4)
        return {
            **template, "id": uuid4(), "ticket": tickets[n], "secret": uuid4().hex * 2, "agency": dice.choice(("dpupr", "dlh", "inspektorat", "")),
            "due": TODAY.today + timedelta(days=dice.randrange(-8, 30)), "opened": opened, "closed": closed, "assignee": dice.choice(("", "", "sari")),
            "district": dice.choice(("33.16.08", "33.16.09")), "visibility": dice.choice(("public",) * 9 + ("confidential",)),
        }  # fmt: skip

    def plain(value: Any) -> Any:
        if database.kind == "postgres":
            return value
        return value.isoformat(" ") if isinstance(value, datetime) else str(value) if isinstance(value, date) or hasattr(value, "hex") else value

    names = list(template)
    marks = ", ".join(f"${n + 1}" if database.kind == "postgres" else "?" for n in range(len(names)))
    quoted = ", ".join(f'"{name}"' for name in names)
    sql = f"INSERT INTO cases_case ({quoted}) VALUES ({marks})"
    await database.client.execute_many(sql, [[plain(one[name]) for name in names] for one in map(row, range(CASES))])
    await database.client.execute_script("ANALYZE")


async def test_no_page_of_a_grown_queue_reads_it_whole(office: Office) -> None:
    await fill(office)
    database = office.world.portal.database
    explain = "EXPLAIN " if database.kind == "postgres" else "EXPLAIN QUERY PLAN "

    for actor in (OFFICER, CENTRAL):
        after = (await queue_page(office.world.portal, actor, Asked(), TODAY, size=20)).next
        for asked in (*SHAPES, Asked(after=after)):
            page = await queue_page(office.world.portal, actor, asked, TODAY, size=20)
            assert len(page.rows) == 20 or asked.assignee == MINE or asked.state or asked.condition in SPARSE, asked
            for sql, values in (page_statement(actor, asked, TODAY, None, 20, seconds_of(office.world.portal)), tally_statement(actor, TODAY)):
                plan = "\n".join(str(next(reversed(row.values()))) for row in await database.rows(explain + sql, *values))
                assert "Seq Scan on cases_case" not in plan, plan
                assert "SCAN c" not in plan.replace("SCAN CONSTANT", ""), plan


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_page_asks_three_statements_whatever_is_filtered(office: Office) -> None:
    await fill(office)
    portal, sari = office.world.portal, await office.officer("sari")
    await sari.get("/petugas")
    said: list[str] = []
    assert portal.database.quick is not None
    assert portal.database.quick.connection is not None
    portal.database.quick.connection.set_trace_callback(said.append)
    await portal.database.client._connection.set_trace_callback(said.append)

    for query in ("", "?keadaan=terlambat", "?petugas=saya", "?kecamatan=33.16.08&langkah=received", "?keadaan=tutup", "?keadaan=eskalasi", "?keadaan=kedua"):
        said.clear()
        page = await sari.get(f"/petugas{query}")
        assert page.status_code == 200
        # One that took too long in the loop's own thread is asked once more the usual way: it is the same statement.
        assert len({one for one in said if "core_session" not in one}) == 3, said
