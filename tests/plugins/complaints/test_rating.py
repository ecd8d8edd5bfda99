"""After closing the reporter is asked: is it solved, how good was the work. "Not solved" opens it again, and later is written down."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx2
import pytest

from core import Subject
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import By, find_case, move, read_timeline, sweep, verify_chains
from plugins.complaints import personal
from plugins.complaints.models import Rating

from .reporting import link_of, report, ticket_of

pytestmark = pytest.mark.anyio

HANDLER = By("handler", "h", "Budi")


async def closed(portal: Portal, client: Client, *, agreed: bool = True, **changed: str) -> tuple[str, str]:
    """Ticket and link of a complaint that was worked on and closed."""
    receipt = await report(client, **changed)
    ticket, link = ticket_of(receipt), link_of(receipt)
    context, case = context_of(portal, "complaints"), await find_case(ticket)
    await move(context, case.id, "forward", By("verifier"), {"agency": "dpupr"})
    await move(context, case.id, "start", HANDLER, {"note": "Besok."})
    await move(context, case.id, "finish", HANDLER, {"note": "Sudah ditambal."})
    if agreed:
        await move(context, case.id, "agree", By("reporter"))
    return ticket, link


async def answer(client: Client, link: str, **given: str) -> httpx2.Response:
    return await client.fill(await asked(client, link), holding="score", **given)


async def asked(client: Client, link: str, beres: str = "") -> httpx2.Response:
    """The page with the whole question, where either answer below the case leads."""
    return await client.get(link.replace("/lacak/", "/aduan/nilai/"), params={"beres": beres} if beres else {})


async def test_the_question_is_asked_below_a_closed_complaint_and_nowhere_else(portal: Portal, client: Client) -> None:
    receipt = await report(client)
    assert "Apakah masalahnya sudah beres?" not in (await client.get(link_of(receipt))).text

    ticket, link = await closed(portal, client)

    page = await client.get(link)
    assert "Apakah masalahnya sudah beres?" in page.text
    assert f'href="{link.replace("/lacak/", "/aduan/nilai/")}?beres=no"' in page.text
    whole = await asked(client, link)
    for words in ("Apakah masalahnya sudah beres?", "Bagaimana penanganannya?", "5 - sangat baik", "Aduan dibuka kembali dan ditangani lagi."):
        assert words in whole.text, words
    assert "Apakah masalahnya sudah beres?" not in (await client.get(f"/aduan/{ticket}")).text


@pytest.mark.parametrize(("beres", "chosen"), [("yes", ["yes"]), ("no", ["no"]), ("", []), ("' OR 1=1", [])])
async def test_the_answer_that_was_tapped_is_chosen_on_the_page_with_the_rest(portal: Portal, client: Client, beres: str, chosen: list[str]) -> None:
    _ticket, link = await closed(portal, client)

    page = (await asked(client, link, beres)).text

    inputs = [tag for tag in re.findall("<input[^>]*>", page) if 'name="solved"' in tag]
    assert [value for value in ("yes", "no") if any(f'value="{value}"' in tag and "checked" in tag for tag in inputs)] == chosen


async def test_what_was_answered_is_kept_sealed_stands_in_the_timeline_and_is_not_public(portal: Portal, client: Client) -> None:
    ticket, link = await closed(portal, client)

    sent = await answer(client, link, solved="yes", score="4", note="Rapi, terima kasih.")

    assert sent.status_code == 303
    assert sent.headers["location"] == link
    (row,) = await Rating.all()
    assert (row.score, row.solved, "Rapi" in (row.words or "")) == (4, True, False)
    page = await client.get(link)
    assert "Anda sudah menjawab. Jawaban dapat diubah sampai Selasa, 8 Desember 2026." in page.text
    assert "Rapi, terima kasih." in page.text
    case = await find_case(ticket)
    last = (await read_timeline(portal, case, "officer"))[-1]
    assert (last.by, last.text) == ("reporter", "4 - baik\nYa, sudah beres\nRapi, terima kasih.")
    public = (await client.get(f"/aduan/{ticket}")).text
    assert "Pelapor menambahkan sesuatu" in public
    assert "Rapi" not in public
    assert (await verify_chains(portal)).ok


async def test_it_may_be_said_otherwise_for_ten_working_days_and_not_later(portal: Portal, client: Client, clock: FrozenClock) -> None:
    _ticket, link = await closed(portal, client)
    await answer(client, link, solved="yes", score="4")
    clock.move(timedelta(days=13))
    await answer(client, link, solved="yes", score="2")
    assert (await Rating.get()).score == 2

    before = await asked(client, link)
    clock.move(timedelta(days=3))
    after = await client.get(link)

    assert "/aduan/nilai/" not in after.text
    assert "Penilaian Anda" in after.text
    assert "2 - kurang" in after.text
    assert (await client.fill(before, holding="score", solved="yes", score="5")).status_code == 303
    assert (await Rating.get()).score == 2


async def test_not_solved_opens_the_complaint_again(portal: Portal, client: Client) -> None:
    ticket, link = await closed(portal, client)

    await answer(client, link, solved="no", score="1", note="Sudah berlubang lagi.")

    case = await find_case(ticket)
    assert (case.state, case.closed) == ("in_progress", None)
    assert "Sudah berlubang lagi." in (await read_timeline(portal, case, "officer"))[-1].text
    page = await client.get(link)
    assert "/aduan/nilai/" not in page.text
    assert (await client.get(link.replace("/lacak/", "/aduan/nilai/"))).status_code == 404


async def test_after_it_was_opened_and_closed_again_the_question_is_asked_anew(portal: Portal, client: Client, clock: FrozenClock) -> None:
    ticket, link = await closed(portal, client)
    await answer(client, link, solved="no", score="1", note="Belum.")
    clock.move(timedelta(days=1))
    context, case = context_of(portal, "complaints"), await find_case(ticket)
    await move(context, case.id, "finish", HANDLER, {"note": "Sekarang sudah."})
    await move(context, case.id, "agree", By("reporter"))

    assert "Anda sudah menjawab" not in (await client.get(link)).text
    await answer(client, link, solved="yes", score="5")

    assert [(row.score, row.solved) for row in await Rating.all()] == [(5, True)]


async def test_too_late_to_open_it_again_not_solved_is_written_down(portal: Portal, client: Client, clock: FrozenClock) -> None:
    ticket, link = await closed(portal, client)
    clock.move(timedelta(days=30))
    page = await asked(client, link)
    assert "Batas waktu membuka kembali sudah lewat" in page.text

    await client.fill(page, holding="score", solved="no", score="2", note="Rusak lagi.")

    case = await find_case(ticket)
    assert case.state == "closed"
    assert "Belum beres" in (await read_timeline(portal, case, "officer"))[-1].text
    assert not (await Rating.get()).solved


async def test_one_that_closed_by_itself_is_asked_about_too(portal: Portal, client: Client, clock: FrozenClock) -> None:
    _ticket, link = await closed(portal, client, agreed=False)
    assert "/aduan/nilai/" not in (await client.get(link)).text
    clock.move(timedelta(days=16))
    await sweep(context_of(portal, "cases"))

    assert "/aduan/nilai/" in (await client.get(link)).text


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"score": "3"}, ["solved"]),
        ({"solved": "yes"}, ["score"]),
        ({"solved": "yes", "score": "9"}, ["score"]),
        ({"solved": "perhaps", "score": "3"}, ["solved"]),
        ({"solved": "no", "score": "3", "note": "   "}, ["note"]),
        ({}, ["solved", "score"]),
    ],
)
async def test_a_mistake_is_named_and_nothing_typed_is_lost(portal: Portal, client: Client, given: dict[str, str], wrong: list[str]) -> None:
    _ticket, link = await closed(portal, client)

    page = await answer(client, link, **{"note": "Yang saya tulis", **given})

    assert page.status_code == 422
    assert 'id="galat"' in page.text
    for name in wrong:
        assert f'href="#{name}"' in page.text
    if "note" not in given:
        assert "Yang saya tulis" in page.text
    assert await Rating.all().count() == 0
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "no-store" in page.headers["cache-control"]


async def test_a_second_click_says_nothing_twice(portal: Portal, client: Client) -> None:
    ticket, link = await closed(portal, client)
    page = await asked(client, link)
    for _click in range(2):
        assert (await client.fill(page, holding="score", solved="yes", score="4")).status_code == 303

    assert (await find_case(ticket)).version == 6


async def test_a_stranger_without_the_link_can_not_answer(portal: Portal, client: Client) -> None:
    ticket, link = await closed(portal, client)
    page = await asked(client, link)

    for key in ("A" * 43, ticket):
        assert (await client.get(f"/aduan/nilai/{key}")).status_code == 404
        wrong = httpx2.Response(200, text=page.text.replace(link.removeprefix("/lacak/"), key), request=page.request)
        assert (await client.fill(wrong, holding="score", solved="yes", score="1")).status_code == 404
    assert await Rating.all().count() == 0


async def test_what_was_said_is_exported_and_erased(portal: Portal, client: Client) -> None:
    ticket, link = await closed(portal, client)
    await answer(client, link, solved="yes", score="4", note="Rapi.")
    context, subject = context_of(portal, "complaints"), Subject(phone="+6281234567890")

    told = await personal.export(context, subject)
    await personal.erase(context, subject)

    assert told["ratings"] == [{"ticket": ticket, "score": 4, "solved": True, "words": "Rapi."}]
    assert await Rating.all().count() == 0
