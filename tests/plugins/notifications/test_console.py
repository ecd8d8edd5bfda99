"""The words of messages, edited by an operator with a preview and a history; and what could not be sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from plugins.notifications.models import FAILED, QUEUED, SENT, Delivery, Template

from .persons import citizen, officer, press
from .post_office import PostOffice, html_of, text_of
from .world import HEAD, ROAD, deliver, open_one, portal_on

pytestmark = pytest.mark.anyio
RECEIVED = "/konsol/notifications/templat/cases.received/id"


async def test_an_operator_writes_the_words_and_the_next_message_has_them(portal: Portal, office: PostOffice) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
    page = await admin.get(RECEIVED)
    assert "Lubang di depan pasar" not in page.text
    assert "{ticket}" in page.text

    answer = await admin.fill(
        page, subject="Tiket {ticket} kami catat", body="Terima kasih.\n\nAtas nama {on_behalf_of}.", button=("_do", "save"), holding="subject"
    )

    assert answer.status_code == 303
    opened = await open_one(portal)
    await deliver(portal)
    assert office.subjects == [f"Tiket {opened.case.ticket} kami catat"]
    assert "Terima kasih." in text_of(office.box[0])
    assert "Atas nama" not in text_of(office.box[0]), "a paragraph whose places are all empty is left out"
    entries = await portal.audit.read(action="notifications.template")
    assert [entry.about for entry in entries] == ["notifications:cases.received:id"]


async def test_other_languages_keep_their_words(portal: Portal, office: PostOffice) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
    await admin.fill(await admin.get(RECEIVED), subject="Tercatat", body="Isi.", button=("_do", "save"), holding="subject")
    person = await citizen(portal, language="en")

    opened = await open_one(portal, replace(ROAD, owner=person.id))
    await deliver(portal)

    assert office.subjects == [f"{opened.case.ticket} has arrived"]


async def test_a_preview_keeps_nothing_and_shows_examples(portal: Portal) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
    page = await admin.get(RECEIVED)

    answer = await admin.fill(page, subject="Tiket {ticket}", body="Tentang {title}.", button=("_do", "preview"), holding="subject")

    assert answer.status_code == 200
    assert "Tiket ADU-7K3F-9Q2X" in answer.text
    assert "Tentang Lubang di depan pasar." in answer.text
    assert 'value="Tiket {ticket}"' in answer.text
    assert not await Template.all().exists()


@pytest.mark.parametrize(
    ("subject", "body", "said"),
    [
        ("Tentang {title}", "Isi", "menyangkut data pribadi"),
        ("Tiket {tiket}", "Isi", "Tidak ada isian {tiket}"),
        ("Tiket", "Isi {ticket.__class__}", "kurung kurawal"),
        ("Tiket", "Isi {", "kurung kurawal"),
        ("", "Isi", "tidak boleh kosong"),
        ("Tiket", "  ", "tidak boleh kosong"),
    ],
)
async def test_words_that_could_not_be_sent_are_refused_with_what_was_typed(portal: Portal, subject: str, body: str, said: str) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client

    answer = await admin.fill(await admin.get(RECEIVED), subject=subject, body=body, button=("_do", "save"), holding="subject")

    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="galat"' in answer.text
    assert not await Template.all().exists()


async def test_an_earlier_version_is_taken_again_and_the_history_keeps_all(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
    for words in ("Pertama", "Kedua"):
        await admin.fill(await admin.get(RECEIVED), subject=words, body="Isi.", button=("_do", "save"), holding="subject")
    page = await admin.get(RECEIVED)
    assert "Sari Dewi" in page.text

    await press(admin, page, f"{RECEIVED}/1")

    await open_one(portal)
    await deliver(portal)
    assert office.subjects == ["Pertama"]
    assert [row.subject for row in await Template.all().order_by("n")] == ["Pertama", "Kedua", "Pertama"]
    assert (await admin.fill(await admin.get(RECEIVED), button=("_do", "save"), holding="subject")).status_code == 303


async def test_the_words_that_come_with_the_portal_are_one_press_away(portal: Portal, office: PostOffice) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
    await admin.fill(await admin.get(RECEIVED), subject="Pertama", body="Isi.", button=("_do", "save"), holding="subject")
    assert "Diubah" in (await admin.get("/konsol/notifications")).text

    page = await admin.get(RECEIVED)
    from core.testing import forms_in

    form = next(one for one in forms_in(page.text) if one.action == RECEIVED and "subject" not in one.names())
    await admin.send_form(page, form, [*form.filled(), ("_do", "default")])

    opened = await open_one(portal)
    await deliver(portal)
    assert office.subjects == [f"{opened.case.ticket} sudah kami terima"]
    assert "Diubah" not in (await admin.get("/konsol/notifications")).text


async def test_what_an_operator_writes_is_text_in_a_mail_and_no_html(portal: Portal, office: PostOffice) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
    words = '<a href="https://evil.example">Klik</a> {{ 7*7 }}'.replace("{{", "").replace("}}", "")
    await admin.fill(await admin.get(RECEIVED), subject="<b>x</b>", body=words, button=("_do", "save"), holding="subject")
    await open_one(portal)
    await deliver(portal)

    assert '<a href="https://evil.example"' not in html_of(office.box[0])
    assert "<b>x</b>" not in html_of(office.box[0])


async def test_what_a_value_holds_is_not_read_again(portal: Portal, office: PostOffice) -> None:
    await open_one(portal, replace(ROAD, title="{ticket} {on_behalf_of} {x}"))
    await deliver(portal)

    assert "“{ticket} {on_behalf_of} {x}”" in text_of(office.box[0])


async def test_unknown_templates_and_versions_are_not_there(portal: Portal) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client

    for address in ("/konsol/notifications/templat/cases.apa/id", "/konsol/notifications/templat/cases.received/fr"):
        assert (await admin.get(address)).status_code == 404
    page = await admin.get(RECEIVED)
    from core.testing import forms_in

    form = forms_in(page.text)[-1]
    for n in ("9", "0", "x", "99999999999999999999999"):
        answer = await admin.post(f"{RECEIVED}/{n}", data=dict(form.filled()), headers={"Origin": admin.address})
        assert answer.status_code == 404


async def test_what_failed_is_shown_masked_and_sent_again(portal: Portal, office: PostOffice) -> None:
    admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
    office.refusals["siti@contoh.id"] = "550 no such user"
    await open_one(portal)
    await deliver(portal)
    page = await admin.get("/konsol/notifications/kiriman")
    assert "s•••@contoh.id" in page.text
    assert "siti@contoh.id" not in page.text
    assert "550 no such user" in page.text
    assert "Lubang" not in page.text, "what people are told is theirs"
    office.refusals.clear()

    from core.testing import forms_in

    form = next(one for one in forms_in(page.text) if "id" in one.names())
    answer = await admin.send_form(page, form, form.filled())

    assert answer.status_code == 303
    assert (await Delivery.get()).state == QUEUED
    await open_one(portal)
    await deliver(portal)
    assert await Delivery.filter(state=SENT).count() == 2


async def test_a_test_site_keeps_what_it_would_send_and_writes_to_whom_it_may(tmp_path: Path, office: PostOffice, clock: FrozenClock) -> None:
    head = HEAD + 'test = true\ntest_recipients = ["Uji@Uji.go.id"]\n'
    async with portal_on(tmp_path / "site", office, toml=head, clock=clock) as (portal, _client):
        from plugins.accounts.api import register_code_carriers
        from plugins.cases.api import Reporter

        admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
        opened = await open_one(portal)
        await open_one(portal, replace(ROAD, reporter=Reporter(email="uji@uji.go.id")))
        carrier = next(owned.value for owned in portal.declared(register_code_carriers) if owned.value.name == "email")
        from .world import context_of

        await carrier.send(context_of(portal), "budi@contoh.id", "Kode Anda 246810.", "246810")
        await deliver(portal)
        page = await admin.get("/konsol/notifications/kiriman?keadaan=held")

        assert office.to == ["uji@uji.go.id"]
        assert "siti@contoh.id" in page.text
        assert opened.keys.secret in page.text
        assert "246810" in page.text
        assert "situs uji coba" in page.text


async def test_the_command_lists_and_sends_again(tmp_path: Path, office: PostOffice, clock: FrozenClock, capsys: pytest.CaptureFixture[str]) -> None:
    from plugins.notifications.commands import _list, _retry

    async with portal_on(tmp_path / "site", office, clock=clock) as (portal, _client):
        office.refusals["siti@contoh.id"] = "550 no such user"
        await open_one(portal)
        await deliver(portal)

        rows = await _list(portal, FAILED, 50)
        assert [(row["to"], row["channel"], row["tries"]) for row in rows] == [("s•••@contoh.id", "email", 1)]
        assert "550" in rows[0]["error"]
        assert await _retry(portal, None) == 1
        assert await _list(portal, FAILED, 50) == []
        assert len(await _list(portal, QUEUED, 50)) == 1
