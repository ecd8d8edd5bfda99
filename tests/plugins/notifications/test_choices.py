"""What somebody wants to be told, and how: chosen on a page, or ended by one click in a mail."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.portal import Portal
from core.testing.client import Client
from plugins.cases.api import add_entry
from plugins.notifications.models import Choice, Inbox, Leaving, Rhythm

from .persons import another, citizen, officer
from .post_office import PostOffice, html_of, text_of
from .world import HANDLER, ROAD, context_of, deliver, open_one

pytestmark = pytest.mark.anyio


def path_of(letter_text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/pesan/berhenti/[0-9a-f]{43})", letter_text)
    assert found, letter_text
    return found[1]


async def test_what_is_not_ticked_is_not_sent_and_still_lies_in_the_inbox(portal: Portal, office: PostOffice) -> None:
    me = await citizen(portal)
    client = me.client
    page = await client.get("/pesan/pengaturan")
    assert "w•••@contoh.id" in page.text

    answer = await client.fill(page, channel_email=["cases.answered"], every="once", holding="every")

    assert answer.status_code == 303
    opened = await open_one(portal, replace(ROAD, owner=me.id))
    await add_entry(context_of(portal), opened.case.id, HANDLER, "Kami datang.", public=True)
    await deliver(portal)
    assert len(office.box) == 1
    assert "jawaban" in office.subjects[0]
    assert await Inbox.filter(actor=me.id).count() == 2


async def test_the_page_shows_what_was_chosen(portal: Portal) -> None:
    client = (await citizen(portal)).client
    page = await client.get("/pesan/pengaturan")
    await client.fill(page, channel_email=["cases.moved"], every="week", **{"from": "22", "until": "5"}, holding="every")

    page = await client.get("/pesan/pengaturan?tersimpan=1")

    ticked = re.findall(r'name="channel_email" value="([^"]+)" checked', page.text)
    assert ticked == ["cases.moved"]
    assert 'value="week" checked' in page.text
    assert '<option value="22" selected>' in page.text
    assert "Tersimpan" in page.text


async def test_half_of_the_quiet_hours_is_a_mistake_and_nothing_is_lost(portal: Portal) -> None:
    client = (await citizen(portal)).client
    page = await client.get("/pesan/pengaturan")

    answer = await client.fill(page, channel_email=["cases.moved"], every="day", **{"from": "22", "until": ""}, holding="every")

    assert answer.status_code == 422
    assert "Pilih kedua jam" in answer.text
    assert '<option value="22" selected>' in answer.text
    assert 'value="day" checked' in answer.text
    assert not await Rhythm.all().exists()
    assert not await Choice.all().exists()


async def test_a_citizen_is_not_asked_about_what_officers_are_told(portal: Portal) -> None:
    client = (await citizen(portal)).client
    one = await officer(portal, "kerja@uji.go.id", roles=("handler",), proved=True)

    assert "cases.late" not in (await client.get("/pesan/pengaturan")).text
    assert "cases.late" in (await one.client.get("/pesan/pengaturan")).text


async def test_a_posted_kind_that_is_not_offered_changes_nothing(portal: Portal) -> None:
    me = await citizen(portal)
    client = me.client
    page = await client.get("/pesan/pengaturan")

    await client.fill(page, channel_email=["cases.late", "apa.saja"], every="once", holding="every")

    assert not await Choice.filter(person=me.id, kind__in=["cases.late", "apa.saja"]).exists()


async def test_somebody_without_a_proved_address_is_told_so(portal: Portal) -> None:
    client = (await citizen(portal, proved=False)).client

    page = await client.get("/pesan/pengaturan")

    assert page.status_code == 200
    assert "belum terbukti" in page.text


async def test_one_click_of_a_mail_program_ends_that_kind_without_cookie_or_token(portal: Portal, office: PostOffice) -> None:
    await open_one(portal)
    await deliver(portal)
    letter = office.box[0]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = path_of(str(letter["List-Unsubscribe"]))
    assert path in text_of(letter)
    assert path in html_of(letter)

    answer = await another(portal).post(path, data={"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    opened = await open_one(portal)
    await add_entry(context_of(portal), opened.case.id, HANDLER, "Kami datang.", public=True)
    await deliver(portal)
    assert [subject.partition(":")[2].strip() for subject in office.subjects[1:]] == ["ada jawaban untuk Anda"], "other kinds go on"


async def test_opening_the_link_ends_nothing_for_programs_follow_links_too(portal: Portal, office: PostOffice) -> None:
    await open_one(portal)
    await deliver(portal)

    page = await another(portal).get(path_of(text_of(office.box[0])))

    assert page.status_code == 200
    assert "s•••@contoh.id" in page.text
    assert "siti@" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert not await Choice.all().exists()


async def test_everything_to_an_address_is_ended_and_taken_up_again(portal: Portal, office: PostOffice) -> None:
    await open_one(portal)
    await deliver(portal)
    client, path = another(portal), path_of(text_of(office.box[0]))
    page = await client.get(path)

    answer = await client.fill(page, button=("what", "all"), holding="what")
    page = await client.follow(answer)
    assert "tidak ada lagi pesan" in page.text
    opened = await open_one(portal)
    await add_entry(context_of(portal), opened.case.id, HANDLER, "Kami datang.", public=True)
    await deliver(portal)
    assert len(office.box) == 1

    await client.post(path, data={"what": "back"})
    await open_one(portal)
    await deliver(portal)

    assert len(office.box) == 2


async def test_a_link_that_was_never_sent_opens_nothing(client: Client) -> None:
    for secret in ("a" * 43, "a", "a" * 300, "../../x"):
        assert (await client.get(f"/pesan/berhenti/{secret}")).status_code == 404
    assert (await client.post(f"/pesan/berhenti/{'a' * 43}", data={"what": "all"})).status_code == 404


async def test_nonsense_posted_to_a_link_is_refused(portal: Portal, client: Client, office: PostOffice) -> None:
    await open_one(portal)
    await deliver(portal)

    answer = await client.post(path_of(text_of(office.box[0])), data={"what": "everything"})

    assert answer.status_code == 422
    assert not await Choice.all().exists()


async def test_one_link_for_a_person_a_kind_and_a_channel(portal: Portal, office: PostOffice) -> None:
    for _ in range(3):
        await open_one(portal)
    await deliver(portal)

    assert len({path_of(text_of(one)) for one in office.box}) == 1
    assert await Leaving.all().count() == 1
