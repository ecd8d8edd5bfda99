"""Documents are judged one by one: a rejected one is replaced alone, and what was handed in stays in the record."""

from __future__ import annotations

import re

import pytest

from core.portal import Portal
from core.testing.client import Client
from plugins.cases.api import find_case
from plugins.permits.models import ACCEPTED, REJECTED, REPLACED, SENT, Paper

from .applying import PDF, RESEARCH, RESEARCH_PAPERS, add, apply_for_research, go_on, judge_all, link_of, officer, ticket_of
from .working import state_of

pytestmark = pytest.mark.anyio

KTP = "KTP atau KTM"


async def rejected(client: Client, portal: Portal) -> tuple[str, str]:
    """An application whose KTP was rejected: its ticket and its link."""
    receipt = await apply_for_research(client)
    ticket = ticket_of(receipt)
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        await judge_all(ani, ticket, KTP)
    return ticket, link_of(receipt)


async def replacement_of(client: Client, link: str) -> str:
    page = (await client.get(link)).text
    found = re.findall(r'href="(/perizinan/permohonan/[^"]+/ganti/[^"]+)"', page)
    assert len(found) == 1, "only the rejected one is to be replaced"
    return str(found[0])


async def test_a_rejected_document_is_replaced_alone_and_nothing_else_is_lost(client: Client, portal: Portal) -> None:
    ticket, link = await rejected(client, portal)
    assert await state_of(ticket) == "completing"
    page = await client.get(await replacement_of(client, link))
    assert "Tidak terbaca" in page.text

    answer = await client.fill(page, holding="file", files=[("file", ("ktp-baru.pdf", PDF + b"%", "application/pdf"))])

    assert answer.status_code == 303
    assert await state_of(ticket) == "received", "with the last replacement the application goes on"
    papers = await Paper.filter(case=(await find_case(ticket)).id)
    assert sorted(paper.state for paper in papers) == sorted([REPLACED, SENT, *[ACCEPTED] * 5])
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        await judge_all(ani, ticket)
    assert await state_of(ticket) == "technical"


async def test_without_a_file_the_page_says_what_to_do(client: Client, portal: Portal) -> None:
    ticket, link = await rejected(client, portal)
    page = await client.get(await replacement_of(client, link))

    answer = await client.fill(page, holding="file")

    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    wrong = await client.fill(page, holding="file", files=[("file", ("ktp.exe", b"MZ\x90\x00", "application/octet-stream"))])
    assert wrong.status_code == 422
    assert await state_of(ticket) == "completing"


async def test_a_rejection_needs_a_reason_and_every_document_a_verdict(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await apply_for_research(client))
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        page = await ani.get(f"/perizinan/periksa/{ticket}")
        name = re.findall(r'name="(verdict_[0-9a-f-]{36})"', page.text)[0]

        answer = await ani.fill(page, holding=name, button=("_do", "send"), **{name: "rejected"})

    assert answer.status_code == 422
    assert answer.text.count('id="galat-') == 6, "one reason and five verdicts are missing"
    assert await state_of(ticket) == "received"


async def test_what_was_said_is_saved_without_moving_the_application(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await apply_for_research(client))
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        await judge_all(ani, ticket, KTP, button="save")

        page = (await ani.get(f"/perizinan/periksa/{ticket}")).text

    assert await state_of(ticket) == "received"
    assert page.count("checked") == 6
    assert await Paper.filter(case=(await find_case(ticket)).id, state=REJECTED).count() == 1


async def test_the_general_step_is_not_offered_before_the_documents_were_accepted(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await apply_for_research(client))
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        assert "/langkah/complete" not in (await ani.get(f"/petugas/kasus/{ticket}")).text
        await judge_all(ani, ticket, button="save")
        assert "/langkah/complete" in (await ani.get(f"/petugas/kasus/{ticket}")).text


async def test_each_missing_document_is_named_and_what_was_added_is_kept(client: Client) -> None:
    page = await client.get("/perizinan/penelitian/ajukan")
    for answers in RESEARCH:
        page = await go_on(client, page, **answers)
    page = await add(client, page, "ktp")

    answer = await client.fill(page, holding="_draf")

    assert answer.status_code == 422
    assert answer.text.count('id="galat-') == len(RESEARCH_PAPERS) - 1
    assert "ktp.pdf" in answer.text
    again = await client.get("/perizinan/penelitian/ajukan")
    draft = re.search(r'href="(/perizinan/penelitian/ajukan/documents\?draf=1)"', again.text)
    assert draft, "the draft waits to be gone on with"
    assert "ktp.pdf" in (await client.get(draft[1])).text


async def test_documents_open_with_the_link_and_to_the_officers_of_the_agency_that_has_it(client: Client, portal: Portal) -> None:
    receipt = await apply_for_research(client)
    ticket, link = ticket_of(receipt), link_of(receipt)
    paper = (await Paper.filter(case=(await find_case(ticket)).id))[0]
    other = await Paper.filter(case=(await find_case(ticket_of(await apply_for_research(client)))).id).first()
    secret = link.rpartition("/")[2]
    assert other is not None

    assert (await client.get(f"/perizinan/permohonan/{secret}/berkas/{paper.id}")).content == PDF
    assert (await client.get(f"/perizinan/permohonan/{secret}/berkas/{other.id}")).status_code == 404
    assert (await client.get(f"/perizinan/permohonan/{'A' * 43}/berkas/{paper.id}")).status_code == 404
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        assert (await ani.get(f"/perizinan/periksa/{ticket}/berkas/{paper.id}")).content == PDF
    async with officer(portal, "budi", "dpupr", "handle") as budi:
        assert (await budi.get(f"/perizinan/periksa/{ticket}/berkas/{paper.id}")).status_code == 404
        assert (await budi.get(f"/perizinan/periksa/{ticket}")).status_code == 404


async def test_who_reads_an_application_is_written_down_once_a_day(client: Client, portal: Portal) -> None:
    ticket = ticket_of(await apply_for_research(client))
    async with officer(portal, "ani", "dpmptsp", "verify") as ani:
        for _ in range(3):
            page = await ani.get(f"/perizinan/periksa/{ticket}")

    entries = await portal.audit.read(about=f"permits:{(await find_case(ticket)).id}")
    assert [(entry.action, entry.actor) for entry in entries] == [("permits.read", "ani")]
    assert "3316084504920003" in page.text, "the officer compares it with the KTP"
