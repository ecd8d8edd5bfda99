"""Moderation: hidden or rewritten for everybody, with the reason shown, the original kept, and the timeline whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest

from core.portal import Portal
from core.portal.running import context_of
from core.testing.client import Client
from core.web.app import create_app
from plugins.cases.api import By, Case, erase, find_case, verify_chains
from plugins.cases.models import CaseFile, Entry, Moderation
from tests.core.storage import pictures

from .reporting import link_of, report, ticket_of

pytestmark = pytest.mark.anyio

PHOTO = ("road.jpg", pictures.jpeg(), "image/jpeg")
SUPERVISOR = ("cases.view", "cases.supervise", "complaints.moderate")
WHY = {"reason": "insult", "words": "Kata kasar terhadap tetangga kami hapus."}


@asynccontextmanager
async def officer(portal: Portal, rights: Sequence[str] = SUPERVISOR, agency: str = "dpupr", who: str = "ratna") -> AsyncIterator[Client]:
    async with Client(create_app(portal)) as client:
        await client.sign_in(who, kind="officer", permissions=rights, agencies=(agency,))
        yield client


async def moderated(client: Client, ticket: str, action: str = "apply", **given: Any) -> httpx2.Response:
    page = await client.get(f"/aduan/{ticket}/moderasi")
    assert page.status_code == 200, page.text
    return await client.fill(page, holding="reason", button=("_do", action), **given)


async def test_what_is_rewritten_is_read_everywhere_with_the_reason_and_the_original_nowhere(portal: Portal, client: Client) -> None:
    receipt = await report(client, description="Tetangga saya si Kasar membuang sampah. Baunya menyengat.")
    ticket = ticket_of(receipt)
    async with officer(portal) as ratna:
        answer = await moderated(ratna, ticket, title="Sampah dibuang sembarangan", text="Sampah dibuang sembarangan. Baunya menyengat.", **WHY)
        assert answer.status_code == 303

    for address in (f"/aduan/{ticket}", "/aduan", "/aduan?q=sampah", "/cari?q=sampah", link_of(receipt)):
        page = (await client.get(address)).text
        assert "Sampah dibuang sembarangan" in page, address
        assert "si Kasar" not in page, address
    assert "aduan-" not in (await client.get("/aduan?q=kasar")).text
    page = (await client.get(f"/aduan/{ticket}")).text
    assert "Disembunyikan atau ditulis ulang petugas: memuat hinaan atau ancaman. Kata kasar terhadap tetangga kami hapus." in page
    assert "Disembunyikan petugas: memuat hinaan atau ancaman" in page
    assert (await verify_chains(portal)).ok
    (row,) = await Moderation.all().values()
    assert "Kasar" not in str(row)


async def test_all_of_it_may_be_hidden_with_its_photos_and_shown_again(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client, [PHOTO]))
    (file,) = await CaseFile.all()
    photo = f"/aduan/{ticket}/foto/{file.id}"
    assert (await client.get(photo)).status_code == 200
    async with officer(portal) as ratna:
        await moderated(ratna, ticket, "hide", **WHY)
        hidden = (await client.get(f"/aduan/{ticket}")).text
        assert "Disembunyikan petugas" in hidden
        assert "A deep hole" not in hidden
        assert str(file.id) not in hidden
        assert str(file.id) not in (await client.get("/aduan")).text
        assert (await client.get(photo)).status_code == 404
        assert (await verify_chains(portal)).ok

        await moderated(ratna, ticket, "restore", words="Setelah dilihat lagi tidak ada yang kasar.")

    shown = (await client.get(f"/aduan/{ticket}")).text
    assert "A deep hole in front of the market" in shown
    assert "Ditampilkan lagi seperti semula" in shown
    assert (await client.get(photo)).status_code == 200
    assert await Moderation.all().count() == 0
    assert (await verify_chains(portal)).ok


async def test_who_supervises_reads_the_original_at_the_desk_and_who_only_handles_does_not(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client, description="Tetangga saya si Kasar membuang sampah."))
    desk = portal.url_for("cases:desk_case", ticket=ticket)
    async with officer(portal) as ratna, officer(portal, ("cases.view", "cases.handle"), who="budi") as budi:
        assert "/moderasi" in (await ratna.get(desk)).text
        await moderated(ratna, ticket, title="Sampah dibuang", text="", **WHY)

        assert "si Kasar" in (await ratna.get(desk)).text
        assert "si Kasar" in (await ratna.get(f"/aduan/{ticket}/moderasi")).text
        page = await budi.get(desk)
        assert page.status_code == 200
        assert "si Kasar" not in page.text
        assert "/moderasi" not in page.text


async def test_a_second_time_it_is_still_what_the_citizen_wrote_that_is_kept(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client, description="Tetangga saya si Kasar membuang sampah."))
    async with officer(portal) as ratna:
        await moderated(ratna, ticket, title="Pertama", text="Pertama.", **WHY)
        await moderated(ratna, ticket, title="Kedua", text="Kedua.", **WHY)
        assert (await verify_chains(portal)).ok
        await moderated(ratna, ticket, "restore", words="Cukup.")

    assert "si Kasar" in (await find_case(ticket)).title


@pytest.mark.parametrize(
    ("rights", "agency", "visibility"),
    [
        (("cases.view", "cases.supervise"), "dpupr", "public"),
        (SUPERVISOR, "dlh", "public"),
        (SUPERVISOR, "dpupr", "confidential"),
        (("complaints.moderate",), "dpupr", "public"),
    ],
)
async def test_only_who_holds_the_right_where_the_complaint_is_may_do_it(
    portal: Portal, client: Client, rights: Sequence[str], agency: str, visibility: str
) -> None:
    ticket = ticket_of(await report(client, visibility=visibility))
    async with officer(portal, rights, agency) as other:
        assert (await other.get(f"/aduan/{ticket}/moderasi")).status_code in (403, 404)
    assert (await client.get(f"/aduan/{ticket}/moderasi")).status_code != 200


async def test_who_sees_all_may_do_it_in_every_agency(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client))
    async with officer(portal, ("cases.view_all", "complaints.moderate"), "dinkominfo") as operator:
        assert (await moderated(operator, ticket, "hide", **WHY)).status_code == 303

    assert (await find_case(ticket)).title == "Disembunyikan petugas"


@pytest.mark.parametrize(
    ("given", "action", "wrong"),
    [
        ({"reason": "insult"}, "apply", "words"),
        ({"words": "Karena."}, "apply", "reason"),
        ({"words": "Karena.", "reason": "nobody"}, "hide", "reason"),
        ({**WHY, "title": "  "}, "apply", "title"),
        ({}, "hide", "words"),
    ],
)
async def test_without_a_reason_nothing_is_hidden(portal: Portal, client: Client, given: dict[str, str], action: str, wrong: str) -> None:
    ticket = ticket_of(await report(client))
    async with officer(portal) as ratna:
        page = await moderated(ratna, ticket, action, **given)

    assert page.status_code == 422
    assert f'href="#{wrong}"' in page.text
    assert (await find_case(ticket)).version == 1


async def test_two_at_once_do_not_overwrite_each_other(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client))
    async with officer(portal) as ratna, officer(portal, who="sari") as sari:
        page = await sari.get(f"/aduan/{ticket}/moderasi")
        await moderated(ratna, ticket, title="Pertama", text="Pertama.", **WHY)

        late = await sari.fill(page, holding="reason", button=("_do", "apply"), title="Kedua", **WHY)

    assert late.status_code == 409
    assert "Kedua" in late.text
    assert (await find_case(ticket)).title == "Pertama"


async def test_contacts_in_what_officers_write_are_not_shown_either(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client))
    async with officer(portal) as ratna:
        await moderated(ratna, ticket, title="Lubang", text="Hubungi 0812-3456-7890", reason="personal", words="Nomor 0812-3456-7890 dihapus.")

    assert "3456" not in (await client.get(f"/aduan/{ticket}")).text


# ---------------------------------------------------------------- the chain


async def test_whoever_changes_the_words_afterwards_is_seen(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client))
    async with officer(portal) as ratna:
        await moderated(ratna, ticket, title="Diganti", text="Diganti.", **WHY)
    await Case.filter(ticket=ticket).update(public_text="Diganti lagi.")

    assert any("in the place of the citizen's words was changed" in fault.what for fault in (await verify_chains(portal)).faults)


async def test_whoever_throws_the_original_away_is_seen(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client))
    async with officer(portal) as ratna:
        await moderated(ratna, ticket, title="Diganti", text="Diganti.", **WHY)
    await Moderation.all().delete()

    assert any("what was hidden is gone" in fault.what for fault in (await verify_chains(portal)).faults)


async def test_an_erasure_takes_the_original_with_it(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client))
    async with officer(portal) as ratna:
        await moderated(ratna, ticket, title="Diganti", text="Diganti.", **WHY)
    case = await find_case(ticket)

    await erase(context_of(portal, "complaints"), case.id, 1, ["matter"], "UU 27/2022", By("supervisor", "s", "Ratna"))

    assert await Moderation.all().count() == 0
    assert (await verify_chains(portal)).ok
    assert await Entry.filter(case=case.id, kind="hidden").count() == 1
