"""From the first step to the receipt, without JavaScript."""

from __future__ import annotations

import json

import pytest

from core.portal import Portal
from core.testing.client import Client

from .walking import KIND, WHAT, WHERE, WHO, sent, step, to_the_check

pytestmark = pytest.mark.anyio


async def test_a_report_goes_from_the_first_step_to_a_receipt_that_can_be_kept(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    assert "Langkah 1 dari 6" in page.text
    page = await step(client, page, **WHAT)
    assert page.url.path == "/klinik/lapor/where"
    page = await step(client, page, **WHERE)
    assert (page.url.path, "Langkah 3 dari 5" in page.text) == ("/klinik/lapor/kind", True)
    page = await step(client, page, **KIND)
    page = await step(client, page, **WHO)
    assert '<h1 tabindex="-1">Periksa sebelum dikirim</h1>' in page.text
    assert "Langkah 5 dari 5" in page.text
    for said in ("Kelurahan Jepon, Kecamatan Jepon", "In front of the market", "Roads", "0812-3456-7890", "Tidak diisi"):
        assert said in page.text

    answer = await client.fill(page, holding="_key")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/klinik/lapor/selesai/")
    for _again in range(2):
        receipt = await client.get(answer.headers["location"])
        assert receipt.status_code == 200
        assert '<data class="ticket" value="ADU-7K3F-9Q2M">ADU-7K3F-9Q2M</data>' in receipt.text
    assert "You will have an answer within three days." in receipt.text
    assert "<svg" in receipt.text
    assert receipt.headers["referrer-policy"] == "no-referrer"
    assert receipt.headers["cache-control"] == "no-store"
    assert 'href="/lacak/secret"' in receipt.text
    (said,) = await sent()
    assert json.loads(said)["values"]["phone"] == "+6281234567890"
    assert json.loads(said)["prepared"] == "asked"


async def test_looking_at_a_form_writes_nothing(client: Client) -> None:
    from core.database.tables import Draft, Session, Submission

    for path in ("/klinik/lapor", "/klinik/lapor/what", "/klinik/lapor/where", "/klinik/lapor/periksa", "/klinik/lapor/where?draf=1"):
        await client.get(path)

    assert [await model.all().count() for model in (Session, Draft, Submission)] == [0, 0, 0]


async def test_a_step_that_cannot_be_reached_yet_leads_to_the_one_that_can(client: Client) -> None:
    page = await step(client, await client.get("/klinik/lapor"), **WHAT)

    ahead = await client.get("/klinik/lapor/who?draf=1")
    check = await client.get("/klinik/lapor/periksa?draf=1")

    assert page.url.path == "/klinik/lapor/where"
    assert ahead.headers["location"] == "/klinik/lapor/where?draf=1"
    assert check.headers["location"] == "/klinik/lapor/where?draf=1&ubah=1"
    assert (await client.get("/klinik/lapor/nothing")).status_code == 404


async def test_a_step_whose_choices_come_back_empty_is_passed_over_and_one_with_choices_is_asked(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    page = await step(client, page, description="A hole in the road")
    page = await step(client, page, **WHERE)

    assert page.url.path == "/klinik/lapor/similar"
    assert "A hole near the market" in page.text
    page = await step(client, page, same_as="ADU-1")
    assert page.url.path == "/klinik/lapor/kind"


async def test_a_step_whose_condition_is_false_is_not_asked(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    for values in (WHAT, WHERE, {"kind": "lamp"}, WHO):
        page = await step(client, page, **values)

    assert page.url.path == "/klinik/lapor/late"
    page = await step(client, page, reason="I was away")
    assert page.url.path == "/klinik/lapor/periksa"


async def test_changing_an_answer_leads_back_to_the_check_page_unless_it_opens_a_step(client: Client) -> None:
    page = await to_the_check(client)
    change = await client.get("/klinik/lapor/kind?draf=1&ubah=1")

    back = await step(client, change, kind="other")
    assert back.status_code == 422
    back = await step(client, back, kind="other", which="A bridge")
    opened = await step(client, await client.get("/klinik/lapor/kind?draf=1&ubah=1"), kind="lamp")

    assert back.url.path == "/klinik/lapor/periksa"
    assert "A bridge" in back.text
    assert opened.url.path == "/klinik/lapor/late"
    assert page.text.count(">Ubah<span") == 11


async def test_the_villages_are_shown_by_a_button_and_nothing_is_called_wrong(client: Client) -> None:
    page = await step(client, await client.get("/klinik/lapor"), **WHAT)
    assert "Pilih kecamatan dahulu" in page.text

    answer = await client.fill(page, holding="_draf", button=("_do", "show:place"), place_district="33.16.08", place_landmark="Market")
    page = await client.follow(answer)

    assert answer.status_code == 303
    assert answer.headers["location"].endswith("#field-place")
    assert '<option value="33.16.08.2002">Bacem</option>' in page.text
    assert 'value="Market"' in page.text
    assert "galat" not in page.text


async def test_a_group_grows_and_shrinks_by_buttons(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    for values in (WHAT, WHERE, KIND):
        page = await step(client, page, **values)

    page = await client.follow(await client.fill(page, holding="_draf", button=("_do", "add:children"), children_1_name="Adi"))
    page = await client.follow(await client.fill(page, holding="_draf", button=("_do", "add:children"), children_2_name="Budi"))
    page = await client.follow(await client.fill(page, holding="_draf", button=("_do", "remove:children:1"), children_3_name="Citra"))
    page = await step(client, page)

    assert page.url.path == "/klinik/lapor/periksa"
    assert "Budi<br>Citra" in page.text
    assert "Adi" not in page.text


async def test_a_form_below_a_path_parameter_keeps_it(client: Client) -> None:
    page = await client.get("/klinik/jepon/antre")
    page = await step(client, page, name="Siti")
    assert page.url.path == "/klinik/jepon/antre/periksa"

    answer = await client.fill(page, holding="_key")
    receipt = await client.follow(answer)

    assert answer.headers["location"].startswith("/klinik/jepon/antre/selesai/")
    assert receipt.status_code == 200
    assert await sent() == ["jepon: Siti"]
    assert (await client.get("/klinik/blora/antre/name?draf=1")).headers["location"] == "/klinik/blora/antre?hilang=1"


async def test_a_field_of_another_plugin_is_kept_apart(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    for values in (WHAT, WHERE, KIND, {"name": "Siti", "extra__name": "RT 3"}):
        page = await step(client, page, **values)
    await client.fill(page, holding="_key")

    (said,) = await sent()

    assert json.loads(said)["values"]["name"] == "Siti"
    assert json.loads(said)["extra"] == {"extra": {"name": "RT 3"}}


async def test_a_plugin_may_stand_over_the_page_with_a_template_of_its_own(client: Client) -> None:
    assert "Our promise" in (await client.get("/klinik/lapor")).text
    assert "Our promise" in (await to_the_check(client)).text
    assert "Our promise" not in (await client.get("/klinik/jepon/antre")).text


async def test_the_receipt_of_a_wrong_secret_does_not_exist(client: Client) -> None:
    for secret in ("x", "A" * 43, "../periksa"):
        assert (await client.get(f"/klinik/lapor/selesai/{secret}")).status_code in (303, 404)


async def test_pages_speak_the_readers_language(client: Client, portal: Portal) -> None:
    client.cookies.set("bahasa", "en")

    page = await client.get("/klinik/lapor")
    answer = await client.fill(page, holding="_draf")

    assert "Step 1 of 6" in page.text
    assert "Error: What is the problem?" in answer.text
