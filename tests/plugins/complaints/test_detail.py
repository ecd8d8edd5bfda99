"""The public part of one complaint, its photos, and what a stranger cannot find out."""

from __future__ import annotations

import re

import pytest

from core.identifiers import make_ticket
from core.portal import Portal
from core.portal.running import context_of
from core.testing.client import Client
from plugins.cases.api import By, add_entry, find_case, move
from tests.core.storage import pictures

from .reporting import link_of, report, ticket_of

pytestmark = pytest.mark.anyio

PHOTO = ("road.jpg", pictures.telltale_jpeg(), "image/jpeg")


async def test_everybody_reads_where_it_stands_and_what_was_answered(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client, [PHOTO]))
    context, case = context_of(portal, "complaints"), await find_case(ticket)
    await move(context, case.id, "forward", By("verifier", "v", "Sari Verifikator"), {"agency": "dpupr"})
    await move(context, case.id, "start", By("handler", "h", "Budi Petugas"), {"note": "Kami ukur besok."})
    await add_entry(context, case.id, By("handler", "h", "Budi Petugas"), "Catatan di dalam kantor")

    page = await client.get(f"/aduan/{ticket}")

    for words in (
        ticket,
        "A deep hole in front of the market",
        "Dikerjakan",
        "Diteruskan ke DPUPR",
        "Jawaban pertama",
        "Kami ukur besok.",
        "North side of the market",
        "Jalan",
        "Nama tidak ditampilkan",
    ):
        assert words in page.text, words
    for words in ("Budi Petugas", "Sari Verifikator", "Catatan di dalam kantor", "Siti", "3456", "siti@contoh.id", "/lacak/"):
        assert words not in page.text, words


async def test_what_the_reporter_adds_later_is_between_them_and_the_officers(portal: Portal, client: Client) -> None:
    ticket = ticket_of(await report(client))
    context, case = context_of(portal, "complaints"), await find_case(ticket)
    await move(context, case.id, "ask", By("verifier"), {"note": "Di sebelah mana?"})
    file = await portal.files.stage(pictures.jpeg(), name="x.jpg", media_type="image/jpeg", owner="complaints", field="photos")
    await move(context, case.id, "complete", By("reporter"), {"note": "Di depan rumah saya nomor 5"}, files=[file.id])

    page = await client.get(f"/aduan/{ticket}")

    assert "Di sebelah mana?" in page.text
    assert "rumah saya" not in page.text
    assert str(file.id) not in page.text
    assert (await client.get(f"/aduan/{ticket}/foto/{file.id}")).status_code == 404


async def test_row_32_and_34_a_photo_is_served_clean_and_so_that_no_browser_takes_it_for_a_page(client: Client) -> None:
    ticket = ticket_of(await report(client, [PHOTO]))
    page = await client.get(f"/aduan/{ticket}")
    small, whole = re.search(r'src="(/aduan/[^"]+/kecil)"', page.text), re.search(r'href="(/aduan/[^"]+/foto/[^"]+)"', page.text)
    assert small
    assert whole

    for address in (small[1], whole[1]):
        photo = await client.get(address)

        assert photo.status_code == 200
        assert photo.headers["content-type"] == "image/jpeg"
        assert photo.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in photo.headers["content-security-policy"]
        for mark in (b"Exif", b"GPS", pictures.GPS_MARK, pictures.XMP_MARK, pictures.COMMENT_MARK, pictures.ICC_MARK, b"http://ns.adobe.com"):
            assert mark not in photo.content
    assert "alt=" in page.text


async def test_row_9_a_photo_of_another_or_a_confidential_complaint_does_not_exist(client: Client) -> None:
    secret = await report(client, [PHOTO], visibility="confidential")
    public = ticket_of(await report(client, [PHOTO]))
    followed = await client.get(link_of(secret))
    hidden = re.findall(r"/lacak/[^/]+/berkas/([0-9a-f-]{36})", followed.text)[0]
    own = re.findall(r"/foto/([0-9a-f-]{36})", (await client.get(f"/aduan/{public}")).text)[0]

    mine, theirs, nobody = f"/aduan/{public}/foto", f"/aduan/{ticket_of(secret)}/foto", "00000000-0000-0000-0000-000000000000"
    wrong = [f"{mine}/{hidden}", f"{mine}/{hidden}/kecil", f"{theirs}/{hidden}", f"{theirs}/{own}", f"{mine}/{nobody}", f"{mine}/../../x", f"{mine}/x"]
    answers = [await client.get(address) for address in wrong]

    assert {answer.status_code for answer in answers} == {404}
    assert (await client.get(f"/aduan/{public}/foto/{own}")).status_code == 200


async def test_row_9_a_confidential_complaint_answers_like_one_that_does_not_exist(client: Client) -> None:
    secret = ticket_of(await report(client, visibility="confidential"))

    def same(text: str) -> str:
        return re.sub(r"<code[^>]*>[^<]*</code>|[0-9a-f]{12}|ADU-[0-9A-Z-]{9}", "", text)

    there, nowhere = await client.get(f"/aduan/{secret}"), await client.get(f"/aduan/{make_ticket('ADU')}")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert same(there.text) == same(nowhere.text)


async def test_row_9_an_officer_of_another_agency_finds_nothing_either(client: Client) -> None:
    secret = ticket_of(await report(client, visibility=None, category="conduct"))

    await client.sign_in("budi", kind="officer", permissions=["cases.view", "cases.view_all", "cases.handle"], agencies=["dpupr", "dlh"])

    assert (await client.get(f"/aduan/{secret}")).status_code == 404


async def test_row_10_tickets_read_through_one_by_one_give_nothing_and_then_have_to_wait(client: Client) -> None:
    for visibility in ("public", "confidential"):
        await report(client, visibility=visibility)

    answers = [(await client.get(f"/aduan/{make_ticket('ADU')}")) for _n in range(100)]

    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {404, 429}
    assert statuses.index(429) == 60
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_row_10_whoever_guessed_too_much_still_reads_what_is_public(client: Client) -> None:
    ticket = ticket_of(await report(client))
    for _n in range(70):
        await client.get(f"/aduan/{make_ticket('ADU')}")

    assert (await client.get(f"/aduan/{ticket}")).status_code == 200


async def test_a_ticket_is_read_however_it_is_typed_and_nonsense_is_not_found(client: Client) -> None:
    ticket = ticket_of(await report(client))

    assert (await client.get(f"/aduan/{ticket.lower()}")).status_code == 200
    for nonsense in ("x", "ADU-0000-0000", "%00", "ADU-" + "9" * 500, "%F0%9F%9A%A7"):
        assert (await client.get(f"/aduan/{nonsense}")).status_code in (308, 400, 404, 414)
