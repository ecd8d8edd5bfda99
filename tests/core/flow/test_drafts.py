"""Drafts: several at once, kept for seven days, sealed, and nobody else's."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta

import pytest

from core.database.tables import Draft, Submission
from core.flow import sweep_drafts
from core.portal import Portal
from core.testing.client import Client
from core.web.app import create_app

from .walking import WHAT, WHERE, step, to_the_check

pytestmark = pytest.mark.anyio


async def test_two_tabs_are_two_drafts(client: Client) -> None:
    first = await step(client, await client.get("/klinik/lapor"), description="First")
    second = await step(client, await client.get("/klinik/lapor/what"), description="Second")

    assert (first.url.query, second.url.query) == (b"draf=1", b"draf=2")
    assert "First" in (await client.get("/klinik/lapor/what?draf=1")).text
    assert "Second" in (await client.get("/klinik/lapor/what?draf=2")).text


async def test_saving_a_draft_asks_for_nothing_and_the_form_offers_it_again(client: Client) -> None:
    page = await step(client, await client.get("/klinik/lapor"), **WHAT)

    answer = await client.fill(page, holding="_draf", button=("_do", "save"), place_landmark="Half")
    saved = await client.follow(answer)
    start = await client.get("/klinik/lapor")

    assert answer.status_code == 303
    assert "Draf disimpan" in saved.text
    assert 'value="Half"' in saved.text
    assert '<a class="link-row" id="draft-1" href="/klinik/lapor/where?draf=1">' in start.text


async def test_a_draft_is_nobody_elses(client: Client, portal: Portal) -> None:
    await step(client, await client.get("/klinik/lapor"), **WHAT)

    async with Client(create_app(portal)) as stranger:
        await stranger.get("/klinik/lapor")
        seen = await stranger.get("/klinik/lapor/what?draf=1")
        page = await stranger.get("/klinik/lapor")
        forged = await stranger.fill(page, holding="_draf", _draf="1", description="Mine now")

    assert seen.headers["location"] == "/klinik/lapor?hilang=1"
    assert forged.status_code == 303
    assert WHAT["description"] in (await client.get("/klinik/lapor/what?draf=1")).text


async def test_a_draft_moves_along_when_its_owner_signs_in(client: Client) -> None:
    await step(client, await client.get("/klinik/lapor"), **WHAT)

    await client.sign_in("siti")

    assert WHAT["description"] in (await client.get("/klinik/lapor/what?draf=1")).text


async def test_row_37_what_was_typed_lies_sealed_in_the_database(client: Client, portal: Portal) -> None:
    page = await to_the_check(client)
    await step(client, await client.get("/klinik/lapor/who?draf=1&ubah=1"), nik="3316095204850001", name="Siti")

    (row,) = await Draft.all()

    assert page.status_code == 200
    assert "3316095204850001" not in row.answers
    assert "3316••••••••0001" in (await client.get("/klinik/lapor/periksa?draf=1")).text
    for file in (portal.site.folder / "data").glob("portal.db*"):
        assert b"3316095204850001" not in file.read_bytes()


async def test_a_draft_is_kept_seven_days_from_the_last_change(client: Client, portal: Portal) -> None:
    await step(client, await client.get("/klinik/lapor"), **WHAT)
    clock = portal.clock

    clock.move(timedelta(days=6, hours=23))  # type: ignore[attr-defined]
    assert (await client.get("/klinik/lapor/where?draf=1")).status_code == 200
    clock.move(timedelta(hours=2))  # type: ignore[attr-defined]

    assert (await client.get("/klinik/lapor/where?draf=1")).headers["location"] == "/klinik/lapor?hilang=1"
    assert "Draf ini sudah tidak ada" in (await client.get("/klinik/lapor?hilang=1")).text
    assert await sweep_drafts(clock.now()) == 1
    assert (await Draft.all().count(), await Submission.all().count()) == (0, 0)


async def test_a_step_that_is_sent_for_a_lost_draft_begins_a_new_one_with_what_was_typed(client: Client, portal: Portal) -> None:
    page = await step(client, await client.get("/klinik/lapor"), **WHAT)
    await Draft.all().delete()

    answer = await client.fill(page, holding="_draf", **WHERE)
    first = await client.follow(answer)
    assert first.url.path == "/klinik/lapor/what"
    assert "Jawaban Anda sebelumnya sudah tidak ada" in first.text
    again = await step(client, first, **WHAT)

    assert again.url.path == "/klinik/lapor/where"
    assert WHERE["place_landmark"] in again.text


async def test_a_draft_from_before_the_form_was_changed_still_opens(client: Client, portal: Portal) -> None:
    await step(client, await client.get("/klinik/lapor"), **WHAT)
    (row,) = await Draft.all()
    old = json.dumps({"raws": {"description": ["no", "text"], "place": "words", "gone": "x", "children": "none"}, "passed": []})
    await Draft.all().update(answers=portal.cipher.seal("core_draft", "answers", str(row.id), old))

    page = await client.follow(await client.get("/klinik/lapor/who?draf=1"))

    assert page.url.path == "/klinik/lapor/what"
    assert (await step(client, page, **WHAT)).url.path == "/klinik/lapor/where"


async def test_one_browser_keeps_ten_drafts_of_a_form_and_the_oldest_gives_way(client: Client) -> None:
    for n in range(12):
        await step(client, await client.get("/klinik/lapor/what"), description=f"Number {n}")

    numbers = await Draft.all().order_by("number").values_list("number", flat=True)

    assert numbers == list(range(3, 13))
    assert await Submission.all().count() == 10


async def test_a_draft_can_be_kept_from_the_check_page_too(client: Client) -> None:
    page = await to_the_check(client)

    start = await client.follow(await client.fill(page, holding="_key", button=("_do", "save")))
    again = await client.get("/klinik/lapor/periksa?draf=1")

    assert "Draf disimpan" in start.text
    assert 'id="draft-1"' in start.text
    assert again.status_code == 200


async def test_two_tabs_of_one_draft_do_not_undo_each_other(client: Client) -> None:
    await to_the_check(client)
    first, second = await client.get("/klinik/lapor/what?draf=1"), await client.get("/klinik/lapor/who?draf=1")

    await client.fill(second, holding="_draf", name="From the second tab")
    await client.fill(first, holding="_draf", description="From the first tab")

    check = await client.get("/klinik/lapor/periksa?draf=1")
    assert "From the second tab" in check.text
    assert "From the first tab" in check.text


async def test_a_draft_can_be_deleted_with_its_files(client: Client) -> None:
    page = await step(client, await client.get("/klinik/lapor"), **WHAT)

    gone = await client.follow(await client.fill(page, holding="_draf", button=("_do", "forget")))

    assert "Draf sudah dihapus" in gone.text
    assert "draft-1" not in gone.text
    assert (await Draft.all().count(), await Submission.all().count()) == (0, 0)


@pytest.mark.slow
async def test_row_55_while_the_database_cannot_write_the_form_is_kept(client: Client, portal: Portal) -> None:
    page = await step(client, await client.get("/klinik/lapor"), **WHAT)
    other = sqlite3.connect(portal.site.folder / "data" / "portal.db", isolation_level=None)

    try:
        other.execute("BEGIN IMMEDIATE")
        answer = await client.fill(page, holding="_draf", place_landmark="Typed with care")
    finally:
        other.close()

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert 'value="Typed with care"' in answer.text
    assert (await client.fill(answer, holding="_draf", **WHERE)).status_code == 303
