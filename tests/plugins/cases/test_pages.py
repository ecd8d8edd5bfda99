"""Following a case: whoever has the key sees it, nobody else learns even that it exists."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.identifiers import make_ticket
from core.testing import form_in, forms_in
from plugins.cases.api import CONFIDENTIAL, By, Case, add_entry, move, verify_chains
from plugins.cases.models import Entry
from tests.plugins.cases.world import HANDLER, VERIFIER, World

# What the database does differently is tested where it matters; these pages are the same on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

SAME_ORIGIN = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}


async def moved_to_confirm(world: World, id: UUID) -> None:
    for name, by, answers in (("forward", VERIFIER, {}), ("start", HANDLER, {}), ("finish", HANDLER, {"note": "Sudah ditambal <b>rapi</b>."})):
        world.clock.move(timedelta(hours=1))
        await move(world.context, id, name, by, answers)


async def send(world: World, page: Any, transition: str, **values: str) -> Any:
    """Make a transition with its form, as the reporter would."""
    form = next(form for form in forms_in(page.text) if form.action.endswith(f"/langkah/{transition}"))
    return await world.client.send_form(page, form, form.filled(**values))


async def test_the_link_shows_who_has_it_and_until_when_first(world: World) -> None:
    opened = await world.open()

    page = await world.client.get(f"/lacak/{opened.keys.secret}")

    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    assert page.status_code == 200
    assert f'<data class="ticket" value="{opened.case.ticket}">' in page.text
    assert page.text.count("<h1") == 1
    assert text.index("DPUPR") < text.index("Jumat, 27 November 2026") < text.index("24 November 2026, 09.12")
    assert "Kelurahan Jepon, Kec. Jepon" in text
    assert opened.keys.shown_code in text
    assert "Siti" not in page.text


async def test_row_10_the_address_is_told_to_nobody_and_kept_by_no_cache(world: World) -> None:
    opened = await world.open()

    for path in ("", "/cara"):
        page = await world.client.get(f"/lacak/{opened.keys.secret}{path}")

        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "noindex" in page.headers["x-robots-tag"]


async def test_the_timeline_is_told_newest_first_and_words_cannot_become_markup(world: World) -> None:
    opened = await world.open()
    await moved_to_confirm(world, opened.case.id)
    await add_entry(world.context, opened.case.id, HANDLER, "Jangan ceritakan ini.", public=False)

    page = await world.client.get(f"/lacak/{opened.keys.secret}")

    assert page.text.index("Perbaikan selesai dikerjakan") < page.text.index("Diteruskan ke DPUPR") < page.text.index("Diterima</h3>")
    assert "Sudah ditambal &lt;b&gt;rapi&lt;/b&gt;." in page.text
    assert "Jangan ceritakan ini" not in page.text
    assert "Budi" not in page.text


async def test_the_timeline_says_who_acted_and_not_who_got_the_case(world: World) -> None:
    opened = await world.open()
    for transition, by, answers in (
        ("forward", By("verifier", "a1", "Sari", agency="inspektorat"), {"agency": "dlh"}),
        ("start", HANDLER, {}),
    ):
        await move(world.context, opened.case.id, transition, by, answers)
    other = await world.open()
    await move(world.context, other.case.id, "forward", By("verifier", "a1", "Sari"), {"agency": "dlh"})

    async def who(secret: str) -> list[str]:
        return re.findall(r'class="who">([^<]+)<', (await world.client.get(f"/lacak/{secret}")).text)

    assert await who(opened.keys.secret) == ["DLH", "Inspektorat", "Pelapor"]
    assert await who(other.keys.secret) == ["Verifikator", "Pelapor"]
    assert (await verify_chains(world.portal)).ok


async def test_an_answer_is_on_the_kept_pages_at_once(world: World) -> None:
    case = (await world.open()).case
    before = (await world.portal.counters.all("keep."))["repair.cases"]

    await add_entry(world.context, case.id, HANDLER, "Catatan.", public=False)
    assert (await world.portal.counters.all("keep."))["repair.cases"] == before
    await add_entry(world.context, case.id, HANDLER, "Jawaban.", public=True)
    assert (await world.portal.counters.all("keep."))["repair.cases"] == before + 1


async def test_the_reporter_closes_the_case_with_one_click(world: World) -> None:
    opened = await world.open()
    await moved_to_confirm(world, opened.case.id)
    page = await world.client.get(f"/lacak/{opened.keys.secret}")

    answer = await send(world, page, "agree")

    assert answer.status_code == 303
    assert (await Case.get(id=opened.case.id)).state == "closed"
    assert "Selesai" in (await world.client.follow(answer)).text


async def test_row_54_a_second_click_finds_it_made_and_is_no_mistake(world: World) -> None:
    opened = await world.open()
    await moved_to_confirm(world, opened.case.id)
    page = await world.client.get(f"/lacak/{opened.keys.secret}")

    answers = await asyncio.gather(*(send(world, page, "agree") for _ in range(5)))

    assert [answer.status_code for answer in answers] == [303] * 5
    assert await Entry.filter(case=opened.case.id).count() == 5


async def test_what_the_reporter_typed_is_still_there_after_a_mistake(world: World) -> None:
    opened = await world.open()
    await moved_to_confirm(world, opened.case.id)
    page = await world.client.get(f"/lacak/{opened.keys.secret}")

    empty = await send(world, page, "reopen", note="")
    await add_entry(world.context, opened.case.id, HANDLER, "Sementara itu.", public=True)
    late = await send(world, page, "reopen", note="Masih berlubang.")
    sent = await send(world, late, "reopen")

    assert empty.status_code == 422
    assert 'id="galat"' in empty.text
    assert late.status_code == 409
    assert "Masih berlubang." in late.text
    assert sent.status_code == 303
    assert (await Case.get(id=opened.case.id)).state == "working"


async def test_the_reporter_may_only_what_the_procedure_gives_them(world: World) -> None:
    opened = await world.open()
    token = form_in((await world.client.get("/lacak")).text, "ticket").fields[0]

    for name in ("forward", "close", "agree", "nothing"):
        sent = {token[0]: token[1], "version": "1"}
        answer = await world.client.post(f"/lacak/{opened.keys.secret}/langkah/{name}", data=sent, headers=SAME_ORIGIN)
        assert answer.status_code == 409, name

    assert await Entry.filter(case=opened.case.id).count() == 1


async def test_ticket_and_code_lead_to_the_case(world: World) -> None:
    opened = await world.open()
    page = await world.client.get("/lacak")

    answer = await world.client.fill(page, ticket=opened.case.ticket.lower().replace("-", " "), code=opened.keys.code.lower())

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/lacak/{opened.keys.secret}"
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_row_9_a_wrong_code_and_a_ticket_that_does_not_exist_are_the_same(world: World) -> None:
    opened = await world.open()
    page = await world.client.get("/lacak")

    wrong = await world.client.fill(page, ticket=opened.case.ticket, code="000000")
    nothing = await world.client.fill(page, ticket=make_ticket("PBK"), code="000000")

    assert wrong.status_code == nothing.status_code == 422
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", wrong.text) == strip.sub("", nothing.text)


async def test_what_can_be_no_ticket_is_said_and_not_counted(world: World) -> None:
    page = await world.client.get("/lacak")

    for _ in range(15):
        answer = await world.client.fill(page, ticket="ADU-7K3F-9Q2M", code="H4X9T")
        assert answer.status_code == 422

    assert "ADU-7K3F-9Q2M" in answer.text
    assert 'aria-invalid="true"' in answer.text


async def test_row_10_guessing_is_ended_after_ten_tries_an_hour(world: World) -> None:
    opened, other = await world.open(), await world.open()
    page = await world.client.get("/lacak")

    answers = [await world.client.fill(page, ticket=opened.case.ticket, code="000000") for _ in range(14)]
    neighbour = await world.client.fill(page, ticket=other.case.ticket, code=other.keys.code)

    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 4
    assert int(answers[-1].headers["retry-after"]) > 0
    assert neighbour.status_code == 303  # from the same address, which a whole village may share
    assert (await world.client.get(f"/lacak/{opened.keys.secret}")).status_code == 200


async def test_row_10_going_through_all_tickets_from_one_address_is_ended_too(world: World) -> None:
    page = await world.client.get("/lacak")

    answers = [(await world.client.fill(page, ticket=make_ticket("ADU"), code="000000")).status_code for _ in range(104)]

    assert answers == [422] * 100 + [429] * 4


@pytest.mark.parametrize("secret", ["x", "A" * 43, "..%2F" * 14, "A" * 5000, "%00"])
async def test_a_wrong_link_is_not_found(world: World, secret: str) -> None:
    answer = await world.client.get(f"/lacak/{secret}")

    assert answer.status_code in (404, 400, 414)


async def test_how_it_is_handled_is_drawn_and_told_as_a_list(world: World) -> None:
    opened = await world.open()

    page = await world.client.get(f"/lacak/{opened.keys.secret}/cara")

    assert page.status_code == 200
    assert page.text.count('<svg class="flow"') == 1
    assert "Kami sedang memeriksa permintaan Anda." in page.text
    assert "3 hari kerja" in page.text
    assert "Perpres 76/2013" in page.text


async def test_it_is_told_in_the_readers_language(world: World) -> None:
    opened = await world.open()

    page = await world.client.get(f"/lacak/{opened.keys.secret}", headers={"Accept-Language": "en"})

    assert "Friday, 27 November 2026" in page.text
    assert "In progress" in page.text


async def test_late_is_said_and_nothing_is_locked(world: World) -> None:
    opened = await world.open()
    world.clock.move(timedelta(days=10))

    page = await world.client.get(f"/lacak/{opened.keys.secret}")

    assert 'class="tag is-late"' in page.text
    assert "Jumat, 27 November 2026" in page.text


async def test_a_confidential_case_is_followed_by_its_link_like_any_other(world: World) -> None:
    opened = await world.open(visibility=CONFIDENTIAL, public_text="", agency="inspektorat")

    assert (await world.client.get(f"/lacak/{opened.keys.secret}")).status_code == 200


async def test_a_ticket_typed_into_the_search_leads_to_the_page_that_asks_for_its_code(world: World) -> None:
    opened = await world.open()

    found = await world.client.get("/cari", params={"q": opened.case.ticket})
    unknown = await world.client.get("/cari", params={"q": make_ticket("PBK")})

    assert f"/lacak?tiket={opened.case.ticket}" in found.text
    assert f"Lacak kasus {opened.case.ticket}" in found.text
    assert "/lacak?tiket=" in unknown.text


async def test_the_page_of_a_case_asks_the_database_three_times_at_most(world: World, caplog: pytest.LogCaptureFixture) -> None:
    opened = await world.open(files=[await world.photo()])
    await moved_to_confirm(world, opened.case.id)
    await world.client.get(f"/lacak/{opened.keys.secret}")

    with caplog.at_level("DEBUG", "tortoise.db_client"):
        page = await world.client.get(f"/lacak/{opened.keys.secret}")

    asked = [record.getMessage() for record in caplog.records if record.name == "tortoise.db_client" and "SELECT" in record.getMessage()]
    assert page.status_code == 200
    assert 1 <= len(asked) <= 3, asked
