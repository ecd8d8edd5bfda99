"""From the form to the case: who gets it, what is kept of the person, and what no post can change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core import Context
from core.portal import Portal
from core.testing import form_in
from core.testing.client import Client
from plugins.cases.api import By, Case, Refused, find_case, move, open_reporter
from plugins.cases.models import Answer, Person
from plugins.complaints.models import Complaint

from .conftest import portal_on
from .reporting import CATEGORY, CONTACT, PLACE, PROBLEM, link_of, report, step, ticket_of, to_the_check

pytestmark = pytest.mark.anyio


async def reported(client: Client, **changed: Any) -> Case:
    return await find_case(ticket_of(await report(client, **changed)))


async def test_a_report_becomes_a_case_with_its_agency_its_place_and_its_promise(client: Client) -> None:
    case = await reported(client)

    assert (case.service, case.procedure, case.state) == ("complaints.report", "complaints.complaint", "received")
    assert (case.agency, case.category, case.district, case.village) == ("dpupr", "roads", "33.16.08", "33.16.08.1001")
    assert (case.title, case.visibility, str(case.due)) == ("A deep hole in front of the market", "public", "2026-11-27")
    spot = await Complaint.get(id=case.id)
    assert (spot.landmark, spot.latitude) == ("North side of the market", None)


async def test_coordinates_of_the_phone_are_kept_for_officers_and_shown_to_nobody_else(client: Client) -> None:
    case = await reported(client, place_latitude="-6.970123", place_longitude="111.420456")

    spot = await Complaint.get(id=case.id)
    assert (spot.latitude, spot.longitude) == (-6.970123, 111.420456)
    assert "6.97" not in (await client.get(f"/aduan/{case.ticket}")).text


async def test_who_reported_lies_sealed_and_apart_and_is_in_no_answer(portal: Portal, client: Client) -> None:
    case = await reported(client)

    reporter = await open_reporter(portal, case.id)
    assert reporter is not None
    assert (reporter.name, reporter.phone, reporter.email, reporter.show_name) == ("Siti Rahmawati", "+6281234567890", "siti@contoh.id", False)
    person = await Person.get(case=case.id)
    stored = json.dumps([str(value) for value in dict(person).values()])
    (answer,) = await Answer.filter(case=case.id)
    values = json.loads(answer.values)
    assert set(values) == {"description", "photos", "place", "category", "visibility"}
    for secret in ("Siti", "81234567890", "siti@contoh.id"):
        assert secret not in stored
        assert secret not in answer.values


async def test_nothing_of_the_person_is_needed_unless_the_site_asks(portal: Portal, client: Client) -> None:
    case = await reported(client, name=None, phone=None, email=None)

    assert await open_reporter(portal, case.id) is None


@pytest.mark.parametrize(("setting", "field"), [('contact = "required"', "phone"), ('nik = "required"', "nik")])
async def test_a_site_may_ask_for_a_contact_or_a_nik(tmp_path: Path, setting: str, field: str) -> None:
    async with portal_on(tmp_path, toml=f"[plugins.complaints]\n{setting}\n") as (portal, client):
        page = await client.get("/aduan/lapor")
        for answers in (PROBLEM, PLACE, CATEGORY):
            page = await step(client, page, **answers)

        wrong = await client.fill(page, holding="_draf", visibility="public")
        given = {"nik": "3316 0945 0890 0001", "phone": "0812 3456 7890"}[field]
        right = await client.fill(page, holding="_draf", visibility="anonymous", **{field: given})

        assert wrong.status_code == 422
        assert f'href="#{field}"' in wrong.text
        assert right.status_code == 303
        check = await client.follow(right)
        assert "3316094508900001" not in check.text
        receipt = await client.follow(await client.fill(check, holding="_key"))
        reporter = await open_reporter(portal, (await find_case(ticket_of(receipt))).id)
        assert reporter is not None
        assert getattr(reporter, field) == {"nik": "3316094508900001", "phone": "+6281234567890"}[field]


async def test_nik_is_not_asked_by_default(client: Client) -> None:
    page = await client.get("/aduan/lapor")
    for answers in (PROBLEM, PLACE, CATEGORY):
        page = await step(client, page, **answers)

    assert "nik" not in form_in(page.text, "_draf").names()
    assert "Langkah 4 dari 5" in page.text


async def test_the_name_is_public_only_where_it_is_ticked_and_the_report_is_open(portal: Portal, client: Client) -> None:
    shown = await reported(client, show_name="yes")
    hidden = await reported(client)
    anonymous = await reported(client, visibility="anonymous", show_name="yes")

    assert "Siti Rahmawati" in (await client.get(f"/aduan/{shown.ticket}")).text
    for case in (hidden, anonymous):
        page = await client.get(f"/aduan/{case.ticket}")
        assert page.status_code == 200
        assert "Siti" not in page.text
        assert "Nama tidak ditampilkan" in page.text


async def test_what_is_written_about_officials_is_confidential_whatever_was_posted(client: Client) -> None:
    page = await client.get("/aduan/lapor")
    for answers in (PROBLEM, PLACE, {"category": "conduct"}):
        page = await step(client, page, **answers)
    assert "visibility" not in form_in(page.text, "_draf").names()
    assert "show_name" not in form_in(page.text, "_draf").names()
    assert "Aduan ini rahasia" in page.text
    assert "hanya dibaca Inspektorat Daerah" in page.text

    form = form_in(page.text, "_draf")
    answer = await client.send_form(page, form, [*form.filled(name="Siti"), ("visibility", "public"), ("show_name", "yes")])
    receipt = await client.follow(await client.fill(await client.follow(answer), holding="_key"))

    case = await find_case(ticket_of(receipt))
    assert (case.visibility, case.agency) == ("confidential", "inspektorat")


async def test_what_is_about_officials_goes_to_no_other_agency(portal: Portal, client: Client) -> None:
    page = await client.get("/aduan/lapor")
    for answers in (PROBLEM, PLACE, {"category": "conduct"}, {}):
        page = await step(client, page, **answers)
    case = await find_case(ticket_of(await client.follow(await client.fill(page, holding="_key"))))
    context = Context(portal)

    with pytest.raises(Refused, match="stays with its agency"):
        await move(context, case.id, "forward", By("verifier"), {"agency": "dpupr"})
    moved = await move(context, case.id, "forward", By("verifier"), {"agency": "inspektorat"})

    assert (moved.state, moved.agency) == ("forwarded", "inspektorat")


async def test_row_11_a_post_changes_nothing_but_the_fields_of_the_form(portal: Portal, client: Client) -> None:
    check = await to_the_check(client)
    form = form_in(check.text, "_key")
    more = [
        ("state", "closed"),
        ("status", "closed"),
        ("agency", "dlh"),
        ("owner", "admin"),
        ("id", "5"),
        ("secret", "x"),
        ("service", "other"),
        ("show_name", "yes"),
        ("on_behalf_of", "someone"),
    ]

    answer = await client.send_form(check, form, [*form.filled(), *more])

    case = await find_case(ticket_of(await client.follow(answer)))
    assert (case.state, case.agency, case.owner, case.on_behalf_of, case.service, case.version) == ("received", "dpupr", "", "", "complaints.report", 1)
    assert not (await Person.get(case=case.id)).show_name


async def test_row_11_a_step_takes_only_its_own_fields(client: Client) -> None:
    page = await client.get("/aduan/lapor")
    form = form_in(page.text, "_draf")

    answer = await client.send_form(page, form, [*form.filled(**PROBLEM), ("category", "conduct"), ("visibility", "confidential"), ("phone", "0812 3456 7890")])
    page = await client.follow(answer)
    for answers in (PLACE, CATEGORY):
        page = await step(client, page, **answers)

    assert 'value="confidential" checked' not in page.text
    assert "3456" not in page.text


async def test_a_category_or_village_that_does_not_exist_is_sent_back_with_everything_that_was_typed(client: Client) -> None:
    page = await step(client, await client.get("/aduan/lapor"), **PROBLEM)

    wrong = await client.fill(page, holding="_draf", **(PLACE | {"place_village": "33.16.09.1001"}))

    assert wrong.status_code == 422
    assert "North side of the market" in wrong.text
    page = await step(client, page, **PLACE)
    assert (await client.fill(page, holding="_draf", category="nowhere")).status_code == 422


async def test_whoever_is_signed_in_owns_the_report(client: Client) -> None:
    await client.sign_in("siti")

    assert (await reported(client)).owner == "siti"


async def test_the_receipt_says_what_happens_next_and_until_when_and_leads_to_the_case(client: Client) -> None:
    receipt = await report(client)

    assert "Jumat, 27 November 2026" in receipt.text
    followed = await client.get(link_of(receipt))
    assert followed.status_code == 200
    assert ticket_of(receipt) in followed.text
    for secret in ("Siti", "3456", "siti@contoh.id"):
        assert secret not in followed.text


async def test_a_description_without_a_letter_takes_the_name_of_its_group(client: Client) -> None:
    assert (await reported(client, description="!!!!!!!!!!!!!!")).title == "Jalan"


async def test_numbers_and_addresses_in_the_text_are_not_public_but_reach_the_officers(client: Client) -> None:
    case = await reported(
        client, description="Hubungi saya di 0812-3456-7890 atau siti@contoh.id, lubangnya dalam", place_landmark="Rumah Siti, 0812 3456 7890"
    )

    for address in ("/aduan", f"/aduan/{case.ticket}", "/aduan?q=lubangnya", "/cari?q=lubangnya"):
        page = await client.get(address)
        assert case.ticket in page.text, address
        assert "3456" not in page.text
        assert "siti@contoh.id" not in page.text
    assert "0812-3456-7890" in (await Answer.get(case=case.id)).values


def test_the_contact_of_the_tests_is_made_up() -> None:
    assert CONTACT["phone"] == "0812-3456-7890"
