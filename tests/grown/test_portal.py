"""The same portal on SQLite and on PostgreSQL, in one process: what a citizen and an officer do with a complaint."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from core import Context, Portal
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.cases.api import By, find_case, listed_counts, move
from tests.core.storage.pictures import jpeg
from tests.plugins.complaints.reporting import AGENCIES, CATEGORIES, link_of, report, ticket_of, to_the_check

pytestmark = pytest.mark.anyio


@pytest.fixture
async def opened(tmp_path: Path, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    files = {"regions.csv": REGIONS, "agencies.csv": AGENCIES, "complaints.toml": CATEGORIES}
    site = make_site(tmp_path / "site", files=files, environ={"PENDOPO_DATABASE__URL": database_url})
    async with serving(site, plugins=("cases", "complaints", "sample_identity"), clock=FrozenClock()) as both:
        yield both


async def test_a_report_is_received_followed_moved_found_and_read_by_all(opened: tuple[Portal, Client]) -> None:
    portal, client = opened
    receipt = await report(client, [("road.jpg", jpeg(), "image/jpeg")])
    ticket, link = ticket_of(receipt), link_of(receipt)
    case = await find_case(ticket)

    for step, answers in (("forward", {"agency": "dpupr"}), ("start", {"note": "We measured the hole."})):
        await move(Context(portal, "cases", "id"), case.id, step, By("verifier" if step == "forward" else "handler", "", "Sari"), answers)
        assert (await client.get(link)).status_code == 200

    followed = (await client.get(link)).text
    detail = (await client.get(f"/aduan/{ticket}")).text
    for page in (followed, detail):
        assert "We measured the hole." in page
        assert "Sari" not in page
    assert ticket in (await client.get("/aduan?q=market&state=in_progress&category=roads&district=33.16.08")).text
    assert ticket not in (await client.get("/aduan?state=received")).text
    assert ticket in (await client.get("/cari?q=motorcycles")).text
    photo = re.search(rf'href="(/aduan/{ticket}/foto/[^"]+)"', detail)
    assert photo
    assert (await client.get(photo[1])).content.startswith(b"\xff\xd8")


async def test_home_says_at_once_how_many_are_open_though_it_is_kept(opened: tuple[Portal, Client]) -> None:
    _, client = opened

    async def figures() -> list[str]:
        return re.findall(r'<dd class="figure num">([^<]+)</dd>', (await client.get("/")).text)[1:]

    before = await figures()
    await report(client)
    await report(client, visibility="confidential")

    assert (before, await figures()) == (["0", "0"], ["1", "0"])


async def test_ticket_and_code_open_the_case_and_a_wrong_code_does_not(opened: tuple[Portal, Client]) -> None:
    _, client = opened
    receipt = await report(client)
    code = re.search(r'<span class="ticket">([A-Z0-9 ]{7})</span>', (await client.get(link_of(receipt))).text)
    assert code

    async def ask(words: str) -> httpx2.Response:
        return await client.fill(await client.get("/lacak"), holding="code", ticket=ticket_of(receipt).lower(), code=words)

    assert (await ask(code[1].lower())).headers["location"] == link_of(receipt)
    assert (await ask("AAA AAA")).status_code == 422


async def test_twenty_clicks_at_once_make_one_case(opened: tuple[Portal, Client]) -> None:
    portal, client = opened
    page = await to_the_check(client)

    answers = await asyncio.gather(*(client.fill(page, holding="_key") for _ in range(20)))

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert sum((await listed_counts(portal, "complaints.report", ["received"])).values()) == 1


async def test_cases_that_pass_each_other_in_opposite_directions_do_not_stand_in_each_others_way(opened: tuple[Portal, Client]) -> None:
    """Both directions count both states: on PostgreSQL two transactions that took the rows in another order would wait for each other."""
    portal, client = opened
    context = Context(portal, "cases", "id")
    cases = [await find_case(ticket_of(await report(client))) for _ in range(8)]
    for case in cases[::2]:
        await move(context, case.id, "forward", By("verifier"), {"agency": "dlh"})

    async def back_and_forth(id: UUID, forwarded: bool) -> None:
        for _ in range(4):
            if forwarded:
                await move(context, id, "give_back", By("handler"), {"note": "Not ours."})
            else:
                await move(context, id, "forward", By("verifier"), {"agency": "dlh"})
            forwarded = not forwarded

    await asyncio.gather(*(back_and_forth(case.id, place % 2 == 0) for place, case in enumerate(cases)))

    assert await listed_counts(portal, "complaints.report", ["received", "forwarded"]) == {"received": 4, "forwarded": 4}
