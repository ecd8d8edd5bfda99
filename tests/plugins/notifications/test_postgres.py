"""The same on PostgreSQL: told twice is sent once, and workers side by side share the letters."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from core.database import tables
from core.testing import FrozenClock
from plugins.cases.api import Reporter
from plugins.notifications.models import SENT, Delivery, Inbox
from plugins.notifications.sending import send_due

from .persons import citizen, officer, press
from .post_office import PostOffice
from .world import ROAD, context_of, deliver, open_one, portal_on

pytestmark = pytest.mark.anyio


async def test_messages_are_written_sent_and_read_on_postgresql(tmp_path: Path, postgres_url: str, office: PostOffice, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", office, toml=f'[database]\nurl = "{postgres_url}"\n', clock=clock) as (portal, _client):
        person = await citizen(portal)
        await office.close()
        for n in range(9):
            await open_one(portal, replace(ROAD, owner=person.id if n == 0 else "", reporter=Reporter(email=f"warga{n}@contoh.id")))
        await deliver(portal)
        await tables.Outbox.filter(event="cases.opened").update(state="waiting", leased_until=None)
        await deliver(portal)
        await office.open()
        await Delivery.all().update(due=clock.now(), tries=0)

        await asyncio.gather(*(send_due(context_of(portal)) for _worker in range(3)))

        assert sorted(office.to) == sorted(["warga@contoh.id", *(f"warga{n}@contoh.id" for n in range(1, 9))])
        assert await Delivery.filter(state=SENT).count() == 9

        row = await Inbox.get(actor=person.id)
        await press(person.client, await person.client.get(f"/pesan/{row.id}"), f"/pesan/{row.id}/dibaca")
        assert (await Inbox.get(id=row.id)).read == clock.now()
        assert (await person.client.get("/pesan")).text.count('id="pesan-') == 1


async def test_two_operators_who_write_at_once_both_stand_in_the_history_on_postgresql(
    tmp_path: Path, postgres_url: str, office: PostOffice, clock: FrozenClock
) -> None:
    from plugins.notifications.models import Template

    path = "/konsol/notifications/templat/cases.moved/id"
    async with portal_on(tmp_path / "site", office, toml=f'[database]\nurl = "{postgres_url}"\n', clock=clock) as (portal, _client):
        admin = (await officer(portal, "admin@uji.go.id", admin=True)).client
        page = await admin.get(path)

        answers = await asyncio.gather(*(admin.fill(page, subject=f"Kata {n}", body="Isi.", button=("_do", "save"), holding="subject") for n in range(4)))

        assert [answer.status_code for answer in answers] == [303] * 4
        assert sorted(row.n for row in await Template.all()) == [1, 2, 3, 4]
