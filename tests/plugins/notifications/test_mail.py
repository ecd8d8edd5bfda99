"""From an event to a letter: the reporter hears of their case by mail, once, whatever happens on the way."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import CONFIDENTIAL, Reporter, add_entry, move
from plugins.notifications import mail, tasks
from plugins.notifications.api import Letter, Undeliverable
from plugins.notifications.deliveries import send_again
from plugins.notifications.mail import compose
from plugins.notifications.models import FAILED, QUEUED, SENT, Delivery, Inbox
from plugins.notifications.sending import LEASE, send_due
from tests.core.test_outgoing import contexts_of

from .post_office import PostOffice, html_of, post_office, text_of
from .world import HANDLER, HEAD, REPORTER, ROAD, VERIFIER, context_of, deliver, open_one, portal_on

pytestmark = pytest.mark.anyio


async def test_a_reporter_without_an_account_is_told_that_the_case_has_arrived(portal: Portal, office: PostOffice) -> None:
    opened = await open_one(portal)

    await deliver(portal)

    assert office.to == ["siti@contoh.id"]
    letter = office.box[0]
    assert letter["Subject"] == f"{opened.case.ticket} sudah kami terima"
    assert letter["From"] == "Uji Melayani <portal@uji.go.id>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f-]{36}@uji\.go\.id>", letter["Message-ID"])
    assert letter["Date"]
    link = f"http://127.0.0.1:8000/lacak/{opened.keys.secret}"
    for said in (text_of(letter), html_of(letter)):
        assert opened.case.ticket in said
        assert link in said
        assert "Lubang di depan pasar" in said
    assert "Lubang" not in letter["Subject"]
    assert "Siti" not in text_of(letter)


async def test_the_html_part_fetches_nothing_and_has_no_style_of_its_own(portal: Portal, office: PostOffice) -> None:
    await open_one(portal, replace(ROAD, title='<b onclick="x()">Lubang</b> & "kutip"'))

    await deliver(portal)

    said = html_of(office.box[0])
    assert "<b onclick" not in said
    assert "&lt;b onclick" in said
    assert not re.search(r"<(img|script|style|link)\b|\bstyle=|\bsrc=", said)
    assert portal.theme.colours["light"]["brand"] in said


async def test_each_step_that_the_procedure_tells_is_told(portal: Portal, office: PostOffice) -> None:
    opened = await open_one(portal)
    await move(context_of(portal), opened.case.id, "forward", VERIFIER, {"agency": "dpupr"})
    await add_entry(context_of(portal), opened.case.id, HANDLER, "Kami datang besok.", public=True)
    await add_entry(context_of(portal), opened.case.id, HANDLER, "Catatan dalam.")
    await add_entry(context_of(portal), opened.case.id, REPORTER, "Terima kasih.", public=True)

    await deliver(portal)

    ticket = opened.case.ticket
    assert sorted(office.subjects) == sorted([f"{ticket} sudah kami terima", f"{ticket}: Diteruskan", f"{ticket}: ada jawaban untuk Anda"])
    answer = next(one for one in office.box if "jawaban" in str(one["Subject"]))
    assert "Kami datang besok." in text_of(answer)
    assert not any("Catatan dalam" in text_of(one) for one in office.box)


async def test_of_a_confidential_case_a_mail_says_only_that_something_happened(portal: Portal, office: PostOffice) -> None:
    opened = await open_one(portal, replace(ROAD, visibility=CONFIDENTIAL, agency="inspektorat", stays=True, title="Pungli di loket"))
    await add_entry(context_of(portal), opened.case.id, HANDLER, "Kami memeriksa Kepala Dinas.", public=True)

    await deliver(portal)

    assert len(office.box) == 2
    for letter in office.box:
        whole = str(letter["Subject"]) + text_of(letter) + html_of(letter)
        assert "http://127.0.0.1:8000/lacak" in whole
        for secret in (opened.case.ticket, opened.keys.secret, "Pungli", "Kepala Dinas", "Inspektorat", "Aduan"):
            assert secret not in whole


async def test_an_event_that_is_told_twice_is_sent_once(portal: Portal, office: PostOffice) -> None:
    from core.database import tables

    await open_one(portal)
    await deliver(portal)
    await tables.Outbox.filter(event="cases.opened").update(state="waiting", leased_until=None)

    await deliver(portal)

    assert len(office.box) == 1
    assert await Delivery.all().count() == 1
    assert await Inbox.all().count() == 1


async def test_row_57_a_mail_server_that_is_down_for_an_hour_costs_nothing(portal: Portal, client: Client, office: PostOffice, clock: FrozenClock) -> None:
    await office.close()
    cases = [await open_one(portal, replace(ROAD, reporter=Reporter(email=f"warga{n}@contoh.id"))) for n in range(6)]
    assert (await client.get("/lacak")).status_code == 200
    await deliver(portal)
    for _minute in range(60):
        clock.move(timedelta(minutes=1))
        await send_due(context_of(portal))
    assert office.box == []
    assert await Delivery.filter(state=QUEUED).count() == 6

    await office.open()
    for _minute in range(6):
        clock.move(timedelta(minutes=1))
        await send_due(context_of(portal))

    assert sorted(office.to) == [f"warga{n}@contoh.id" for n in range(6)]
    assert len({str(one["Message-ID"]) for one in office.box}) == len(cases)
    assert await Delivery.filter(state=SENT).count() == 6


async def test_what_cannot_be_sent_for_three_days_has_failed_and_stays(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    await office.close()
    await open_one(portal)
    await deliver(portal)
    began = clock.now()
    while await Delivery.filter(state=QUEUED).exists():
        clock.stand((await Delivery.get()).due)
        await send_due(context_of(portal))

    row = await Delivery.get()
    assert row.state == FAILED
    assert "SMTPConnect" in row.error
    assert timedelta(days=3) <= clock.now() - began <= timedelta(days=3, minutes=5)
    assert await send_again(portal) == 1
    await office.open()
    await send_due(context_of(portal))
    assert office.to == ["siti@contoh.id"]


async def test_an_address_that_is_refused_for_now_again_and_again_is_tried_ever_more_rarely(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    office.refusals["siti@contoh.id"] = "451 greylisted"
    await open_one(portal)
    await deliver(portal)
    waits = []
    while await Delivery.filter(state=QUEUED).exists():
        due = (await Delivery.get()).due
        waits.append(int((due - clock.now()).total_seconds()))
        clock.stand(due)
        await send_due(context_of(portal))

    assert waits[:11] == [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600]
    assert timedelta(days=3) <= timedelta(seconds=sum(waits)) <= timedelta(days=3, hours=6)


async def test_while_the_server_is_down_new_messages_are_left_to_the_task(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    await office.close()
    await open_one(portal)
    await deliver(portal)
    for n in range(3):
        await open_one(portal, replace(ROAD, reporter=Reporter(email=f"warga{n}@contoh.id")))

    await deliver(portal)

    assert sorted(await Delivery.all().values_list("tries", flat=True)) == [0, 0, 0, 1]


async def test_an_address_that_is_refused_for_good_fails_at_once_and_others_get_through(portal: Portal, office: PostOffice) -> None:
    office.refusals["siti@contoh.id"] = "550 no such user"
    await open_one(portal)
    await open_one(portal, replace(ROAD, reporter=Reporter(email="budi@contoh.id")))

    await deliver(portal)

    assert office.to == ["budi@contoh.id"]
    refused = await Delivery.get(state=FAILED)
    assert "550" in refused.error
    assert refused.tries == 1


async def test_an_address_that_is_refused_for_now_is_tried_again(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    office.refusals["siti@contoh.id"] = "451 greylisted"
    await open_one(portal)
    await open_one(portal, replace(ROAD, reporter=Reporter(email="budi@contoh.id")))
    await deliver(portal)
    assert office.to == ["budi@contoh.id"], "its trouble is its own, not the channel's"
    office.refusals.clear()
    clock.move(timedelta(minutes=1))

    await send_due(context_of(portal))

    assert office.to == ["budi@contoh.id", "siti@contoh.id"]


async def test_two_workers_at_once_send_each_letter_once(portal: Portal, office: PostOffice) -> None:
    for n in range(12):
        await open_one(portal, replace(ROAD, reporter=Reporter(email=f"warga{n}@contoh.id")))
    await office.close()
    await deliver(portal)
    await Delivery.all().update(due=portal.clock.now(), tries=0)
    await office.open()

    await asyncio.gather(*(send_due(context_of(portal)) for _worker in range(3)))

    assert sorted(office.to) == sorted(f"warga{n}@contoh.id" for n in range(12))


async def test_a_letter_of_a_worker_that_was_killed_is_taken_over_after_its_lease(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    await office.close()
    await open_one(portal)
    await deliver(portal)
    await office.open()
    await Delivery.all().update(due=clock.now(), leased_until=clock.now() + LEASE, leased_by="a worker that is gone")
    assert await send_due(context_of(portal)) == 0
    clock.move(LEASE + timedelta(seconds=1))

    assert await send_due(context_of(portal)) == 1

    assert office.to == ["siti@contoh.id"]


async def test_a_reporter_who_left_no_address_is_written_to_by_nobody(portal: Portal, office: PostOffice) -> None:
    await open_one(portal, replace(ROAD, reporter=Reporter("Siti Aminah")))

    await deliver(portal)

    assert office.box == []
    assert await Inbox.all().count() == 0


async def test_a_site_without_a_mail_server_writes_no_mail_and_works(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site") as (portal, _client):
        await open_one(portal)
        await deliver(portal)

        assert await Delivery.all().count() == 0


@pytest.mark.parametrize("address", ["siti@contoh.id\r\nBcc: semua@contoh.id", "siti@contoh.id, lain@contoh.id", "siti", "@", "<siti@contoh.id", "a@b\x00.id"])
async def test_no_address_begins_a_header_of_its_own(portal: Portal, address: str) -> None:
    with pytest.raises(Undeliverable):
        compose(portal, Letter("1", address, "cases.moved", "id", "Subjek", "Isi"))


async def test_no_subject_begins_a_header_of_its_own(portal: Portal, office: PostOffice) -> None:
    with pytest.raises(Undeliverable):
        compose(portal, Letter("1", "siti@contoh.id", "cases.moved", "id", "Subjek\r\nBcc: semua@contoh.id", "Isi"))


async def test_what_is_kept_of_a_person_lies_sealed(portal: Portal, office: PostOffice) -> None:
    await open_one(portal)
    await deliver(portal)

    kept = str([dict(row) for row in await Inbox.all().values()] + [dict(row) for row in await Delivery.all().values()])
    assert "siti@" not in kept
    assert "Lubang" not in kept
    assert "lacak" not in kept


async def test_a_server_without_encryption_gets_nothing_where_encryption_is_asked_for(tmp_path: Path, office: PostOffice, clock: FrozenClock) -> None:
    """STARTTLS is not given up when the server, or somebody between, does not offer it."""
    async with portal_on(tmp_path / "site", toml=f'{HEAD}[mail]\nhost = "127.0.0.1"\nport = {office.port}\nfrom = "a@uji.go.id"\n', clock=clock) as (
        portal,
        _c,
    ):
        await open_one(portal)
        await deliver(portal)

        row = await Delivery.get()
        assert (row.state, "STARTTLS" in row.error) == (QUEUED, True)
    assert office.box == []


async def test_a_server_whose_certificate_is_not_trusted_gets_nothing(tmp_path: Path, clock: FrozenClock) -> None:
    server, _client = contexts_of("127.0.0.1", tmp_path)
    async with post_office(server) as office:
        toml = f'{HEAD}[mail]\nhost = "127.0.0.1"\nport = {office.port}\nfrom = "a@uji.go.id"\nencryption = "tls"\n'
        async with portal_on(tmp_path / "site", toml=toml, clock=clock) as (portal, _c):
            await open_one(portal)
            await deliver(portal)

            row = await Delivery.get()
            assert (row.state, "CERTIFICATE_VERIFY_FAILED" in row.error) == (QUEUED, True)
        assert office.box == []


async def test_a_server_that_hangs_holds_up_no_page_and_is_given_up(tmp_path: Path, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "SECONDS", 3.0)

    hanging = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hanging.set()
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(hang, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    toml = f'{HEAD}[mail]\nhost = "127.0.0.1"\nport = {port}\nfrom = "a@uji.go.id"\nencryption = "none"\n'
    try:
        async with portal_on(tmp_path / "site", toml=toml, clock=clock) as (portal, client):
            await open_one(portal)
            sending = asyncio.create_task(deliver(portal))
            await asyncio.wait_for(hanging.wait(), 2)
            assert (await client.get("/lacak")).status_code == 200
            assert not sending.done(), "the page does not wait for the server"
            await sending

            assert (await Delivery.get()).state == QUEUED
    finally:
        silent.close()
        await silent.wait_closed()


async def test_what_waits_for_a_channel_that_is_gone_is_given_up_after_a_week(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    await office.close()
    await open_one(portal)
    await deliver(portal)
    await Delivery.all().update(channel="merpati")
    clock.move(timedelta(days=6))
    await tasks.give_up(context_of(portal))
    assert (await Delivery.get()).state == QUEUED
    clock.move(timedelta(days=2))

    await tasks.give_up(context_of(portal))

    assert (await Delivery.get()).error == "its channel is not there any more"
