"""One-time links, and registering."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts.commands import _add, _link
from plugins.accounts.models import Account, Invitation

from .conftest import portal_on
from .persons import OTHER, PASSWORD, SITI, Officer, citizen, enter, officer, register

pytestmark = pytest.mark.anyio
EMAIL = "sari@blorakab.go.id"


async def test_row_24_nobody_is_there_from_the_start(client: Client) -> None:
    assert await Account.all().count() == 0
    for who in ("admin@contoh.id", "admin@localhost.id", "root@contoh.id"):
        assert (await enter(client, who, "administrator123")).status_code == 422


async def test_row_24_a_link_is_good_once_and_its_secret_is_kept_nowhere(portal: Portal, clock: FrozenClock) -> None:
    made = await _add(portal, "Sari Dewi", EMAIL, (), (), administrator=True)
    secret = made["link"].rpartition("/")[2]
    one = Officer(portal, clock, EMAIL)
    assert secret not in str([row.id for row in await Invitation.all()])
    page = await one.client.get(made["link"])
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")

    answers = await asyncio.gather(*(one.client.fill(page, password=f"{PASSWORD} {n}", holding="password") for n in range(4)))

    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
    assert (await one.client.get(made["link"])).status_code == 410


@pytest.mark.parametrize(("hours", "status"), [(23.9, 200), (24.1, 410)])
async def test_row_24_a_link_is_good_for_a_day(portal: Portal, clock: FrozenClock, hours: float, status: int) -> None:
    made = await _add(portal, "Sari Dewi", EMAIL, (), (), administrator=True)

    clock.move(timedelta(hours=hours))

    page = await Officer(portal, clock, EMAIL).client.get(made["link"])
    assert page.status_code == status


async def test_row_24_a_newer_link_ends_the_older_one(portal: Portal, clock: FrozenClock) -> None:
    made = await _add(portal, "Sari Dewi", EMAIL, (), (), administrator=True)
    newer = await _link(portal, EMAIL)
    one = Officer(portal, clock, EMAIL)

    assert (await one.client.get(made["link"])).status_code == 410
    assert (await one.client.get(newer["link"])).status_code == 200
    assert (await one.client.get("/masuk/tautan/" + "x" * 43)).status_code == 410


async def test_a_lost_password_of_a_citizen_is_helped_by_a_link_and_other_devices_are_signed_out(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    made = await _link(portal, SITI)
    one = Officer(portal, clock, SITI)

    short = await one.accept(made["link"], "gajah terbang")
    assert short.status_code == 422  # a citizen has nothing but the password
    answer = await one.accept(made["link"], OTHER)

    assert answer.headers["location"] == "/akun"
    assert (await one.client.get("/akun")).status_code == 200
    assert (await client.get("/akun")).status_code == 303
    assert (await enter(client)).status_code == 422


async def test_a_link_for_an_officer_leaves_the_second_factor_where_it_is(portal: Portal, clock: FrozenClock) -> None:
    one = await officer(portal, clock)
    made = await _link(portal, one.email)

    answer = await one.accept(made["link"], OTHER)

    assert answer.headers["location"] == "/masuk/kode"
    assert (await one.client.fill(await one.client.get("/masuk/kode"), code=one.code(), holding="code")).headers["location"] == "/akun"


@pytest.mark.parametrize(
    ("name", "who", "password", "said"),
    [
        ("", SITI, PASSWORD, "Tulis nama Anda"), ("Siti", "siti", PASSWORD, "Tulis alamat surel"), ("Siti", SITI, "gajah terbang", "sedikitnya 15"),
        ("Siti Rahmawati", SITI, "siti rahmawati 90", "tersusun dari nama"), ("Siti", SITI, "rahasia petugas", "dipakai banyak orang"),
        ("Siti", SITI, "123456789012345", "urutan papan ketik"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(client: Client, name: str, who: str, password: str, said: str) -> None:
    answer = await register(client, who, name=name, password=password)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{password}"' not in answer.text
    assert f'value="{who}"' in answer.text
    assert await Account.all().count() == 0


async def test_a_device_makes_ten_accounts_an_hour_at_most(client: Client) -> None:
    statuses = [(await register(client, f"siti{n}@contoh.id")).status_code for n in range(11)]

    assert statuses == [303] * 10 + [429]


async def test_a_site_may_keep_registration_closed(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", toml="[plugins.accounts]\nregistration = false\n") as (_portal, client):
        assert (await client.get("/daftar")).status_code == 404
        assert "/daftar" not in (await client.get("/masuk")).text
