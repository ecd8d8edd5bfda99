"""A saved search tells of new vacancies once a day, each vacancy once; an employer is told of a new application."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from core import Subject
from core.portal import Portal
from core.portal.running import context_of, worker_of
from core.testing import FrozenClock, make_site, serving
from core.testing.client import Client
from core.testing.forms import form_in
from core.testing.portals import REGIONS
from plugins.jobs import personal
from plugins.jobs.models import Alert, Vacancy
from plugins.jobs.telling import tell
from plugins.notifications.models import Inbox
from plugins.notifications.telling import opened as content_of
from tests.plugins.accounts.persons import another, citizen

from .conftest import AGENCIES, PLAIN, TOML, fill
from .test_applications import applied, budi
from .test_employers import decide, posted, registered, represents

pytestmark = pytest.mark.anyio
HERE = "/lowongan/pemberitahuan"


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock, database_url: str) -> AsyncIterator[tuple[Portal, Client]]:
    environ = {"PENDOPO_DATABASE__URL": database_url} if database_url.startswith("postgres") else {}
    site = make_site(tmp_path / "site", toml=TOML, files={"regions.csv": REGIONS, "agencies.csv": AGENCIES}, environ=environ)
    async with serving(site, plugins=("accounts", "cases", "notifications", "jobs"), clock=clock) as both:
        yield both


async def save(person: Client, query: str = "?q=kasir") -> int:
    page = await person.get(f"{HERE}/baru{query}")
    return (await person.fill(page)).status_code if page.status_code == 200 else page.status_code


async def a_morning(portal: Portal, clock: FrozenClock) -> None:
    """Some minutes after the last vacancy: the task, twice, and the worker after it."""
    clock.move(timedelta(minutes=10))
    await tell(context_of(portal, "jobs"))
    await tell(context_of(portal, "jobs"))
    await worker_of(portal).drain()


async def told(portal: Portal, kind: str = "jobs.found") -> list[tuple[str, str]]:
    rows = await Inbox.filter(kind=kind).order_by("created", "id")
    return [(content_of(portal, row).subject, content_of(portal, row).words) for row in rows]


async def test_new_vacancies_that_fit_are_told_once_and_others_never(portal: Portal, client: Client, clock: FrozenClock) -> None:
    await fill(portal, {**PLAIN, "number": "OLD", "title": "Kasir lama"})
    await citizen(client, "siti@contoh.id")
    clock.move(timedelta(minutes=1))
    assert await save(client) == 303
    clock.move(timedelta(minutes=1))
    await fill(portal, {**PLAIN, "number": "A", "title": "Kasir baru"}, {**PLAIN, "number": "B", "title": "Penjahit"})

    await a_morning(portal, clock)
    await a_morning(portal, clock)

    ((subject, words),) = await told(portal)
    assert subject == "Lowongan baru untuk Anda: 1"
    assert "Kasir baru, Mebel Jati Lestari" in words
    assert "Kasir lama" not in words
    assert "Penjahit" not in words


async def test_a_vacancy_that_fits_two_alerts_stands_in_one_message_once(portal: Portal, client: Client, clock: FrozenClock) -> None:
    await citizen(client, "siti@contoh.id")
    await save(client)
    await save(client, "?pendidikan=sma&kecamatan=33.16.08")
    clock.move(timedelta(minutes=1))
    await fill(portal, {**PLAIN, "title": "Kasir baru"})

    await a_morning(portal, clock)

    ((subject, words),) = await told(portal)
    assert subject.endswith(": 1")
    assert words.count("Kasir baru") == 1


async def test_nothing_new_is_no_message_and_a_deleted_alert_tells_nothing(portal: Portal, client: Client, clock: FrozenClock) -> None:
    await citizen(client, "siti@contoh.id")
    await save(client)
    await a_morning(portal, clock)
    assert await told(portal) == []

    page = await client.get(HERE)
    assert "“kasir”" in page.text
    assert (await client.fill(page)).status_code == 303
    clock.move(timedelta(minutes=1))
    await fill(portal, {**PLAIN, "title": "Kasir baru"})
    await a_morning(portal, clock)

    assert await told(portal) == []
    assert not await Alert.exists()


async def test_the_same_search_is_kept_once_and_no_more_than_the_setting_allows(portal: Portal, client: Client) -> None:
    await citizen(client, "siti@contoh.id")
    assert [await save(client) for _time in range(2)] == [303, 303]
    assert await Alert.all().count() == 1

    assert [await save(client, f"?q=kerja{n}") for n in range(5)] == [303, 303, 303, 303, 409]

    assert await Alert.all().count() == 5


async def test_an_alert_of_another_person_cannot_be_deleted(portal: Portal, client: Client) -> None:
    await citizen(client, "siti@contoh.id")
    await save(client)
    one = await Alert.get()
    other = await citizen(another(portal), "budi@contoh.id")
    await save(other, "?q=penjahit")

    page = await other.get(HERE)
    form = replace(form_in(page.text), action=f"{HERE}/{one.id}/hapus")
    answer = await other.send_form(page, form, form.filled())

    assert answer.status_code == 303
    assert await Alert.exists(id=one.id)


async def test_alerts_are_shown_and_erased_with_the_persons_data(portal: Portal, client: Client) -> None:
    await citizen(client, "siti@contoh.id")
    await save(client)
    subject = Subject(actor_id=(await Alert.get()).owner)
    context = context_of(portal, "jobs")

    assert [one["words"] for one in (await personal.export(context, subject))["alerts"]] == ["kasir"]
    erasure = await personal.erase(context, subject)

    assert len(erasure.erased) == 1
    assert not await Alert.exists()


async def test_the_list_offers_an_alert_only_where_somebody_tells(portal: Portal, client: Client) -> None:
    assert "/lowongan/pemberitahuan/baru?q=kasir" in (await client.get("/lowongan?q=kasir")).text


async def test_ten_thousand_alerts_and_two_hundred_vacancies_take_seconds(portal: Portal, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each search is looked up once, however many people saved it, and nobody is told twice."""
    words = ("", "kasir", "penjahit", "mesin", "perawat")
    rows = [
        Alert(id=uuid4(), owner=f"orang-{n // 2}", words=words[n % 5], district=("", "33.16.08")[n % 2], education=("", "sma", "d3")[n % 3], seen=clock.now())
        for n in range(10_000)
    ]  # fmt: skip
    await Alert.bulk_create(rows, batch_size=1_000)
    clock.move(timedelta(minutes=1))
    await fill(portal, *({**PLAIN, "number": f"N{n}", "title": ("Kasir", "Penjahit")[n % 2]} for n in range(200)))
    clock.move(timedelta(minutes=10))
    looked: list[str] = []
    find = portal.fulltext.find

    async def counted(owner: str, words: str, limit: int = 20) -> list[str]:
        looked.append(words)
        return await find(owner, words, limit)

    monkeypatch.setattr(type(portal.fulltext), "find", lambda _self, *given: counted(*given))
    begun = time.perf_counter()
    await tell(context_of(portal, "jobs"))
    took = time.perf_counter() - begun

    print(f"10,000 alerts x 200 vacancies: {took:.1f} s")
    assert sorted(looked) == ["kasir", "mesin", "penjahit", "perawat"]
    assert took < 60
    assert not await Alert.filter(seen__lt=clock.now() - timedelta(minutes=5)).exists()


async def test_the_employer_is_told_of_an_application_without_a_word_of_the_applicant(portal: Portal, client: Client) -> None:
    await represents(client)
    await registered(client)
    await decide(portal, "jobs.register", "accept")
    await posted(client, contact="")
    await decide(portal, "jobs.post", "publish")
    one = await Vacancy.get()
    assert (one.link, one.contact) == ("", "")

    await applied(await budi(portal), one.code)
    await worker_of(portal).drain()

    ((subject, words),) = await told(portal, "jobs.applied")
    assert subject == "Lamaran baru: Tukang kayu"
    assert "Budi" not in words
    assert "kurang dari 5" in (await client.get("/lowongan/statistik")).text
    table = await client.get("/lowongan/statistik.csv")
    assert "Menurut sektor,Mebel,1,1" in table.text
    assert "Budi" not in table.text
