"""People who left a way to be reached are told: the evening before, when it is nearly their turn, and when a session ends without them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from core.portal import Portal
from core.portal.running import context_of, worker_of
from core.testing import FrozenClock, make_site, serving
from core.testing.portals import REGIONS
from plugins.health import telling
from plugins.health.models import Session
from plugins.health.queue import Person, cancel
from plugins.notifications.models import Inbox
from plugins.notifications.telling import opened as content_of
from tests.plugins.accounts.persons import another, citizen, id_of, officer

from .conftest import AGENCIES, TOML, fill
from .test_queue import FORM, TODAY, WHICH, counter, take

pytestmark = pytest.mark.anyio
PLUGINS = ("accounts", "cases", "notifications", "health")


@pytest.fixture
async def portal(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[Portal]:
    site = make_site(tmp_path / "site", toml=TOML, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES})
    async with serving(site, plugins=PLUGINS, clock=clock) as (portal, _client):
        await fill(portal)
        yield portal


async def messages(portal: Portal) -> list[tuple[str, str, str]]:
    """Whom, what, and its subject."""
    await worker_of(portal).drain()
    rows = await Inbox.filter(kind__startswith="health.").order_by("created", "id")
    return sorted((row.actor, row.kind.removeprefix("health."), content_of(portal, row).subject) for row in rows)


async def test_each_is_told_once(portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 1)
    people = []
    for n in range(6):
        await citizen(another(portal), f"warga{n}@contoh.id", name=f"Warga {n}")
        people.append(await id_of(portal, f"warga{n}@contoh.id"))
    for who in people[:5]:
        await take(portal, Person(actor=who))
    given_back, _secret = await take(portal, Person(actor=people[5]), date(2026, 11, 25))
    for who in (people[4], people[0]):
        await take(portal, Person(actor=who), date(2026, 11, 25))
    one = await officer(portal, clock, "petugas@uji.go.id", roles=("handler",), agencies=("dinkes",), name="Petugas")

    assert 'id="antrean-hari-ini"' in (await one.client.get("/petugas")).text

    await counter(one.client, deed="next")
    near = [(who, what) for who, what, _subject in await messages(portal)]
    assert near == sorted((who, "queue_near") for who in people[1:4])
    assert {subject for _who, _what, subject in await messages(portal)} == {f"Nomor A-00{n} segera dipanggil di Puskesmas Satu" for n in (2, 3, 4)}
    await counter(one.client, deed="next")
    assert len(await messages(portal)) == 4

    await cancel(given_back)
    for _evening in range(2):
        await telling.remind(context_of(portal, "health"))
    told = await messages(portal)
    tomorrow = {(who, subject) for who, what, subject in told if what == "queue_tomorrow"}
    assert tomorrow == {(people[4], "Besok: nomor A-002 di Puskesmas Satu"), (people[0], "Besok: nomor A-003 di Puskesmas Satu")}
    assert len([what for _who, what, _subject in told if what == "queue_tomorrow"]) == 2

    await counter(one.client, deed="end")
    assert [who for who, what, _subject in await messages(portal) if what == "queue_ended"] == sorted(people[2:5])
    assert (await Session.get(day=TODAY)).state == "ended"


async def test_a_number_stands_on_the_account_of_whoever_took_it(portal: Portal) -> None:
    siti = await citizen(another(portal), "siti@contoh.id", name="Siti")
    mine = await siti.follow(await siti.fill(await siti.get(FORM), holding="which", which=WHICH))
    account = (await siti.get("/akun")).text

    assert "Kami mengabari Anda" in mine.text
    assert "A-001, Poli Umum" in account
    assert mine.url.path in account
    budi = await citizen(another(portal), "budi@contoh.id", name="Budi")
    assert "A-001, Poli Umum" not in (await budi.get("/akun")).text
