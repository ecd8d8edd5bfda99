"""My account: profile, devices, password, cases."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock, form_in
from core.testing.client import HOST, Client
from plugins.accounts.models import Account
from tests.plugins.complaints.reporting import report, ticket_of

from .conftest import portal_on
from .persons import OTHER, PASSWORD, another, citizen, enter, officer, press

pytestmark = pytest.mark.anyio
NIK = "3316096311900001"
"""A woman born on 23 November 1990."""


async def profile(client: Client, **values: str) -> str:
    answer = await client.follow(await client.fill(await client.get("/akun/profil"), holding="born", **values))
    return answer.text


async def test_a_citizen_fills_in_a_profile_and_the_nik_is_shown_with_its_middle_hidden(client: Client) -> None:
    await citizen(client)

    text = await profile(client, name="Siti R.", village="33.16.09.1001", nik=NIK, born="23-11-1990")

    assert "Tersimpan." in text
    assert "3316••••••••0001" in text
    assert NIK not in text
    assert 'value="33.16.09.1001" selected' in text
    assert "tidak cocok" not in text
    row = await Account.get()
    assert (row.district, row.village) == ("33.16.09", "33.16.09.1001")


async def test_a_nik_that_does_not_agree_with_the_birth_date_is_a_warning_and_is_saved(client: Client) -> None:
    await citizen(client)

    text = await profile(client, nik=NIK, born="1991-11-23")

    assert "Tersimpan." in text
    assert "tidak cocok" in text
    assert "Tersimpan." in await profile(client, forget_nik="1")
    assert (await Account.get()).nik is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"nik": "123"}, "Periksa NIK"),
        ({"born": "31-02-1990"}, "Periksa tanggal lahir"),
        ({"born": "23-11-2990"}, "Periksa tanggal lahir"),
        ({"name": ""}, "Tulis nama Anda"),
    ],
)
async def test_what_is_wrong_in_a_profile_is_said(client: Client, values: dict[str, str], said: str) -> None:
    await citizen(client)

    text = await profile(client, **values)

    assert said in text
    assert "Tersimpan." not in text


async def test_a_village_that_is_not_in_the_list_is_refused(client: Client) -> None:
    await citizen(client)

    assert "dari daftar" in await profile(client, village="99.99.99.9999")


async def test_row_22_one_device_is_ended_or_all_others(client: Client, portal: Portal) -> None:
    await citizen(client)
    agents = {"phone": "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Safari/537.36", "desk": "Mozilla/5.0 (Windows NT 10.0) Firefox/120.0"}
    phone, desk, third = another(portal, **{"User-Agent": agents["phone"]}), another(portal, **{"User-Agent": agents["desk"]}), another(portal)
    for one in (phone, desk, third):
        await enter(one)

    page = await phone.get("/akun/perangkat")
    assert "Chrome · Android" in page.text
    assert "Firefox · Windows" in page.text
    assert page.text.count("Perangkat ini") == 1
    desks = re.search(r"Firefox · Windows.*?action=\"(/akun/perangkat/[0-9a-f]{16})\"", page.text, re.DOTALL)
    assert desks is not None
    await press(phone, page, desks[1])
    assert (await desk.get("/akun")).status_code == 303
    assert (await third.get("/akun")).status_code == 200

    await press(phone, await phone.get("/akun/perangkat"), "/akun/perangkat")
    assert (await third.get("/akun")).status_code == 303
    assert (await client.get("/akun")).status_code == 303
    assert (await phone.get("/akun")).status_code == 200


async def test_row_22_nobody_ends_somebody_elses_device(client: Client, portal: Portal) -> None:
    await citizen(client)
    budi = await citizen(another(portal), "0812-3456-7890", name="Budi Santoso")
    device = hashlib.sha256(client.cookies["pendopo_sid"].encode()).hexdigest()[:16]
    page = await budi.get("/akun")
    token = dict(form_in(page.text).filled())["csrf"]

    answer = await budi.post(f"/akun/perangkat/{device}", data={"csrf": token}, headers={"Origin": HOST})

    assert answer.status_code == 303
    assert (await client.get("/akun")).status_code == 200


async def test_row_22_a_new_password_asks_for_the_old_one_and_ends_all_other_sessions(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    other = another(portal)
    await enter(other)
    clock.move(timedelta(minutes=11))

    asked = await client.get("/akun/kata-sandi")
    assert asked.headers["location"] == "/masuk/lagi?next=%2Fakun%2Fkata-sandi"
    again = await client.get(asked.headers["location"])
    assert (await client.fill(again, password=OTHER, holding="password")).status_code == 422
    page = await client.follow(await client.fill(again, password=PASSWORD, holding="password"))
    cookie = client.cookies["pendopo_sid"]
    assert "sedikitnya 15" in (await client.fill(page, password="pendek", holding="password")).text
    done = await client.follow(await client.fill(page, password=OTHER, holding="password"))

    assert "sudah diganti" in done.text
    assert client.cookies["pendopo_sid"] != cookie
    assert (await other.get("/akun")).status_code == 303
    assert (await client.get("/akun")).status_code == 200
    assert (await enter(another(portal))).status_code == 422
    assert (await enter(another(portal), password=OTHER)).status_code == 303


async def test_row_25_asking_again_is_no_way_around_the_limits(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    page = await client.get("/masuk/lagi")
    for _ in range(5):
        assert (await client.fill(page, password=OTHER, holding="password")).status_code == 422

    assert (await client.fill(page, password=PASSWORD, holding="password")).status_code == 429
    assert (await enter(another(portal))).status_code == 429


async def test_row_23_a_citizens_session_ends_after_a_week_without_use_and_after_thirty_days(client: Client, clock: FrozenClock) -> None:
    idle = timedelta(days=7)
    await citizen(client)
    for _ in range(4):
        clock.move(idle - timedelta(minutes=1))
        assert (await client.get("/akun")).status_code == 200
    clock.move(timedelta(days=2, hours=1))
    assert (await client.get("/akun")).status_code == 303

    await enter(client)
    clock.move(idle + timedelta(seconds=1))
    assert (await client.get("/akun")).status_code == 303


@pytest.mark.parametrize(("admin", "hours", "minutes"), [(False, 12, 60), (True, 8, 30)])
async def test_row_23_an_officers_day_and_an_administrators_are_shorter(portal: Portal, clock: FrozenClock, admin: bool, hours: int, minutes: int) -> None:
    roles = () if admin else ("handler",)
    one = await officer(portal, clock, roles=roles, agencies=("dpupr",) if roles else (), admin=admin)
    began = clock.now()
    while clock.now() + timedelta(minutes=minutes - 1) < began + timedelta(hours=hours):
        clock.move(timedelta(minutes=minutes - 1))
        assert (await one.client.get("/akun")).status_code == 200
    clock.stand(began + timedelta(hours=hours, seconds=1))
    assert (await one.client.get("/akun")).status_code == 303

    await one.enter()
    clock.move(timedelta(minutes=minutes, seconds=1))
    assert (await one.client.get("/akun")).status_code == 303


async def test_what_a_citizen_sends_signed_in_stands_in_their_account_and_in_nobody_elses(client: Client, portal: Portal) -> None:
    await citizen(client)
    assert "Belum ada." in (await client.get("/akun")).text
    ticket = ticket_of(await report(client))
    budi = await citizen(another(portal), "0812-3456-7890", name="Budi Santoso")

    page = await client.get("/akun")
    assert ticket in page.text
    followed = re.search(r'href="(/lacak/[A-Za-z0-9_-]{43})"', page.text)
    assert followed is not None
    assert ticket in (await client.get(followed[1])).text
    assert ticket not in (await budi.get("/akun")).text


async def test_an_officers_account_shows_what_they_asked_for_themselves_and_not_their_queue(client: Client, portal: Portal, clock: FrozenClock) -> None:
    ticket = ticket_of(await report(client))
    one = await officer(portal, clock, roles=("handler",), agencies=("dpupr", "dinkominfo"), admin=True)

    assert ticket not in (await one.client.get("/akun")).text


async def test_without_cases_the_account_has_no_list_of_them(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", plugins=("accounts",)) as (_portal, client):
        await citizen(client)

        assert "Kasus saya" not in (await client.get("/akun")).text
