"""The inbox: one's own messages, unread in words, marked by a press; nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core import Subject
from core.portal import Portal
from core.portal.running import context_of as context_for
from core.testing import FrozenClock
from plugins.notifications import personal
from plugins.notifications.models import Delivery, Inbox, Leaving

from .persons import Person, another, citizen, press
from .post_office import PostOffice
from .world import ROAD, deliver, open_one

pytestmark = pytest.mark.anyio


async def told(portal: Portal, times: int = 1) -> Person:
    """Somebody who was told of as many cases."""
    person = await citizen(portal)
    for _ in range(times):
        await open_one(portal, replace(ROAD, owner=person.id))
    await deliver(portal)
    return person


async def test_the_list_says_in_words_what_is_unread(portal: Portal) -> None:
    me = await told(portal, 2)
    first = await Inbox.filter(actor=me.id).first()
    assert first is not None
    await Inbox.filter(id=first.id).update(read=portal.clock.now())

    page = await me.client.get("/pesan")

    assert page.status_code == 200
    assert page.text.count("sudah kami terima</b>") == 2
    assert page.text.count("Belum dibaca") == 1
    assert "1 pesan belum dibaca" in page.text


async def test_looking_at_a_message_changes_nothing_and_a_press_marks_it_read(portal: Portal) -> None:
    me = await told(portal)
    row = await Inbox.get(actor=me.id)
    page = await me.client.get(f"/pesan/{row.id}")
    assert "Lubang di depan pasar" in page.text
    assert "Ikuti kasusnya" in page.text
    assert (await Inbox.get(id=row.id)).read is None

    answer = await press(me.client, page, f"/pesan/{row.id}/dibaca")

    assert answer.status_code == 303
    assert (await Inbox.get(id=row.id)).read == portal.clock.now()
    assert "Tandai sudah dibaca" not in (await me.client.get(f"/pesan/{row.id}")).text


async def test_where_htmx_is_at_work_only_the_mark_is_sent_back(portal: Portal) -> None:
    me = await told(portal)
    row = await Inbox.get(actor=me.id)
    page = await me.client.get(f"/pesan/{row.id}")
    me.client.headers["HX-Request-Type"] = "partial"

    answer = await press(me.client, page, f"/pesan/{row.id}/dibaca")

    assert answer.status_code == 200
    assert "Sudah dibaca" in answer.text
    assert "<h1" not in answer.text


async def test_all_are_marked_read_at_once_and_the_badge_is_gone(portal: Portal) -> None:
    me = await told(portal, 3)
    page = await me.client.get("/pesan")
    badge = await me.client.get("/_potongan/lencana.notifications.messages")
    assert "3" in badge.text

    await press(me.client, page, "/pesan/baca")

    assert "Semua sudah dibaca" in (await me.client.get("/pesan")).text
    assert "3" not in (await me.client.get("/_potongan/lencana.notifications.messages")).text


async def test_a_message_of_somebody_else_is_not_there(portal: Portal) -> None:
    me = await told(portal)
    row = await Inbox.get(actor=me.id)
    page = await me.client.get(f"/pesan/{row.id}")
    stranger, other = another(portal), (await citizen(portal, "lain@contoh.id")).client

    assert (await stranger.get(f"/pesan/{row.id}")).status_code == 303
    for address in (f"/pesan/{row.id}", "/pesan/0191c0de-0000-7000-8000-000000000000", "/pesan/apa"):
        assert (await other.get(address)).status_code == 404
    assert (await press(other, page, f"/pesan/{row.id}/hapus")).status_code in (403, 404)
    assert await Inbox.exists(id=row.id)


async def test_a_message_is_thrown_away(portal: Portal) -> None:
    me = await told(portal)
    row = await Inbox.get(actor=me.id)

    await press(me.client, await me.client.get(f"/pesan/{row.id}"), f"/pesan/{row.id}/hapus")

    assert not await Inbox.exists(id=row.id)
    assert "Belum ada pesan" in (await me.client.get("/pesan")).text


async def test_a_long_inbox_has_pages_and_asks_little(portal: Portal) -> None:
    me = await told(portal, 23)

    first = await me.client.get("/pesan")
    after = first.text.split("/pesan?setelah=")[1].split('"')[0]
    second = await me.client.get(f"/pesan?setelah={after}")

    assert first.text.count('id="pesan-') == 20
    assert second.text.count('id="pesan-') == 3
    assert (await me.client.get("/pesan?setelah=apa")).text.count('id="pesan-') == 20


async def test_row_39_messages_go_when_their_time_is_over(portal: Portal, clock: FrozenClock, office: PostOffice) -> None:
    from core.retention import expire

    me = await told(portal)
    await open_one(portal)
    await deliver(portal)
    assert await Inbox.all().count() == 2
    clock.move(timedelta(days=31))
    dry = next(one for one in await expire(portal, dry=True) if one.plugin == "notifications")
    assert (dry.error, dict(dry.counts)) == ("", {"messages": 1, "deliveries": 2, "links": 0})
    assert await Inbox.all().count() == 2

    await expire(portal)

    assert await Delivery.all().count() == 0
    assert await Inbox.filter(actor="").count() == 0
    assert await Inbox.filter(actor=me.id).count() == 1
    clock.move(timedelta(days=150))
    await expire(portal)
    assert await Inbox.all().count() == 0
    clock.move(timedelta(days=731))
    await expire(portal)
    assert await Leaving.all().count() == 0


async def test_a_persons_messages_are_exported_and_erased(portal: Portal, office: PostOffice) -> None:
    me = await told(portal)
    await open_one(portal)
    await deliver(portal)
    context = context_for(portal, "notifications")

    told_now = await personal.export(context, Subject(actor_id=me.id))
    erased = await personal.erase(context, Subject(actor_id=me.id, email="siti@contoh.id"))

    assert "Lubang di depan pasar" in told_now["messages"][0]["text"]
    assert erased.erased
    assert await Inbox.all().count() == 0
    assert await Delivery.all().count() == 0
    assert await personal.export(context, Subject(actor_id=me.id)) == {}
    assert (await personal.erase(context, Subject())).erased == ()
