"""When somebody is written to: at once, together in the morning, and not in their quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from plugins.notifications.models import SENT, Delivery, Inbox, Rhythm
from plugins.notifications.people import moment
from plugins.notifications.sending import MOST_ITEMS, send_due

from .persons import citizen, officer
from .post_office import PostOffice, html_of, text_of
from .world import ROAD, context_of, deliver, open_one, run_tasks

pytestmark = pytest.mark.anyio
WIB = timezone(timedelta(hours=7))


async def test_an_officer_gets_one_mail_in_the_morning_with_all_that_happened(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    one = await officer(portal, "periksa@uji.go.id", roles=("verifier",), proved=True)
    await one.client.fill(await one.client.get("/pesan/pengaturan"), channel_email=["cases.arrived"], every="day", holding="every")
    cases = [await open_one(portal, replace(ROAD, title=f"Lubang {n}")) for n in range(3)]
    await deliver(portal)
    assert [to for to in office.to if to == "periksa@uji.go.id"] == []
    assert await Inbox.filter(actor=one.id).count() == 3, "the inbox has it at once"
    clock.stand(datetime(2026, 11, 25, 6, 59, tzinfo=WIB))
    await send_due(context_of(portal))
    assert "periksa@uji.go.id" not in office.to
    clock.stand(datetime(2026, 11, 25, 7, 0, tzinfo=WIB))

    await send_due(context_of(portal))
    await send_due(context_of(portal))

    assert office.to.count("periksa@uji.go.id") == 1
    letter = office.box[-1]
    assert letter["Subject"] == "3 pesan untuk Anda"
    for case in cases:
        assert f"{case.case.ticket}: kasus baru" in text_of(letter)
        assert f"{case.case.ticket}: kasus baru" in html_of(letter)
    assert await Delivery.filter(person=one.id, state=SENT).count() == 3


async def test_one_thing_in_a_day_is_no_list(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    one = await citizen(portal)
    await Rhythm.create(actor=one.id, every="day")
    opened = await open_one(portal, replace(ROAD, owner=one.id))
    await deliver(portal)
    clock.stand(datetime(2026, 11, 25, 7, 0, tzinfo=WIB))

    await send_due(context_of(portal))

    assert office.subjects == [f"{opened.case.ticket} sudah kami terima"]


async def test_very_many_come_in_several_mails(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    one = await citizen(portal)
    await Rhythm.create(actor=one.id, every="week")
    for _ in range(MOST_ITEMS + 2):
        await open_one(portal, replace(ROAD, owner=one.id))
    await deliver(portal)
    clock.stand(datetime(2026, 11, 30, 7, 0, tzinfo=WIB))

    await send_due(context_of(portal))

    assert office.subjects == [f"{MOST_ITEMS} pesan untuk Anda", "2 pesan untuk Anda"]


async def test_a_digest_that_the_server_refuses_for_now_comes_whole_later(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    one = await citizen(portal)
    await Rhythm.create(actor=one.id, every="day")
    for _ in range(3):
        await open_one(portal, replace(ROAD, owner=one.id))
    await deliver(portal)
    await office.close()
    clock.stand(datetime(2026, 11, 25, 7, 0, tzinfo=WIB))
    await send_due(context_of(portal))
    await office.open()
    clock.move(timedelta(minutes=1))

    await send_due(context_of(portal))

    assert office.subjects == ["3 pesan untuk Anda"]


async def test_the_task_sends_what_waits(portal: Portal, office: PostOffice, clock: FrozenClock) -> None:
    one = await citizen(portal)
    await Rhythm.create(actor=one.id, every="once", quiet_from=9, quiet_until=10)
    await run_tasks(portal)
    await open_one(portal, replace(ROAD, owner=one.id))
    await deliver(portal)
    assert office.box == [], "twelve past nine lies in the quiet hours"
    clock.stand(datetime(2026, 11, 24, 10, 1, tzinfo=WIB))

    await run_tasks(portal)

    assert len(office.box) == 1


@pytest.mark.parametrize(
    ("now", "rhythm", "sort", "due", "together"),
    [
        ("2026-11-24 09:12", None, "email", "2026-11-24 09:12", False),
        ("2026-11-24 23:12", None, "email", "2026-11-24 23:12", False),
        ("2026-11-24 23:12", None, "phone", "2026-11-25 06:00", False),
        ("2026-11-24 05:59", None, "phone", "2026-11-24 06:00", False),
        ("2026-11-24 06:00", None, "phone", "2026-11-24 06:00", False),
        ("2026-11-24 20:59", None, "phone", "2026-11-24 20:59", False),
        ("2026-11-24 21:00", None, "phone", "2026-11-25 06:00", False),
        ("2026-12-31 22:00", None, "phone", "2027-01-01 06:00", False),
        ("2026-11-24 13:30", ("once", 12, 14), "email", "2026-11-24 14:00", False),
        ("2026-11-24 14:00", ("once", 12, 14), "email", "2026-11-24 14:00", False),
        ("2026-11-24 23:30", ("once", 12, 14), "phone", "2026-11-24 23:30", False),
        ("2026-11-24 06:59", ("day", 0, 0), "email", "2026-11-24 07:00", True),
        ("2026-11-24 07:00", ("day", 0, 0), "email", "2026-11-25 07:00", True),
        ("2026-11-24 09:12", ("day", 0, 0), "phone", "2026-11-24 09:12", False),
        ("2026-11-24 09:12", ("week", 0, 0), "email", "2026-11-30 07:00", True),
        ("2026-11-30 06:00", ("week", 0, 0), "email", "2026-11-30 07:00", True),
        ("2026-11-30 07:00", ("week", 0, 0), "email", "2026-12-07 07:00", True),
    ],
)
async def test_the_moment_of_sending(
    portal: Portal, clock: FrozenClock, now: str, rhythm: tuple[str, int, int] | None, sort: str, due: str, together: bool
) -> None:
    clock.stand(datetime.fromisoformat(now).replace(tzinfo=WIB).astimezone(UTC))
    row = Rhythm(actor="a", every=rhythm[0], quiet_from=rhythm[1], quiet_until=rhythm[2]) if rhythm else None

    found = moment(portal, sort, row)

    assert found == (datetime.fromisoformat(due).replace(tzinfo=WIB), together)
