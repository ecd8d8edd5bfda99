"""The officers' register of issued permits: who sees what, what it is narrowed by, its file, and what a revoked permit is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from core.portal import Portal
from core.portal.running import worker_of
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.cases import taking
from plugins.documents.api import revoke
from plugins.permits import register
from plugins.permits.issuing import Issuing
from plugins.permits.kinds import PermitTypes
from plugins.permits.models import Permit
from plugins.permits.reminding import remind
from tests.benchmarks.costs import asked

from .applying import context_of, officer
from .working import id_of, issued

pytestmark = pytest.mark.anyio
HERE = "/perizinan/terbit"
DAY = date(2026, 11, 24)
SEES = ("cases.view", "permits.register")
TAKES = (*SEES, "permits.export")
REASON = "Laporan bulanan ke bupati"


async def permit(number: str, **more: Any) -> Permit:
    given = {"kind": "pbg", "agency": "dpmptsp", "district": "33.16.08", "village": "33.16.08.1001", "issued": DAY, **more}
    return await Permit.create(id=uuid4(), number=number, **given)


@asynccontextmanager
async def holder_of(portal: Portal, *posts: tuple[str, tuple[str, ...], tuple[str, ...]]) -> AsyncIterator[Client]:
    """An officer with these posts: agency, permissions there, areas."""
    async with Client(create_app(portal)) as client:
        await client.sign_in("dewi", kind="officer", posts=posts, name="Dewi")
        yield client


def numbers(page: httpx2.Response) -> list[str]:
    assert page.status_code == 200, page.text[:300]
    return re.findall(r"<b hx-ignore>([^<]+)</b>", page.text)


async def taken(client: Client, query: str = "", reason: str = REASON) -> httpx2.Response:
    return await client.fill(await client.get(f"{HERE}/unduh{query}"), holding="reason", reason=reason)


def rows_of(answer: httpx2.Response) -> list[list[str]]:
    assert answer.status_code == 200, answer.text[:300]
    assert answer.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def test_what_was_issued_stands_there_with_the_way_to_its_case_and_without_its_holder(client: Client, portal: Portal) -> None:
    ticket, _link = await issued(client, portal)
    row = await Permit.get(id=await id_of(ticket))

    async with officer(portal, "ani", "dpmptsp") as ani:
        page = await ani.get(HERE)

    assert numbers(page) == [row.number]
    assert f"/petugas/kasus/{ticket}" in page.text
    assert "Siti Rahmawati" not in page.text
    assert "no-store" in page.headers["cache-control"]


async def test_what_was_issued_before_there_was_a_register_comes_into_it(client: Client, portal: Portal) -> None:
    ticket, _link = await issued(client, portal)
    await Permit.filter(id=await id_of(ticket)).update(agency=None, district=None, village=None)

    await Issuing(PermitTypes((), {})).waiting(context_of(portal))

    assert (await Permit.get(id=await id_of(ticket))).agency == "dpmptsp"


async def test_officers_see_what_their_agencies_issued_in_the_areas_of_their_posts(portal: Portal) -> None:
    await permit("1/JEPON")
    await permit("2/BLORA", district="33.16.09", village="33.16.09.1001")
    await permit("3/DPUPR", agency="dpupr")

    async with holder_of(portal, ("dpmptsp", SEES, ())) as whole, holder_of(portal, ("dpmptsp", SEES, ("33.16.08",))) as near:
        assert set(numbers(await whole.get(HERE))) == {"1/JEPON", "2/BLORA"}
        assert numbers(await near.get(HERE)) == ["1/JEPON"]
    async with holder_of(portal, ("dpupr", SEES, ()), ("dpmptsp", ("cases.view",), ())) as other:
        assert numbers(await other.get(HERE)) == ["3/DPUPR"]


async def test_it_is_narrowed_by_permit_district_state_and_last_day(portal: Portal, clock: FrozenClock) -> None:
    today = clock.now().date()
    await permit("A", valid_until=today + timedelta(days=400))
    await permit("B", kind="penelitian", valid_until=today + timedelta(days=90), district="33.16.09", village="33.16.09.1001")
    await permit("C", valid_until=today - timedelta(days=1))
    await permit("D", renewed_by=uuid4(), valid_until=today - timedelta(days=1))
    await permit("E", revoked=today)
    await permit("F")
    wanted = {
        "": "ABCDEF", "?jenis=penelitian": "B", "?kecamatan=33.16.09": "B", "?keadaan=berlaku": "ABF", "?keadaan=segera": "B", "?keadaan=habis": "C",
        "?keadaan=diperpanjang": "D", "?keadaan=dicabut": "E", f"?sampai={today}": "CD", f"?dari={today}": "AB", f"?dari={today}&jenis=pbg": "A",
        "?q=C": "C", "?q=C&keadaan=dicabut": "C", "?keadaan=nichts&jenis=nichts&kecamatan=nichts&dari=gestern": "ABCDEF",
    }  # fmt: skip

    async with holder_of(portal, ("dpmptsp", SEES, ())) as client:
        found = {query: "".join(sorted(numbers(await client.get(f"{HERE}{query}")))) for query in wanted}

    assert found == wanted


async def test_its_pages_follow_each_other_and_each_costs_three_statements_at_most(portal: Portal) -> None:
    for n in range(45):
        await permit(f"{n:03}", issued=DAY + timedelta(days=n // 3))

    async with holder_of(portal, ("dpmptsp", SEES, ())) as client:
        address, seen = f"{HERE}?jenis=pbg", list[str]()
        while address:
            cost = await asked(portal, client, address)
            assert len(cost.statements) <= 3, cost.statements
            page = await client.get(address)
            seen += numbers(page)
            onward = re.search(r'href="([^"]*setelah=[^"]*)"', page.text)
            address = onward.group(1).replace("&amp;", "&") if onward else ""

    assert len(seen) == len(set(seen)) == 45
    assert [int(one) // 3 for one in seen] == sorted((n // 3 for n in range(45)), reverse=True)


async def test_a_revoked_permit_says_so_everywhere_and_nobody_is_reminded_of_it(client: Client, portal: Portal, clock: FrozenClock) -> None:
    ticket, _link = await issued(client, portal)
    row = await Permit.get(id=await id_of(ticket))
    assert row.document is not None

    assert await revoke(context_of(portal), row.document, "mistake", "Alamatnya keliru.")
    await worker_of(portal).drain()

    async with officer(portal, "ani", "dpmptsp") as ani:
        assert "Dicabut" in (await ani.get(f"{HERE}?keadaan=dicabut")).text
        assert numbers(await ani.get(f"{HERE}?keadaan=berlaku")) == []
    clock.move(timedelta(days=60))
    await remind(context_of(portal))
    assert (await Permit.get(id=row.id)).reminded is None


async def test_row_41_the_file_asks_a_permission_of_its_own_in_the_agency_that_issued(portal: Portal) -> None:
    await permit("1/MINE")
    await permit("2/THEIRS", agency="dpupr")

    async with holder_of(portal, ("dpmptsp", SEES, ())) as client:
        assert (await client.get(f"{HERE}/unduh")).status_code == 403
        assert f"{HERE}/unduh" not in (await client.get(HERE)).text
    async with holder_of(portal, ("dpmptsp", TAKES, ()), ("dpupr", SEES, ())) as client:
        assert set(numbers(await client.get(HERE))) == {"1/MINE", "2/THEIRS"}
        assert f'href="{HERE}/unduh"' in (await client.get(HERE)).text
        assert [row[0] for row in rows_of(await taken(client))[1:]] == ["1/MINE"]
        assert len(rows_of(await taken(client, "?q=2/THEIRS"))) == 1


async def test_row_41_no_cell_of_the_register_is_a_formula_and_nobody_is_named(client: Client, portal: Portal) -> None:
    ticket, _link = await issued(client, portal)
    await Permit.filter(id=await id_of(ticket)).update(number='=HYPERLINK("https://jahat.example")')

    async with holder_of(portal, ("dpmptsp", TAKES, ())) as dewi:
        answer = await taken(dewi)

    assert rows_of(answer)[1][0] == '\'=HYPERLINK("https://jahat.example")'
    assert rows_of(answer)[1][5] == ticket
    for personal in ("Siti Rahmawati", "3316084504920003"):
        assert personal not in answer.text
    assert "attachment" in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]


async def test_row_41_each_register_that_is_taken_is_noted_with_its_reason(portal: Portal, clock: FrozenClock) -> None:
    await permit("1/JEPON")
    await permit("2/OVER", valid_until=date(2020, 1, 1))

    async with holder_of(portal, ("dpmptsp", TAKES, ())) as client:
        assert (await taken(client, reason=" ab ")).status_code == 422
        assert await portal.audit.read(action="permits.export") == []
        assert [row[0] for row in rows_of(await taken(client, "?keadaan=habis"))[1:]] == ["2/OVER"]
        (entry,) = await portal.audit.read(action="permits.export")
        assert (entry.actor, entry.reason) == ("dewi", REASON)
        assert entry.details == {"query": "keadaan=habis", "agencies": ["dpmptsp"]}
        page = await client.get(f"{HERE}/unduh?keadaan=habis")
        clock.move(timedelta(minutes=11))
        late = await client.fill(page, holding="reason", reason=REASON)

    assert late.status_code == 303
    assert late.headers["location"] == "/masuk?next=%2Fperizinan%2Fterbit%2Funduh%3Fkeadaan%3Dhabis"


async def test_row_41_the_register_ends_and_says_so(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(7):
        await permit(str(n), issued=DAY + timedelta(days=n))
    monkeypatch.setattr(register, "AT_ONCE", 2)

    async with holder_of(portal, ("dpmptsp", TAKES, ())) as client:
        whole = rows_of(await taken(client))
        monkeypatch.setattr(taking, "MOST", 4)
        cut = rows_of(await taken(client))

    assert [row[0] for row in whole[1:]] == ["6", "5", "4", "3", "2", "1", "0"]
    assert [row[0] for row in cut[1:-1]] == ["6", "5", "4", "3"]
    assert "4 izin pertama" in cut[-1][0]
