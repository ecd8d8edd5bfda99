"""A wrong answer: the page again with everything that was typed, the summary first, and each sentence beside its input."""

from __future__ import annotations

import re

import pytest

from core.testing.client import HOST, Client
from core.testing.forms import form_in

from .walking import KIND, WHAT, WHERE, sent, step, to_the_check

pytestmark = pytest.mark.anyio
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial", "Origin": HOST, "Sec-Fetch-Site": "same-origin"}


async def test_an_error_comes_with_a_summary_a_title_and_the_input_kept(client: Client) -> None:
    page = await step(client, await client.get("/klinik/lapor"), **WHAT)

    answer = await client.fill(page, holding="_draf", place_district="33.16.08", place_latitude="91")

    assert answer.status_code == 422
    assert re.search(r"<title>Kesalahan: Where\?", answer.text)
    assert 'id="galat" tabindex="-1" autofocus' in answer.text
    assert "Periksa kembali 4 isian" in answer.text
    assert re.findall(r'<a href="#(\w+)" id="galat-\d">', answer.text) == ["place_village", "place_landmark", "place_latitude", "place_longitude"]
    assert 'id="place_village" name="place_village" aria-describedby="place_village-error" aria-invalid="true"' in answer.text
    assert '<option value="33.16.08" selected>' in answer.text
    assert 'value="91"' in answer.text


async def test_every_link_of_the_summary_leads_to_an_input(client: Client) -> None:
    answer = await client.fill(await client.get("/klinik/lapor"), holding="_draf")
    targets = re.findall(r'<a href="#(\w+)" id="galat-\d">', answer.text)

    assert targets == ["description"]
    assert all(f'id="{target}"' in answer.text for target in targets)


async def test_what_was_typed_is_shown_as_text_and_never_as_markup(client: Client) -> None:
    hostile = "<script>alert(1)</script>\"'{{7*7}}<div hx-get=/x hx-trigger=load>"
    page = await to_the_check(client, description=hostile)
    step_page = await client.get("/klinik/lapor/what?draf=1")

    for text in (page.text, step_page.text):
        assert "<script>alert" not in text
        assert "<div hx-get" not in text
        assert "{{7*7}}" in text
    assert re.search(r"<dd hx-ignore>&lt;script", page.text)


async def test_a_field_that_an_answer_opens_is_shown_before_it_is_called_missing(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    for values in (WHAT, WHERE):
        page = await step(client, page, **values)
    assert 'name="which"' not in page.text

    answer = await client.fill(page, holding="_draf", kind="other")
    assert answer.status_code == 422
    assert 'name="which"' in answer.text
    assert "galat" not in answer.text
    assert "membuka satu isian lagi" in answer.text
    again = await client.fill(answer, holding="_draf")
    assert '<a href="#which"' in again.text


async def test_a_field_that_takes_one_value_and_comes_twice_is_refused(client: Client) -> None:
    """Row 11 of the bar: only what the form names arrives, and once."""
    page = await client.get("/klinik/lapor")
    form = form_in(page.text, "_draf")

    answer = await client.send_form(page, form, [*form.filled(description="one"), ("description", "two")])

    assert answer.status_code == 400


async def test_row_11_names_that_the_form_does_not_have_change_nothing(client: Client) -> None:
    page = await to_the_check(client)
    form = form_in(page.text, "_key")
    more = [("status", "closed"), ("owner_id", "1"), ("id", "5"), ("opd", "9"), ("_method", "DELETE"), ("description", "forged")]

    answer = await client.send_form(page, form, [*form.filled(), *more])

    assert answer.status_code == 303
    (said,) = await sent()
    assert "forged" not in said
    assert "closed" not in said


async def test_one_field_is_looked_at_while_the_page_stays(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    for values in (WHAT, WHERE, KIND):
        page = await step(client, page, **values)
    form = form_in(page.text, "_draf")
    data = dict(form.filled(phone="12"))

    wrong = await client.post("/klinik/lapor/who?draf=1&periksa=phone", data=data, headers=HTMX)
    right = await client.post("/klinik/lapor/who?draf=1&periksa=phone", data=data | {"phone": "0812 3456 7890"}, headers=HTMX)
    empty = await client.post("/klinik/lapor/who?draf=1&periksa=phone", data=data | {"phone": ""}, headers=HTMX)

    assert wrong.text.strip().startswith('<div class="field has-error" id="field-phone"')
    assert "Periksa nomor telepon" in wrong.text
    assert "<html" not in wrong.text
    assert "has-error" not in right.text
    assert "has-error" not in empty.text
    assert "12" not in (await client.get("/klinik/lapor/who?draf=1")).text.split('name="phone"')[1][:20]


async def test_villages_and_conditional_fields_arrive_by_htmx_and_nothing_is_written(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    page = await step(client, page, **WHAT)
    place = dict(form_in(page.text, "_draf").filled(place_district="33.16.08"))
    villages = await client.post("/klinik/lapor/where?draf=1&periksa=place_village", data=place, headers=HTMX)
    page = await step(client, page, **WHERE)
    kind = dict(form_in(page.text, "_draf").filled(kind="other"))
    whole = await client.post("/klinik/lapor/kind?draf=1&periksa=*", data=kind, headers=HTMX)

    assert "Bacem" in villages.text
    assert "has-error" not in villages.text
    assert whole.text.strip().startswith('<div class="stack-lg" id="isian">')
    assert 'name="which"' in whole.text
    assert 'value="kind which"' in whole.text
    assert "checked" not in (await client.get("/klinik/lapor/kind?draf=1")).text


async def test_a_token_that_has_expired_keeps_what_was_typed(client: Client) -> None:
    page = await client.get("/klinik/lapor")
    form = form_in(page.text, "_draf")
    stale = [(name, "x" * 82 if name == "csrf" else value) for name, value in form.filled(description="Typed with care")]

    answer = await client.send_form(page, form, stale)
    again = await client.follow(await client.fill(answer, holding="description"))

    assert answer.status_code == 403
    assert "Typed with care" in answer.text
    assert again.url.path == "/klinik/lapor/where"
