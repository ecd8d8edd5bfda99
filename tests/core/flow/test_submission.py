"""One submission, however often it is sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from core.database.tables import Draft, Submission
from core.flow import submission
from core.flow.drafts import OpenDraft
from core.forms import Answers, FormRoute, Receipt
from core.portal import Portal
from core.requests import Request
from core.testing.client import Client
from core.testing.forms import form_in

from .conftest import portal_on
from .walking import sent, step, to_the_check

pytestmark = pytest.mark.anyio


async def test_row_54_twenty_clicks_at_once_are_one_submission_and_twenty_equal_answers(tmp_path: Path, database_url: str) -> None:
    async with portal_on(tmp_path, database_url) as (_portal, client):
        page = await to_the_check(client)
        form = form_in(page.text, "_key")

        answers = await asyncio.gather(*(client.send_form(page, form, form.filled()) for _click in range(20)))

        assert {answer.status_code for answer in answers} == {303}
        assert len({answer.headers["location"] for answer in answers}) == 1
        assert len(await sent()) == 1
        assert (await Submission.filter(state="done").count(), await Draft.all().count()) == (1, 0)


async def test_row_54_the_claim_alone_lets_one_of_many_processes_through(tmp_path: Path, database_url: str) -> None:
    """As several processes do, past the line in which the clicks of one process stand."""
    async with portal_on(tmp_path, database_url) as (portal, client):
        await to_the_check(client)
        (row,) = await Draft.all()
        draft = OpenDraft(row.id, row.number, row.submission, row.created, row.changed)
        runs: list[int] = []

        async def on_submit(request: Request, answers: Answers) -> Receipt:
            runs.append(1)
            await asyncio.sleep(0)
            return Receipt("ADU-7K3F-9Q2M")

        form = portal.form("clinic.report")
        from core.access import PUBLIC

        route = FormRoute("/lapor", form.form, on_submit, PUBLIC, None, "report")
        request = Request({"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b"", "pendopo.portal": portal})

        rows = await asyncio.gather(*(submission.send(request, route, "clinic", draft, Answers(), "d") for _process in range(20)))

        assert len(runs) == 1
        assert len({found.secret for found in rows if found}) == 1
        assert len(rows) == 20


async def test_the_same_key_later_leads_to_the_same_receipt(client: Client) -> None:
    page = await to_the_check(client)
    first = await client.fill(page, holding="_key")

    second = await client.fill(page, holding="_key")

    assert second.headers["location"] == first.headers["location"]
    assert len(await sent()) == 1


async def test_answers_that_changed_in_another_tab_are_shown_again_before_they_are_sent(client: Client) -> None:
    page = await to_the_check(client)
    await step(client, await client.get("/klinik/lapor/what?draf=1&ubah=1"), description="Another text")

    answer = await client.fill(page, holding="_key")

    assert answer.status_code == 409
    assert "Another text" in answer.text
    assert "Isian Anda berubah" in answer.text
    assert await sent() == []
    assert (await client.fill(answer, holding="_key")).status_code == 303


async def test_a_used_key_with_other_answers_is_told_that_the_first_were_sent(client: Client) -> None:
    page = await to_the_check(client)
    await client.fill(page, holding="_key")

    answer = await client.fill(page, holding="_key", _digest="0" * 64)

    assert answer.status_code == 409
    assert "ADU-7K3F-9Q2M" in answer.text
    assert "sudah terkirim" in answer.text


async def test_a_foreign_key_opens_nothing(client: Client, portal: Portal) -> None:
    from core.web.app import create_app

    page = await to_the_check(client)
    key = dict(form_in(page.text, "_key").fields)["_key"]

    async with Client(create_app(portal)) as stranger:
        own = await to_the_check(stranger)
        answer = await stranger.fill(own, holding="_key", _key=key)

    assert answer.headers["location"] == "/klinik/lapor?hilang=1"
    assert await sent() == []


async def test_row_53_when_the_plugin_fails_nothing_is_written_and_the_draft_can_be_sent_again(opened: tuple[Portal, Client]) -> None:
    _portal, client = opened
    page = await to_the_check(client, description="This breaks")

    answer = await client.fill(page, holding="_key")

    assert answer.status_code == 500
    assert "on_submit broke" not in answer.text
    assert await sent() == []
    (row,) = await Submission.all()
    assert (row.state, row.secret) == ("open", None)
    page = await step(client, await client.get("/klinik/lapor/what?draf=1&ubah=1"), description="This works")
    assert (await client.fill(page, holding="_key")).status_code == 303


@pytest.mark.parametrize(("description", "sentence"), [("closed today", "closed until 08.00"), ("to be refused", "does not take this")])
async def test_a_refusal_is_a_sentence_on_the_check_page_and_nothing_is_written(client: Client, description: str, sentence: str) -> None:
    page = await to_the_check(client, description=description)

    answer = await client.fill(page, holding="_key")

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'id="galat"' in answer.text
    assert await sent() == []


async def test_row_29_a_device_sends_ten_in_an_hour_and_the_form_is_kept(tmp_path: Path) -> None:
    async with portal_on(tmp_path, toml="[limits]\nsubmissions_per_device = 2\n") as (_portal, client):
        for _each in range(2):
            assert (await client.fill(await to_the_check(client), holding="_key")).status_code == 303
        page = await to_the_check(client)

        answer = await client.fill(page, holding="_key")

        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        assert "A lamp is broken" in answer.text
        assert len(await sent()) == 2


async def test_row_29_an_address_past_its_soft_limit_still_takes_a_devices_first(tmp_path: Path) -> None:
    """Five quick ones fill the address; the sixth device waits a little and is taken, its second is not."""
    from core.web.app import create_app

    async with portal_on(tmp_path, toml="[limits]\nsubmissions_per_address = 5\n") as (portal, client):
        assert (await client.fill(await to_the_check(client), holding="_key")).status_code == 303
        async with Client(create_app(portal)) as other:
            first = await other.fill(await to_the_check(other), holding="_key")
            second = await other.fill(await to_the_check(other), holding="_key")

        assert (first.status_code, second.status_code) == (303, 429)


async def test_row_29_what_fills_in_the_hidden_field_is_not_taken(client: Client) -> None:
    page = await to_the_check(client)

    answer = await client.fill(page, holding="_key", _website="https://spam.example")

    assert answer.status_code == 422
    assert await sent() == []
