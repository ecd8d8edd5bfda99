"""One-time codes: registering, signing in, proving a contact, and what a guesser meets. They go by a plugin that carries them into a file."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import codes, people
from plugins.accounts.contacts import Contact
from plugins.accounts.models import Account, Code, Sending

from .conftest import PLUGINS, portal_on
from .persons import PASSWORD, SITI, another, enter, id_of, officer, press, register

pytestmark = pytest.mark.anyio
PHONE = "0812-3456-7890"
SAMPLES = Path(__file__).parent / "samples"


def with_birds(folder: Path, clock: FrozenClock, toml: str = "") -> Any:
    return portal_on(folder, clock=clock, toml=toml, plugins=(*PLUGINS, "pigeons"), folders=[SAMPLES])


@pytest.fixture
async def opened(tmp_path: Path, clock: FrozenClock) -> AsyncIterator[tuple[Portal, Client]]:
    async with with_birds(tmp_path / "site", clock) as both:
        yield both


def letters(portal: Portal) -> list[dict[str, str]]:
    """All that was carried."""
    file = portal.site.data / "pigeons.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


async def ask(client: Client, who: str = PHONE, at: str = "/masuk") -> httpx2.Response:
    return await client.fill(await client.get(at), who=who, holding="who")


async def give(client: Client, code: str) -> httpx2.Response:
    return await client.fill(await client.get("/masuk/kode-sekali"), code=code, holding="code")


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def come_in(client: Client, portal: Portal, who: str = PHONE, name: str = "Siti Rahmawati") -> httpx2.Response:
    """Register with a code."""
    answer = await client.fill(await client.get("/daftar"), name=name, who=who, holding="who")
    assert answer.headers["location"] == "/masuk/kode-sekali", answer.text
    return await give(client, letters(portal)[-1]["code"])


@pytest.mark.parametrize("who", [PHONE, "Siti@Contoh.ID"])
async def test_a_citizen_registers_with_a_code_and_no_password_and_signs_in_with_another(client: Client, portal: Portal, clock: FrozenClock, who: str) -> None:
    answer = await come_in(client, portal, who)

    assert answer.headers["location"] == "/akun"
    row = await Account.get()
    assert row.password == ""
    assert bool(row.phone_proved or row.email_proved)
    assert "Siti Rahmawati" in (await client.get("/akun")).text
    clock.move(timedelta(minutes=2))
    other = another(portal)
    await ask(other, who)
    assert (await give(other, letters(portal)[-1]["code"])).headers["location"] == "/akun"
    assert await Account.all().count() == 1


async def test_whoever_is_new_and_only_signs_in_is_asked_for_a_name(client: Client, portal: Portal) -> None:
    await ask(client)

    answer = await give(client, letters(portal)[-1]["code"])

    assert answer.headers["location"] == "/masuk/nama"
    assert await Account.all().count() == 0
    page = await client.get("/masuk/nama")
    assert (await client.fill(page, name=" ", holding="name")).status_code == 422
    assert (await client.fill(page, name="Siti", holding="name")).headers["location"] == "/akun"
    assert (await client.get("/masuk/nama")).headers["location"] == "/masuk"


async def test_the_message_says_whose_code_it_is_and_the_code_may_have_blanks(client: Client, portal: Portal) -> None:
    await ask(client)
    letter = letters(portal)[-1]

    assert letter["to"] == "+6281234567890"
    assert letter["by"] == "dove"
    assert letter["words"] == f"{letter['code']} adalah kode Anda untuk Uji Melayani. Berlaku 5 menit. Jangan berikan kepada siapa pun."
    assert re.fullmatch(r"\d{6}", letter["code"])
    assert (await give(client, f" {letter['code'][:3]} - {letter['code'][3:]}")).headers["location"] == "/masuk/nama"


async def test_where_the_site_has_an_address_a_phone_fills_the_code_in_on_that_page_only(tmp_path: Path, clock: FrozenClock) -> None:
    toml = '[portal]\nname = "Uji"\nregion = "33.16"\npublic_url = "https://uji.example.id"\n'
    async with with_birds(tmp_path / "public", clock, toml) as (portal, _client):
        client = Client(_client._transport.app, address="https://uji.example.id")  # type: ignore[attr-defined]
        await ask(client)
        letter = letters(portal)[-1]

        assert letter["words"].endswith(f"\n\n@uji.example.id #{letter['code']}")


async def test_row_26_a_code_is_good_for_five_minutes_once_and_in_the_session_that_asked(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await ask(client)
    code = letters(portal)[-1]["code"]
    other = another(portal)
    await ask(other, "0813-1111-2222")

    assert (await give(other, code)).status_code == 422
    clock.move(timedelta(minutes=5))
    answer = await give(client, code)
    assert answer.status_code == 422
    assert "sudah tidak berlaku" in answer.text
    await press(client, answer, "/masuk/kode-sekali/ulang")
    code = letters(portal)[-1]["code"]
    assert (await give(client, code)).status_code == 303
    await ask(client, "0813-3333-4444")
    assert (await give(client, code)).status_code == 422


async def test_row_26_after_five_guesses_the_right_code_counts_no_more(client: Client, portal: Portal) -> None:
    await ask(client)
    code = letters(portal)[-1]["code"]

    for n in range(5):
        answer = await give(client, wrong(code))
        assert answer.status_code == 422
        assert ("tidak cocok" if n < 4 else "sudah tidak berlaku") in answer.text

    assert (await give(client, code)).status_code == 422


async def test_row_26_of_twenty_guesses_at_once_five_are_looked_at(portal: Portal) -> None:
    contact = Contact("phone", "+6281234567890")
    code = await codes.make(portal, "s" * 64, contact)

    found = await asyncio.gather(*(codes.check(portal, "s" * 64, contact, wrong(code)) for _ in range(20)))

    assert found.count("wrong") <= 5
    assert (await Code.get()).tries == 5
    assert await codes.check(portal, "s" * 64, contact, code) == "over"


async def test_row_26_of_many_who_give_the_right_code_at_once_one_is_in(portal: Portal) -> None:
    contact = Contact("phone", "+6281234567890")
    code = await codes.make(portal, "s" * 64, contact)

    found = await asyncio.gather(*(codes.check(portal, "s" * 64, contact, code) for _ in range(5)))

    assert found.count("right") == 1


async def test_row_26_codes_are_kept_as_digests_only(client: Client, portal: Portal) -> None:
    await ask(client)
    code = letters(portal)[-1]["code"]

    row = await Code.get()
    assert code not in row.digest
    assert len(row.digest) == 64
    assert b"81234567890" not in Path(portal.site.database_file).read_bytes()  # type: ignore[arg-type]


async def test_row_26_a_minute_between_two_five_an_hour_ten_a_day(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await ask(client)
    page = await press(client, await client.get("/masuk/kode-sekali"), "/masuk/kode-sekali/ulang")
    assert page.headers["location"].startswith("/masuk/kode-sekali")
    assert len(letters(portal)) == 1  # too early: nothing was sent

    for _ in range(9):
        clock.move(timedelta(seconds=61))
        await ask(another(portal))
    assert len(letters(portal)) == 5
    answer = await ask(another(portal))
    assert answer.status_code == 422
    assert re.search(r"tunggu \d+ menit", answer.text)
    for _ in range(8):
        clock.move(timedelta(minutes=61))
        await ask(another(portal))
    assert len(letters(portal)) == 10
    clock.move(timedelta(hours=24))
    assert (await ask(another(portal))).status_code == 303


async def test_row_26_the_days_codes_of_a_regency_are_bounded(tmp_path: Path, clock: FrozenClock) -> None:
    async with with_birds(tmp_path / "poor", clock, "[plugins.accounts]\ncodes_per_day = 2\n") as (portal, client):
        for n in range(3):
            answer = await ask(another(portal), f"0812-0000-000{n}")
        assert answer.status_code == 422
        assert "Gunakan" in answer.text
        assert len(letters(portal)) == 2
        clock.move(timedelta(days=1))
        assert (await ask(client, PHONE)).status_code == 303


async def test_row_28_known_or_not_makes_no_difference_before_the_code_came_back(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await come_in(client, portal)
    clock.move(timedelta(minutes=2))
    known, unknown = another(portal), another(portal)

    one = await known.follow(await ask(known, PHONE))
    two = await unknown.follow(await ask(unknown, "0813-3456-7890"))

    def plain(page: httpx2.Response) -> str:
        return re.sub(r'value="[^"]{20,}"', "", re.sub(r"0812|0813", "08", page.text))

    assert one.status_code == two.status_code == 200
    assert plain(one) == plain(two)
    assert len(letters(portal)) == 3


async def test_only_ways_that_are_healthy_are_offered_and_with_none_a_password(client: Client, portal: Portal) -> None:
    data = portal.site.data
    assert "Kirim kode" in (await client.get("/masuk")).text
    (data / "dove.ill").touch()
    await ask(client)
    assert letters(portal)[-1]["by"] == "owl"

    (data / "owl.ill").touch()
    answer = await ask(client)
    assert answer.status_code == 422
    assert "Gunakan alamat surel" in answer.text
    (data / "raven.ill").touch()
    assert 'name="password"' in (await client.get("/masuk")).text
    assert 'name="password"' in (await client.get("/daftar")).text


async def test_a_code_that_cannot_be_sent_is_said_at_once_costs_nothing_and_another_way_is_there(client: Client, portal: Portal) -> None:
    (portal.site.data / "dove.lost").touch()

    answer = await ask(client)

    assert answer.status_code == 422
    assert "gagal dikirim" in answer.text
    assert 'href="/masuk/sandi"' in answer.text
    (portal.site.data / "dove.lost").unlink()
    assert (await ask(client)).status_code == 303  # no minute to wait for what never came
    page = await client.get("/masuk/kode-sekali")
    assert 'value="owl"' in page.text


async def test_the_next_code_goes_another_way_and_the_older_one_stays_good(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await ask(client)
    clock.move(timedelta(seconds=61))

    page = await client.get("/masuk/kode-sekali")
    answer = await client.fill(page, by="owl", holding="by")

    assert "Kode baru sedang dikirim" in (await client.follow(answer)).text
    first, second = letters(portal)
    assert (first["by"], second["by"]) == ("dove", "owl")
    assert (await give(client, first["code"])).status_code == 303


async def test_row_27_a_code_by_mail_is_no_factor_of_an_officers(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await officer(portal, clock, "sari@blorakab.go.id")
    await ask(client, "sari@blorakab.go.id")

    answer = await give(client, letters(portal)[-1]["code"])

    assert answer.headers["location"] == "/masuk/sandi?petugas=1"
    assert (await client.get("/akun")).status_code == 303
    assert "autentikator" in (await client.follow(answer)).text


async def test_who_made_an_account_with_an_address_that_is_not_theirs_loses_it_to_its_owner(client: Client, portal: Portal) -> None:
    thief = await register_by_password(another(portal))
    await Account.all().update(nik=None)

    await ask(client, SITI)
    answer = await give(client, letters(portal)[-1]["code"])

    assert answer.headers["location"] == "/akun"
    assert (await thief.get("/akun")).status_code == 303
    assert (await enter(another(portal), at="/masuk/sandi")).status_code == 422


async def register_by_password(client: Client) -> Client:
    page = await client.get("/daftar/sandi")
    await client.fill(page, name="Siti Rahmawati", who=SITI, password=PASSWORD, holding="password")
    answer = await enter(client, at="/masuk/sandi")
    assert answer.headers["location"] == "/akun", answer.text
    return client


async def test_a_contact_is_proved_and_another_one_added_after_asking_once_more_who_it_is(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await register_by_password(client)
    page = await client.get("/akun/kontak")
    assert "Belum dibuktikan" in page.text
    await press(client, page, "/akun/kontak")
    assert "Terbukti milik Anda" in (await client.follow(await give(client, letters(portal)[-1]["code"]))).text

    page = await client.get("/akun/kontak")
    await client.fill(page, new=PHONE, holding="new")
    assert (await Account.get()).phone is None
    await give(client, letters(portal)[-1]["code"])
    row = await Account.get()
    assert people.opened(portal, row, "phone") == "+6281234567890"
    assert row.phone_proved is not None

    clock.move(timedelta(minutes=11))
    assert (await client.get("/akun/kontak")).headers["location"].startswith("/masuk/lagi")


async def test_a_contact_of_another_account_is_not_taken(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await come_in(another(portal), portal, PHONE)
    await come_in(client, portal, SITI)
    clock.move(timedelta(minutes=2))

    await client.fill(await client.get("/akun/kontak"), new=PHONE, holding="new")
    answer = await client.follow(await give(client, letters(portal)[-1]["code"]))

    assert "ada di akun lain" in answer.text
    assert (await Account.get(id=await id_of(portal, SITI))).phone is None


async def test_whoever_has_no_password_says_who_they_are_with_a_code(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await come_in(client, portal)
    clock.move(timedelta(minutes=11))
    page = await client.get("/akun/kata-sandi")
    page = await client.get(page.headers["location"])
    assert 'name="password"' not in page.text

    await press(client, page, "/masuk/lagi/kode")
    answer = await give(client, letters(portal)[-1]["code"])

    assert answer.headers["location"] == "/akun/kata-sandi"
    page = await client.get("/akun/kata-sandi")
    assert (await client.fill(page, password=PASSWORD, holding="password")).status_code == 303
    assert (await enter(another(portal), PHONE, at="/masuk/sandi")).headers["location"] == "/akun"


async def test_a_code_to_prove_something_is_of_no_use_to_somebody_else_in_this_browser(client: Client, portal: Portal) -> None:
    await register_by_password(client)
    await press(client, await client.get("/akun/kontak"), "/akun/kontak")
    await press(client, await client.get("/akun"), "/keluar")

    assert (await client.get("/masuk/kode-sekali")).headers["location"] == "/masuk"


async def test_where_registering_is_closed_a_stranger_with_the_right_code_gets_no_account(tmp_path: Path, clock: FrozenClock) -> None:
    async with with_birds(tmp_path / "closed", clock, "[plugins.accounts]\nregistration = false\n") as (portal, client):
        await ask(client)
        answer = await client.follow(await give(client, letters(portal)[-1]["code"]))
        assert "Pendaftaran mandiri sedang ditutup" in answer.text
        assert await Account.all().count() == 0
        assert (await client.get("/daftar")).status_code == 404


async def test_every_night_codes_and_counts_that_nobody_needs_are_forgotten(client: Client, portal: Portal, clock: FrozenClock) -> None:
    from core import Context
    from plugins.accounts.tasks import sweep

    await ask(client)
    await sweep(Context(portal, "accounts"))
    assert (await Code.all().count(), await Sending.all().count()) == (1, 2)
    clock.move(timedelta(days=3))
    await sweep(Context(portal, "accounts"))

    assert (await Code.all().count(), await Sending.all().count()) == (0, 0)


async def test_accounts_made_with_a_password_still_work_where_codes_can_be_sent(client: Client, portal: Portal) -> None:
    (portal.site.data / "raven.ill").touch()
    for name in ("dove", "owl"):
        (portal.site.data / f"{name}.ill").touch()
    await register(client)
    for bird in ("raven", "dove", "owl"):
        (portal.site.data / f"{bird}.ill").unlink()

    assert (await enter(client, at="/masuk/sandi")).headers["location"] == "/akun"
