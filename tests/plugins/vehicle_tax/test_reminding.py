"""Reminders: 30, 7 and 1 days before the due day, each once, to whoever saved the vehicle; who has paid hears nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from core import transaction
from core.identifiers import parse_plate
from core.models import insert
from core.portal import Portal
from core.portal.running import context_of, worker_of
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from plugins.notifications.models import Inbox
from plugins.notifications.telling import opened as content_of
from plugins.vehicle_tax.asking import Pair
from plugins.vehicle_tax.models import Saved
from plugins.vehicle_tax.reminding import MOST_SILENT, remind
from plugins.vehicle_tax.saved import new_saved
from tests.plugins.notifications.persons import citizen
from tests.plugins.notifications.world import DOORS

from .garage import PLAIN, fill_table
from .test_check import REGISTRIES
from .test_saved import save

pytestmark = pytest.mark.anyio
PLUGINS = ("accounts", "notifications", "door", "vehicle_tax", "register")


@asynccontextmanager
async def with_accounts(folder: Path, clock: FrozenClock, toml: str = "") -> AsyncIterator[tuple[Portal, Client]]:
    async with serving(make_site(folder, toml=toml), plugins=PLUGINS, folders=[DOORS, REGISTRIES], clock=clock) as both:
        yield both


@pytest.fixture
async def portal(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[Portal]:
    async with with_accounts(tmp_path / "site", clock) as (portal, _client):
        await fill_table(portal)
        yield portal


async def a_day(portal: Portal) -> None:
    """What the task does once a day, and the worker after it."""
    await remind(context_of(portal, "vehicle_tax"))
    await worker_of(portal).drain()


async def told(portal: Portal, who: str) -> list[tuple[str, str]]:
    rows = await Inbox.filter(actor=who, kind="vehicle_tax.due").order_by("created", "id")
    return [(content_of(portal, row).subject, content_of(portal, row).words) for row in rows]


async def through(portal: Portal, clock: FrozenClock, who: str, days: int) -> list[int]:
    """Day by day: how many days before 18 December somebody was told something."""
    heard = []
    for _day in range(days):
        before = len(await told(portal, who))
        await a_day(portal)
        heard += [(date(2026, 12, 18) - clock.now().date()).days] * (len(await told(portal, who)) - before)
        clock.move(timedelta(days=1))
    return heard


async def test_the_owner_is_told_as_the_days_come_each_once(portal: Portal, clock: FrozenClock) -> None:
    clock.move(timedelta(days=-10))
    siti = await citizen(portal)
    await save(siti.client)

    heard = await through(portal, clock, siti.id, 40)

    assert heard == [30, 7, 1]
    subject, words = (await told(portal, siti.id))[0]
    assert subject == "Pajak kendaraan jatuh tempo Jumat, 18 Desember 2026"
    assert "K 3421 NE" in words


async def test_the_subject_names_no_plate(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    await save(siti.client)

    await a_day(portal)

    assert "3421" not in (await told(portal, siti.id))[0][0]


async def test_a_day_on_which_nothing_ran_is_made_up_for_with_the_nearest_alone(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    await save(siti.client)
    clock.stand(clock.now() + timedelta(days=20))

    heard = await through(portal, clock, siti.id, 2)

    assert heard == [4]


async def test_running_twice_tells_once(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    await save(siti.client)

    await a_day(portal)
    await a_day(portal)

    assert len(await told(portal, siti.id)) == 1


async def test_who_has_paid_hears_nothing_and_is_reminded_a_year_later(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    await save(siti.client)
    await fill_table(portal, [{**PLAIN, "due": date(2027, 12, 18)}])

    assert await through(portal, clock, siti.id, 30) == []

    assert (await Saved.get()).due == date(2027, 12, 18)
    clock.stand(clock.now().replace(year=2027, month=12, day=11))
    await a_day(portal)
    assert len(await told(portal, siti.id)) == 1


async def test_after_the_due_day_nothing_is_told(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    await save(siti.client, "K 1234 EN", "AB12C")

    await a_day(portal)

    assert await told(portal, siti.id) == []


async def test_whoever_deleted_the_vehicle_before_it_was_told_is_told_nothing(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    await save(siti.client)
    await remind(context_of(portal, "vehicle_tax"))

    await Saved.all().delete()
    await worker_of(portal).drain()

    assert await told(portal, siti.id) == []


async def test_a_registry_that_is_down_stops_no_reminder(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    await save(siti.client)
    (portal.site.folder / "down").write_text("")

    await a_day(portal)

    assert len(await told(portal, siti.id)) == 1


async def test_a_registry_that_is_down_is_not_asked_for_every_vehicle(portal: Portal, clock: FrozenClock) -> None:
    siti = await citizen(portal)
    async with transaction():
        for n in range(1, 13):
            await insert(new_saved(portal, siti.id, Pair(parse_plate(f"K {n} A"), "12345"), date(2026, 12, 18)))
    (portal.site.folder / "down").write_text("")

    await a_day(portal)

    assert len((portal.site.folder / "down").read_text()) == MOST_SILENT
    assert len(await told(portal, siti.id)) == 12


async def test_the_site_may_remind_on_other_days(tmp_path: Path, clock: FrozenClock) -> None:
    toml = "[plugins.vehicle_tax]\nremind_before = [3, 0]\n"
    async with with_accounts(tmp_path / "site", clock, toml) as (portal, _client):
        await fill_table(portal)
        siti = await citizen(portal)
        await save(siti.client)

        assert await through(portal, clock, siti.id, 30) == [3, 0]


async def test_erasing_a_person_takes_the_messages_about_their_vehicles(portal: Portal, clock: FrozenClock) -> None:
    from core import Subject
    from plugins.vehicle_tax import personal

    siti = await citizen(portal)
    await save(siti.client)
    await a_day(portal)

    await personal.erase(context_of(portal, "vehicle_tax"), Subject(siti.id))

    assert await told(portal, siti.id) == []
