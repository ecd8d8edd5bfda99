"""Numbers of a queue: taken from home, called at a counter, followed live, given back, and forgotten after a week."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest

from core import Subject
from core.portal import Portal
from core.portal.running import context_of
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.health import demo, personal
from plugins.health.models import Bed, Booking, Facility, HealthService, Session
from plugins.health.queue import FULL, OVER, TWICE, NoNumber, Person, book, find_by_secret, shown_number
from tests.benchmarks.costs import asked

from .conftest import SERVICES, write

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 24)
FORM = "/kesehatan/fasilitas/PKM-1/antre"
WHICH = "PKM-1-UMUM@2026-11-24"


async def take(portal: Portal, person: Person | None = None, day: date = TODAY) -> tuple[Booking, str]:
    service, place = await HealthService.get(code="PKM-1-UMUM"), await Facility.get(code="PKM-1")
    return await book(context_of(portal, "health"), service, place, day, person or Person())


async def number_of(client: Client, page: httpx2.Response) -> str:
    return re.findall(r'<data class="ticket" value="([^"]+)"', page.text)[0]


async def counter(client: Client, **posted: str) -> httpx2.Response:
    """What an officer does, with the version that the page shows."""
    session = await Session.get(key=WHICH)
    page = await client.get(f"/kesehatan/loket/{session.id}")
    deed = posted.pop("deed")
    form = next(one for one in re.findall(r"<form.*?</form>", page.text, re.DOTALL) if f'value="{deed}"' in one and posted.get("booking", "") in one)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return await client.post(f"/kesehatan/loket/{session.id}", data={**hidden, "deed": deed})


async def as_officer(client: Client, agency: str = "dinkes") -> None:
    await client.sign_in("petugas", kind="officer", permissions=["health.call"], agencies=[agency], name="Petugas")


async def test_a_citizen_takes_a_number_without_an_account(filled: Portal, client: Client) -> None:
    page = await client.get(FORM)
    assert "Poli Umum, Selasa, 24 November 2026" in page.text
    assert "sisa 12 nomor" in page.text
    assert "Poli Gigi" not in page.text

    sent = await client.fill(page, holding="which", which=WHICH, name="Bu Siti", phone="0812 3456 7890")
    mine = await client.follow(sent)

    assert await number_of(client, mine) == "A-001"
    assert "Anda berikutnya" in mine.text
    assert (mine.headers["referrer-policy"], mine.headers["cache-control"]) == ("no-referrer", "no-store")
    row = await Booking.get()
    assert row.name is not None
    assert "Siti" not in row.name
    assert row.phone is not None
    assert "812" not in row.phone
    assert "sisa 11 nomor" in (await client.get(FORM)).text


async def test_a_form_that_is_wrong_says_where_and_keeps_what_was_written(filled: Portal, client: Client) -> None:
    refused = await client.fill(await client.get(FORM), holding="which", which="", name="Bu Siti", phone="12")

    assert refused.status_code == 422
    assert "Pilih layanan dan hari." in refused.text
    assert "Tulis nomor seperti 0812 3456 7890" in refused.text
    assert 'value="Bu Siti"' in refused.text
    assert "<title>Kesalahan:" in refused.text
    assert await Booking.all().count() == 0


async def test_fifty_at_once_for_the_last_ten_numbers_give_ten(filled: Portal) -> None:
    await take(filled)
    await take(filled)

    answers = await asyncio.gather(*(take(filled) for _one in range(50)), return_exceptions=True)

    refused = [one for one in answers if isinstance(one, NoNumber)]
    numbers = [one[0].number for one in answers if isinstance(one, tuple)]
    assert (len(numbers), len(refused)) == (10, 40)
    assert {one.why for one in refused} == {FULL}
    assert sorted(numbers) == list(range(3, 13))
    session = await Session.get()
    assert (session.given, session.taken) == (12, 12)


async def test_one_person_has_one_number_a_session_even_when_they_press_often(filled: Portal) -> None:
    for person in (Person(phone="+6281234567890"), Person(actor="warga-1")):
        answers = await asyncio.gather(*(take(filled, person) for _one in range(5)), return_exceptions=True)

        assert sum(isinstance(one, tuple) for one in answers) == 1
        assert {one.why for one in answers if isinstance(one, NoNumber)} == {TWICE}
    session = await Session.get()
    assert (session.given, session.taken, await Booking.all().count()) == (2, 2, 2)


async def test_a_number_given_back_is_somebody_elses_place_and_what_was_written_is_gone(filled: Portal, client: Client) -> None:
    mine = await client.follow(await client.fill(await client.get(FORM), holding="which", which=WHICH, name="Bu Siti", phone="0812 3456 7890"))
    for _click in range(2):
        assert (await client.post(f"{mine.url.path}/batal", data=await token(mine))).status_code == 303

    row, session = await Booking.get(), await Session.get()
    assert (row.state, row.name, row.phone, row.phone_key) == ("cancelled", None, None, None)
    assert (session.given, session.taken) == (1, 0)
    assert "tidak berlaku lagi" in (await client.get(str(mine.url))).text
    again = await client.follow(await client.fill(await client.get(FORM), holding="which", which=WHICH, phone="0812 3456 7890"))
    assert await number_of(client, again) == "A-002"


async def token(page: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text) if name != "kembali"}


async def test_numbers_are_for_open_days_within_reach_alone(filled: Portal, client: Client, clock: FrozenClock) -> None:
    text = (await client.get(FORM)).text
    assert [day for day in ("24", "25", "26", "27") if f"{day} November 2026" in text] == ["24", "25", "26"]

    for day, why in ((date(2026, 11, 29), OVER), (date(2026, 12, 25), OVER)):
        with pytest.raises(NoNumber) as caught:
            await take(filled, day=day)
        assert caught.value.why == why

    clock.stand(datetime(2026, 11, 24, 4, 0, tzinfo=UTC))
    assert "24 November 2026" not in (await client.get(FORM)).text
    with pytest.raises(NoNumber):
        await take(filled)
    clock.stand(datetime(2026, 12, 25, 1, 0, tzinfo=UTC))
    text = (await client.get(FORM)).text
    assert "25 Desember 2026" not in text
    assert "26 Desember 2026" in text


async def test_an_officer_calls_passes_over_brings_back_and_ends(filled: Portal, client: Client) -> None:
    secrets = [(await take(filled, Person(name=name)))[1] for name in ("Ani", "Budi", "Cici", "")]
    await as_officer(client)
    listed = (await client.get("/kesehatan/loket")).text
    assert "Poli Umum" in listed
    assert "4 nomor diberikan" in listed

    async def states() -> list[str]:
        return [one.state for one in await Booking.all().order_by("number")]

    await counter(client, deed="next")
    assert await states() == ["called", "waiting", "waiting", "waiting"]
    assert "Silakan ke loket sekarang." in (await client.get(f"/kesehatan/antrean/{secrets[0]}")).text
    assert "Sedang dipanggil: A-001" in (await client.get(f"/kesehatan/antrean/{secrets[2]}")).text
    await counter(client, deed="skip")
    assert await states() == ["skipped", "called", "waiting", "waiting"]
    assert "Nomor Anda sudah dipanggil" in (await client.get(f"/kesehatan/antrean/{secrets[0]}")).text
    first = await Booking.get(number=1)
    await counter(client, deed="back", booking=str(first.id))
    assert await states() == ["waiting", "called", "waiting", "waiting"]
    await counter(client, deed="next")
    assert await states() == ["called", "done", "waiting", "waiting"]
    await counter(client, deed="done")
    assert (await Session.get()).current == 0
    await counter(client, deed="give")
    assert (await Session.get()).given == 5
    await counter(client, deed="close")
    assert "Poli Umum, Selasa, 24" not in (await client.get(FORM)).text
    await counter(client, deed="reopen")
    await counter(client, deed="end")
    assert await states() == ["done", "done", "cancelled", "cancelled", "cancelled"]
    assert "Panggil berikutnya" not in (await client.get(f"/kesehatan/loket/{(await Session.get()).id}")).text


async def test_two_officers_who_press_at_once_call_one_number(filled: Portal, client: Client) -> None:
    for _one in range(3):
        await take(filled)
    await as_officer(client)
    session = await Session.get()
    page = await client.get(f"/kesehatan/loket/{session.id}")

    answers = [await client.fill(page, holding="deed", button=("deed", "next")) for _press in range(2)]

    assert [one.headers["location"].endswith("?lagi=1") for one in answers] == [False, True]
    assert [one.state for one in await Booking.all().order_by("number")] == ["called", "waiting", "waiting"]
    assert "baru saja diubah petugas lain" in (await client.follow(answers[1])).text


async def test_whoever_comes_in_person_gets_a_number_before_anybody_booked(filled: Portal, client: Client) -> None:
    await as_officer(client)
    opened = await client.follow(await client.fill(await client.get("/kesehatan/loket"), holding="service"))
    given = await client.follow(await client.fill(opened, holding="deed", button=("deed", "give")))

    assert "Terakhir diberikan: A-001" in given.text


async def test_the_counter_is_its_agencys_alone(filled: Portal, client: Client) -> None:
    await take(filled)
    session = await Session.get()
    await as_officer(client, "rs-uji")

    assert "Poli Umum" not in (await client.get("/kesehatan/loket")).text
    assert (await client.get(f"/kesehatan/loket/{session.id}")).status_code == 403
    assert (await client.get("/kesehatan/loket/nobody")).status_code == 404


async def test_a_small_part_of_the_page_moves_on_by_itself(filled: Portal, client: Client) -> None:
    await take(filled)
    _row, secret = await take(filled)
    address = f"/kesehatan/antrean/{secret}"
    whole = await client.get(address)
    assert f'hx-get="{address}" hx-trigger="load delay:15s"' in whole.text

    part = await client.get(address, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<html" not in part.text
    assert "1 orang sebelum Anda" in part.text
    assert len(part.content) < 2_500
    board = await client.get("/kesehatan/fasilitas/PKM-1/papan", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "<html" not in board.text


async def test_the_board_has_numbers_and_never_a_name(filled: Portal, client: Client) -> None:
    await take(filled, Person(name="Bu Rahasia"))
    await as_officer(client)
    await counter(client, deed="next")
    board = (await client.get("/kesehatan/fasilitas/PKM-1/papan")).text

    assert '<data class="ticket" value="A-001">' in board
    assert "Rahasia" not in board
    assert "Bu Rahasia" in (await client.get(f"/kesehatan/loket/{(await Session.get()).id}")).text


async def test_too_many_numbers_of_one_device_are_refused_kindly(filled: Portal, client: Client) -> None:
    for _one in range(5):
        assert (await client.fill(await client.get(FORM), holding="which", which=WHICH)).status_code == 303
    refused = await client.fill(await client.get(FORM), holding="which", which=WHICH)

    assert refused.status_code == 429
    assert "datang ke loket" in refused.text
    assert await Booking.all().count() == 5


async def test_a_number_whose_day_is_over_says_so(filled: Portal, client: Client, clock: FrozenClock) -> None:
    _row, secret = await take(filled)
    clock.move(timedelta(days=1))
    page = (await client.get(f"/kesehatan/antrean/{secret}")).text

    assert "Hari untuk nomor ini sudah lewat." in page
    assert 'id="batal"' not in page
    assert "delay:15s" not in page


async def test_an_unknown_number_tells_nothing(filled: Portal, client: Client) -> None:
    for secret in ("x", "A" * 43):
        assert (await client.get(f"/kesehatan/antrean/{secret}")).status_code == 404


async def test_a_newer_quota_counts_for_sessions_that_are_open(filled: Portal) -> None:
    await take(filled)
    await write(filled, "services", {**SERVICES[0], "quota": 1})

    with pytest.raises(NoNumber) as caught:
        await take(filled)

    assert caught.value.why == FULL


async def test_a_person_reads_and_erases_what_is_kept_of_them(filled: Portal) -> None:
    await take(filled, Person("Bu Siti", "+6281234567890"))
    await take(filled, Person(actor="warga-1"))
    context = context_of(filled, "health")

    (one,) = (await personal.export(context, Subject(phone="+6281234567890")))["queue_numbers"]
    assert (one["number"], one["name"], one["phone"], one["service"]) == ("A-001", "Bu Siti", "+6281234567890", "Poli Umum")
    assert len((await personal.export(context, Subject(actor_id="warga-1", phone="+6281234567890")))["queue_numbers"]) == 2
    assert (await personal.export(context, Subject(phone="+6281111111111")))["queue_numbers"] == []

    assert (await personal.erase(context, Subject(phone="+6281234567890"))).erased == ("1 nomor antrean",)
    assert (await personal.erase(context, Subject())).erased == ()
    assert [one.number for one in await Booking.all()] == [2]
    assert (await Session.get()).taken == 1


async def test_a_week_after_its_day_a_number_is_forgotten(filled: Portal, clock: FrozenClock) -> None:
    await take(filled)
    await take(filled, day=TODAY + timedelta(days=1))
    before = {"health_booking.name": datetime(2026, 11, 24, 20, 0, tzinfo=UTC)}
    context = context_of(filled, "health")

    assert await personal.expire(context, before, dry=True) == {"queue numbers": 1}
    assert await personal.expire(context, before, dry=False) == {"queue numbers": 1}
    assert await Booking.all().count() == 1
    assert await Session.all().count() == 2


async def test_a_number_that_is_taken_while_signed_in_belongs_to_the_account(filled: Portal, client: Client) -> None:
    await client.sign_in("warga-1")
    mine = await client.follow(await client.fill(await client.get(FORM), holding="which", which=WHICH))
    row = await Booking.get()

    assert row.owner == "warga-1"
    assert (await find_by_secret(mine.url.path.rpartition("/")[2])) is not None
    assert "Kami mengabari Anda" not in mine.text  # there are no notifications here


@pytest.mark.parametrize("database_url", ["sqlite"])
async def test_what_is_asked_most_costs_three_statements_at_most(filled: Portal, client: Client) -> None:
    _row, secret = await take(filled)
    for path in (f"/kesehatan/antrean/{secret}", "/kesehatan/fasilitas/PKM-1/papan", FORM):
        found = await asked(filled, client, path)
        own = [one for one in found.statements if "core_session" not in one]
        assert len(own) <= 3, (path, own)


async def test_the_demo_fills_every_page_once(portal: Portal, client: Client) -> None:
    for _call in range(2):
        await demo.fill(context_of(portal, "health"), 60, lambda more: None)

    assert (await Facility.all().count(), await Bed.all().count(), await Booking.all().count()) == (9, 8, 6)
    assert {shown_number(await Session.get(), one.number) for one in await Booking.all()} >= {"A-001", "A-006"}
    for path in ("", "/tempat-tidur", "/posyandu", "/fasilitas/CONTOH-PKM-1", "/fasilitas/CONTOH-PKM-1/antre", "/fasilitas/CONTOH-PKM-1/papan"):
        page = await client.get(f"/kesehatan{path}")
        assert page.status_code == 200
        assert "Contoh" in page.text
