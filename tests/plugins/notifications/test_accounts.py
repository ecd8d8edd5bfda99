"""What accounts tell people: that somebody asks to act for them, and what became of a local office."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from core import Context
from core.portal import Portal
from core.testing import FrozenClock
from plugins.accounts import offices, wards
from plugins.accounts.models import Office, Ward
from plugins.accounts.tasks import sweep
from plugins.notifications.models import Inbox
from tests.core.storage import pictures

from .persons import Person, citizen, officer
from .world import deliver

pytestmark = pytest.mark.anyio


async def asked(portal: Portal, siti: Person, budi: Person) -> Ward:
    return await wards.add(portal, UUID(siti.id), wards.NewWard("consented", "Budi Santoso", person=UUID(budi.id)))


async def office_of(portal: Portal, siti: Person, clock: FrozenClock) -> Office:
    file = await portal.files.stage(pictures.jpeg(), name="sk.jpg", media_type="image/jpeg", owner="accounts", field="file")
    day = clock.now().date()
    new = offices.NewOffice(offices.RT, "33.16.08.1001", "1/2026", day, day + timedelta(days=30), file.id, rt=3, rw=1)
    return await offices.claim(portal, UUID(siti.id), new)


async def messages(portal: Portal, who: Person) -> list[str]:
    await deliver(portal)
    rows = await Inbox.filter(actor=who.id).order_by("-created")
    return [(await who.client.get(f"/pesan/{row.id}")).text for row in rows]


async def test_who_is_to_be_represented_is_asked_by_message_and_led_to_where_they_answer(portal: Portal) -> None:
    siti, budi = await citizen(portal), await citizen(portal, "budi@contoh.id", name="Budi Santoso")

    ward = await asked(portal, siti, budi)

    (message,) = await messages(portal, budi)
    assert "Siti Rahmawati meminta izin mewakili Anda" in message
    assert "/akun/mewakili" in message
    page = await budi.client.get("/akun/mewakili")
    assert f"/akun/mewakili/{ward.id}/jawab" in page.text


async def test_the_same_person_is_not_asked_by_message_again_within_a_month(portal: Portal, clock: FrozenClock) -> None:
    siti, budi = await citizen(portal), await citizen(portal, "budi@contoh.id", name="Budi Santoso")
    first = await asked(portal, siti, budi)
    assert len(await messages(portal, budi)) == 1
    await wards.decide(portal, first, wards.REFUSED, by=budi.id)

    await asked(portal, siti, budi)
    assert len(await messages(portal, budi)) == 1

    clock.move(timedelta(days=31))
    await asked(portal, siti, budi)
    await deliver(portal)
    assert await Inbox.filter(actor=budi.id).count() == 2


async def test_whoever_answered_already_is_not_asked(portal: Portal) -> None:
    siti, budi = await citizen(portal), await citizen(portal, "budi@contoh.id", name="Budi Santoso")
    ward = await asked(portal, siti, budi)
    await wards.decide(portal, ward, wards.IN_FORCE, by=budi.id)

    assert await messages(portal, budi) == []


async def test_who_compares_decrees_hears_of_a_claim_and_the_claimant_what_came_of_it(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    dewi = await officer(portal, "dewi@blorakab.go.id", roles=("supervisor",))
    row = await office_of(portal, siti, clock)

    (told,) = await messages(portal, dewi)
    assert "Ketua RT 03 RW 01" in told
    assert "Siti" not in told

    await offices.decide(portal, row, yes=True, by=dewi.id, reason="")
    (said,) = await messages(portal, siti)
    assert "Jabatan Anda di sini: Ketua RT 03 RW 01" in said


async def test_a_no_comes_with_its_reason(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    row = await office_of(portal, siti, clock)

    await offices.decide(portal, row, yes=False, by="x", reason="Nomor SK tidak ada di daftar.")

    (said,) = await messages(portal, siti)
    assert "Nomor SK tidak ada di daftar." in said


async def test_who_held_an_office_hears_that_its_time_is_over(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    row = await office_of(portal, siti, clock)
    await offices.decide(portal, row, yes=True, by="x", reason="")
    await deliver(portal)
    clock.move(timedelta(days=31))

    await sweep(Context(portal, "accounts"))
    await deliver(portal)

    newest = await Inbox.filter(actor=siti.id).order_by("-created").first()
    assert newest is not None
    assert await Inbox.filter(actor=siti.id).count() == 2
    assert (await Office.get()).state == "ended"
