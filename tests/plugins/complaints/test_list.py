"""The public list: what it shows, how it is narrowed, that it is kept, and what is never in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import By, find_case, listed_counts, move, recount_listed
from plugins.complaints.finding import find

from .reporting import report, ticket_of

pytestmark = pytest.mark.anyio

VERIFIER, HANDLER = By("verifier", "v", "Sari"), By("handler", "h", "Budi")


async def reported(client: Client, **changed: Any) -> str:
    return ticket_of(await report(client, **changed))


async def forward(portal: Portal, ticket: str, agency: str = "dpupr") -> None:
    await move(context_of(portal, "complaints"), (await find_case(ticket)).id, "forward", VERIFIER, {"agency": agency})


async def shown(client: Client, query: str = "") -> list[str]:
    """The tickets on the page, in its order."""
    import re

    page = await client.get(f"/aduan{query}")
    assert page.status_code == 200, page.text
    return re.findall(r'id="aduan-([A-Z0-9-]+)"', page.text)


async def test_the_list_has_the_newest_first_and_says_who_has_it_and_until_when(client: Client, clock: FrozenClock) -> None:
    first = await reported(client)
    clock.move(timedelta(seconds=1))
    second = await reported(client, category="waste", description="Sampah menumpuk di belakang pasar")

    page = await client.get("/aduan")

    assert await shown(client) == [second, first]
    for words in (
        "Sampah menumpuk di belakang pasar",
        "Jepon, Jepon",
        "DLH",
        "DPUPR",
        "Diterima",
        "Langkah berikutnya paling lambat Jumat, 27 November",
        "2 aduan, terbaru dahulu",
    ):
        assert words in page.text, words


async def test_the_address_narrows_by_state_group_kecamatan_and_words(portal: Portal, client: Client) -> None:
    road = await reported(client)
    waste = await reported(
        client, category="waste", description="Sampah menumpuk di belakang terminal", place_district="33.16.09", place_village="33.16.09.1001"
    )
    await forward(portal, waste, "dlh")

    assert await shown(client, "?category=roads") == [road]
    assert await shown(client, "?district=33.16.09") == [waste]
    assert await shown(client, "?state=forwarded") == [waste]
    assert await shown(client, "?state=forwarded&category=roads") == []
    assert await shown(client, "?q=sampah") == [waste]
    assert await shown(client, "?q=Kunden") == [waste], "a village is found by its name"
    assert await shown(client, "?q=SAMPAH+term&district=33.16.09&category=waste&state=forwarded") == [waste]
    assert await shown(client, f"?q={road.lower().replace('-', '')}") == [road], "a ticket, however it is typed"


@pytest.mark.parametrize(
    "query", ["?state=nowhere", "?category=<b>", "?district=33", "?after=x", "?after=" + "A" * 32, "?state=&category=", "?colour=red", "?q=%22*%27--"]
)
async def test_an_address_that_means_nothing_answers_with_a_page(client: Client, query: str) -> None:
    ticket = await reported(client)

    assert await shown(client, query) == ([] if query.startswith("?q=%22") else [ticket]) or query.startswith(("?after=A", "?q"))


async def test_pages_follow_each_other_without_a_gap_or_a_double(tmp_path: Any, client: Client, portal: Portal, clock: FrozenClock) -> None:
    import re

    from core import Context
    from plugins.cases.api import NewCase, open_case

    context: Context = context_of(portal, "complaints")
    tickets = []
    for n in range(30):
        opened = await open_case(
            context,
            NewCase(
                "complaints.report", "complaints.complaint", title=f"Number {n}", agency="dpupr", district="33.16.08", village="33.16.08.1001", category="roads"
            ),
        )
        tickets.insert(0, opened.case.ticket)
        clock.move(timedelta(seconds=n % 2))

    found, address = [], "/aduan?category=roads"
    while address:
        page = await client.get(address)
        found += re.findall(r'id="aduan-([A-Z0-9-]+)"', page.text)
        following = re.search(r'id="pager-next"[^>]*href="([^"]+)"', page.text)
        address = following[1].replace("&amp;", "&") if following else ""

    assert len(found) == 30
    assert set(found) == set(tickets)


async def test_the_numbers_beside_the_states_are_kept_and_can_be_counted_anew(portal: Portal, client: Client) -> None:
    tickets = [await reported(client) for _n in range(3)]
    await reported(client, visibility="confidential")
    await forward(portal, tickets[0])

    async def counts() -> dict[str, int]:
        return await listed_counts(portal, "complaints.report", ["received", "forwarded", "closed"])

    assert await counts() == {"received": 2, "forwarded": 1, "closed": 0}
    page = await client.get("/aduan")
    assert 'Semua <span class="num">3</span>' in page.text
    assert 'Diteruskan <span class="num">1</span>' in page.text
    await portal.counters.put("cases.listed.complaints.report.closed", 9)
    await recount_listed(portal)
    assert await counts() == {"received": 2, "forwarded": 1, "closed": 0}


async def test_a_kept_page_is_the_same_for_everybody_and_new_as_soon_as_something_changes(portal: Portal, client: Client) -> None:
    ticket = await reported(client)
    first = await client.get("/aduan")
    again = await client.get("/aduan", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert "set-cookie" not in first.headers

    await forward(portal, ticket)

    later = await client.get("/aduan", headers={"If-None-Match": first.headers["etag"]})
    assert later.status_code == 200
    assert "Diteruskan" in later.text


async def test_what_is_confidential_is_in_no_list_no_count_and_no_search(portal: Portal, client: Client) -> None:
    secret = [
        await reported(client, visibility="confidential", description="Rahasia sekali soal perilaku"),
        await reported(client, category="conduct", visibility=None, description="Rahasia sekali soal pungutan"),
    ]
    await client.sign_in("budi", kind="officer", permissions=["cases.view", "cases.handle"], agencies=["dpupr", "dlh"])

    for ticket in secret:
        for address in ("/aduan", "/aduan?q=rahasia", f"/aduan?q={ticket}", "/aduan?category=conduct", "/aduan?state=received", "/cari?q=rahasia", "/"):
            page = await client.get(address)
            assert page.status_code == 200
            assert "Rahasia sekali" not in page.text, address
            assert f'aduan-{ticket}"' not in page.text
            assert f"/aduan/{ticket}" not in page.text
        assert (await client.get(f"/aduan/{ticket}")).status_code == 404
    page = await client.get("/aduan")
    assert 'Semua <span class="num">0</span>' in page.text
    assert "conduct" not in page.text, "not even the group is a filter"


async def test_the_search_of_the_portal_finds_public_complaints(client: Client) -> None:
    ticket = await reported(client)

    page = await client.get("/cari?q=market")

    assert "A deep hole in front of the market" in page.text
    assert f'href="/aduan/{ticket}"' in page.text


async def test_the_search_answers_no_more_than_it_is_asked_for(portal: Portal, client: Client) -> None:
    for _n in range(3):
        await reported(client)

    class Asked:
        def __init__(self) -> None:
            self.portal = portal
            self.url_for = lambda name, **params: portal.url_for(name, **params)

    assert len(await find(Asked(), "hole", 2)) == 2  # type: ignore[arg-type]


async def test_htmx_gets_only_the_list(client: Client) -> None:
    await reported(client)

    page = await client.get("/aduan?category=roads", headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert "<html" not in page.text
    assert "report-title" in page.text


async def test_late_is_said_in_words(client: Client, clock: FrozenClock) -> None:
    await reported(client)
    clock.move(timedelta(days=6))

    page = await client.get("/aduan?state=received")

    assert "Terlambat: Diterima" in page.text
    assert "Seharusnya paling lambat Jumat, 27 November" in page.text


async def test_another_site_may_give_it_another_address(tmp_path: Any) -> None:
    from .conftest import portal_on

    async with portal_on(tmp_path / "other", toml='[paths]\naduan = "lapor-warga"\n') as (_portal, other):
        assert (await other.get("/lapor-warga")).status_code == 200
        assert (await other.get("/lapor-warga/lapor")).status_code == 200
        assert (await other.get("/aduan")).status_code == 404
