"""Two permits from the form to the letter, without JavaScript: one on paper alone, one with an inspection and a fee."""

from __future__ import annotations

import re

import pytest

from core.portal import Portal
from core.portal.running import worker_of
from core.testing.client import Client
from plugins.cases.api import Case, find_case
from plugins.documents.api import documents_about
from plugins.permits.models import Paper, Permit

from .applying import act, apply_for_research, apply_to_build, judge_all, link_of, officer, post_to, ticket_of

pytestmark = pytest.mark.anyio


async def state_of(ticket: str) -> str:
    return (await find_case(ticket)).state


async def test_a_permit_on_paper_alone(client: Client, portal: Portal) -> None:
    receipt = await apply_for_research(client)
    ticket, link = ticket_of(receipt), link_of(receipt)

    page = await client.get(link)
    assert "Pemeriksaan berkas" in page.text
    assert page.text.count("Not looked at yet") + page.text.count("Belum diperiksa") == 6

    async with officer(portal, "ani", "dpmptsp", "verify", "handle") as ani:
        assert (await judge_all(ani, ticket)).status_code == 303
    assert await state_of(ticket) == "technical"
    assert (await find_case(ticket)).agency == "kesbangpol"

    async with officer(portal, "budi", "kesbangpol", "handle") as budi:
        await act(budi, ticket, "recommend", note="Dapat diberikan.")
    async with officer(portal, "citra", "dpmptsp", "supervise") as citra:
        await act(citra, ticket, "approve", note="")
    await worker_of(portal).drain()

    case = await find_case(ticket)
    assert case.state == "issued"
    permit = await Permit.get(id=case.id)
    assert permit.valid_until is not None
    assert permit.valid_until.isoformat() == "2027-02-28", "not after the research has ended"
    documents = await documents_about("permits", [str(case.id)])
    assert [one.number for one in documents] == [permit.number]
    page = await client.get(link)
    assert permit.number in page.text


async def test_a_permit_with_an_inspection_and_a_fee(client: Client, portal: Portal) -> None:
    receipt = await apply_to_build(client)
    ticket, link = ticket_of(receipt), link_of(receipt)

    async with officer(portal, "ani", "dpmptsp", "verify", "handle") as ani:
        await judge_all(ani, ticket)
    async with officer(portal, "budi", "dpupr", "handle") as budi:
        await act(budi, ticket, "inspect", visit="Senin, 30 November, pukul 09.00")
        case_page = (await budi.get(f"/petugas/kasus/{ticket}")).text
        assert "kirim-recommend" not in case_page, "what is not inspected yet cannot be recommended"
        page = await budi.get(f"/perizinan/periksa/{ticket}/lapangan")
        found = dict.fromkeys(re.findall(r'name="(found_\w+)" value="yes"', page.text), "yes")
        assert (await budi.fill(page, holding="notes", button=("_do", "send"), **found)).status_code == 303
        await act(budi, ticket, "recommend", note="Sesuai gambar.")
    async with officer(portal, "citra", "dpmptsp", "supervise") as citra:
        assert "kirim-approve" not in (await citra.get(f"/petugas/kasus/{ticket}")).text, "no fee was worked out yet"
        page = await citra.get(f"/perizinan/periksa/{ticket}/retribusi")
        assert (await citra.fill(page, holding="amount", amount="Rp1.250.000", basis="Perda 5/2023: 72 m² × tarif")).status_code == 303
        await act(citra, ticket, "approve", note="")
    await worker_of(portal).drain()
    assert await state_of(ticket) == "fee"

    page = await client.get(link)
    charge = await client.follow(await post_to(client, page, "/bayar"))
    assert "1.250.000" in charge.text
    await worker_of(portal).drain()
    charge = await client.get(str(charge.url))
    paid = await client.fill(charge, holding="state", button=("state", "posted"))
    assert paid.status_code in (200, 303), paid.text
    await worker_of(portal).drain()

    case = await find_case(ticket)
    assert case.state == "issued"
    assert await Permit.filter(id=case.id).count() == 1
    assert await Paper.filter(case=case.id).count() == 8
    assert await Case.filter(id=case.id, agency="dpmptsp").exists()
