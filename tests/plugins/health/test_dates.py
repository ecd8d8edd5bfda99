"""Dates of immunisation and of posyandu, and the calendar files that calendars take."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import icalendar
import pytest

from core.errors import SiteError
from core.portal import Portal, build_portal
from core.testing import FrozenClock, make_site
from core.testing.client import Client
from plugins.health.immunisation import LATER, NOW, PASSED, Age, Vaccine, Visit, read_vaccines, visits
from plugins.health.schedule import parse_schedule

pytestmark = pytest.mark.anyio
BORN = date(2026, 7, 31)


@pytest.fixture
def vaccines(portal: Portal) -> tuple[Vaccine, ...]:
    plugin = portal.plugin("health")
    assert plugin is not None
    return read_vaccines(plugin)


def of(found: list[Visit], name: str) -> Visit:
    return next(one for one in found if any(each.name == name for each in one.vaccines))


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("HB-0", date(2026, 7, 31), date(2026, 8, 1)),
        ("BCG", date(2026, 7, 31), date(2026, 8, 31)),
        ("DPT-HB-Hib 1", date(2026, 9, 30), date(2026, 10, 31)),
        ("RV 3", date(2026, 11, 30), date(2026, 12, 31)),
        ("MR 1 (campak-rubela)", date(2027, 4, 30), date(2027, 5, 31)),
        ("PCV 3", date(2027, 7, 31), date(2027, 8, 31)),
        ("MR 2", date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
async def test_each_vaccine_has_its_window(vaccines: tuple[Vaccine, ...], name: str, begins: date, ends: date) -> None:
    one = of(visits(vaccines, BORN), name)

    assert (one.begins, one.ends) == (begins, ends)


async def test_the_table_holds_every_vaccine_of_the_national_programme_together_with_what_is_given_at_school(vaccines: tuple[Vaccine, ...]) -> None:
    found = visits(vaccines, BORN)

    assert [one.name for one in of(found, "RV 1").vaccines] == ["DPT-HB-Hib 1", "OPV 2", "PCV 1", "RV 1"]
    assert [one.vaccines[0].grade for one in found if one.begins is None] == [1, 2, 5]
    assert all(one.basis for one in vaccines)


def test_a_window_is_open_on_its_first_and_its_last_day() -> None:
    one = Visit(1, (), date(2026, 9, 30), date(2026, 10, 31))

    assert [one.state(day) for day in (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 1))] == [LATER, NOW, NOW, PASSED]


def test_one_who_is_born_on_a_leap_day_grows_older_too() -> None:
    assert Age(12, months=True).on(date(2028, 2, 29)) == date(2029, 2, 28)


async def test_the_page_says_what_is_due_now_and_kindly_what_has_passed(client: Client) -> None:
    page = (await client.get("/kesehatan/imunisasi", params={"lahir": "2026-07-31"})).text

    assert "Lahir 31 Juli 2026" in page
    assert "30 September 2026 sampai 31 Oktober 2026" in page
    assert page.count("Sudah lewat") == 3
    assert page.count("Sekarang<") == 1
    assert "Kebanyakan vaksin masih bisa dikejar" in page
    assert "Dinas Kesehatan Kabupaten Indragiri Hulu" in page
    assert "hanya di daerah endemis" in page


@pytest.mark.parametrize(
    ("given", "said"), [("2026-11-25", "belum tiba"), ("31-07-2026", "tahun, bulan, hari"), ("2000-01-01", "untuk anak"), ("", "Tulis tanggal lahir.")]
)
async def test_a_day_that_cannot_be_is_named_and_nothing_is_lost(client: Client, given: str, said: str) -> None:
    page = await client.get("/kesehatan/imunisasi", params={"lahir": given})

    assert page.status_code == 422
    assert said in page.text
    assert 'id="galat"' in page.text
    assert (await client.get("/kesehatan/imunisasi/jadwal.ics", params={"lahir": given})).status_code == 422


async def test_no_address_with_a_day_of_birth_is_told_or_kept(client: Client) -> None:
    answer = await client.get("/kesehatan/imunisasi", params={"lahir": "2026-07-31"})

    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")


async def test_the_dates_to_come_go_into_a_calendar_and_a_second_file_replaces_the_first(client: Client, clock: FrozenClock) -> None:
    first = await client.get("/kesehatan/imunisasi/jadwal.ics", params={"lahir": "2026-07-31"})
    clock.move(timedelta(days=1))
    second = icalendar.Calendar.from_ical((await client.get("/kesehatan/imunisasi/jadwal.ics", params={"lahir": "2026-07-31"})).content)

    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in first.content.split(b"\r\n"))
    read = icalendar.Calendar.from_ical(first.content)
    events = read.walk("VEVENT")
    begins = [date(2026, 11, 30), date(2027, 4, 30), date(2027, 5, 31), date(2027, 7, 31), date(2028, 1, 31)]
    assert [event["DTSTART"].dt for event in events] == [date(2026, 10, 31), *begins]
    assert len({event["UID"] for event in events}) == len(events)
    assert {event["UID"] for event in second.walk("VEVENT")} <= {event["UID"] for event in events}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Rabu ke-2", [date(2026, 12, 9), date(2027, 1, 13), date(2027, 2, 10)]),
        ("rabu minggu ke-4", [date(2026, 11, 25), date(2026, 12, 23), date(2027, 1, 27)]),
        ("Sabtu terakhir", [date(2026, 11, 28), date(2026, 12, 26), date(2027, 1, 30)]),
        ("tanggal 25", [date(2026, 11, 25), date(2026, 12, 25), date(2027, 1, 25)]),
        ("tgl. 31 tiap bulan", [date(2026, 12, 31), date(2027, 1, 31), date(2027, 3, 31)]),
    ],
)
def test_a_posyandu_comes_again_as_it_is_written(text: str, days: list[date]) -> None:
    plan = parse_schedule(text)

    assert list(islice(plan.from_day(date(2026, 11, 24)), 3)) == days
    rule = icalendar.vRecur(plan.rule).to_ical().decode()
    from dateutil.rrule import rrulestr

    assert [moment.date() for moment in islice(rrulestr(rule, dtstart=datetime(2026, 11, 24, tzinfo=UTC)), 3)] == days


@pytest.mark.parametrize("text", ["", "tanggal 32", "tanggal 0", "Rabu ke-5", "sering", "Hari ke-2", "Rabu"])
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_schedule(text)


async def test_the_list_of_posyandu_says_the_next_day_and_warns_of_a_holiday(filled: Portal, client: Client, clock: FrozenClock) -> None:
    page = (await client.get("/kesehatan/posyandu")).text
    assert "Rabu, 9 Desember 2026" in page
    assert "Rabu kedua tiap bulan" in page
    assert "Hari libur" not in page

    clock.stand(datetime(2026, 12, 1, 3, tzinfo=UTC))
    assert "Hari libur" in (await client.get("/kesehatan/posyandu?kecamatan=33.16.09")).text
    assert "Posyandu Melati" not in (await client.get("/kesehatan/posyandu?kecamatan=33.16.09")).text


async def test_one_posyandu_is_followed_in_a_calendar(filled: Portal, client: Client) -> None:
    page = (await client.get("/kesehatan/posyandu/POS-1")).text
    assert re.search(r'href="webcal://[^"]+/kesehatan/posyandu/POS-1/jadwal\.ics"', page)
    assert "Puskesmas Satu" in page

    answer = await client.get("/kesehatan/posyandu/POS-1/jadwal.ics")
    read = icalendar.Calendar.from_ical(answer.content)
    (event,) = read.walk("VEVENT")
    (zone,) = read.walk("VTIMEZONE")
    assert zone["TZID"] == "Asia/Jakarta"
    assert b"TZOFFSETTO:+0700" in answer.content
    assert event["DTSTART"].params["TZID"] == "Asia/Jakarta"
    assert event["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") == "2026-01-14 08:00"
    assert event["RRULE"].to_ical() == b"FREQ=MONTHLY;BYDAY=2WE"
    assert event["UID"].startswith("posyandu-POS-1@")
    assert (await client.get("/kesehatan/posyandu/TIDAK/jadwal.ics")).status_code == 404


def test_a_table_of_vaccines_with_mistakes_names_each(tmp_path: Path) -> None:
    rows = "visit,vaccine,from,until,checked,basis\n2,BCG,0d,1m,yes,X\n1,OPV,2x,3m,perhaps,X\n3,PCV,3m,2m,yes,X\n"
    site = make_site(tmp_path / "site", toml='[plugins]\nenabled = ["cases", "health"]\n', files={"health/immunisation.csv": rows})
    plugin = build_portal(site).plugin("health")
    assert plugin is not None
    assert not plugin.alive

    with pytest.raises(SiteError) as caught:
        read_vaccines(plugin)

    said = str(caught.value)
    for part in ("visit is '1'", "from is '2x'", "checked is 'perhaps'", "until is '2m'"):
        assert any(part in str(problem) for problem in caught.value.problems) or part in said, part
