"""Signing in and out: words, waits, cookies, where it leads."""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta
from pathlib import Path

import pytest

from core import Request
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import people, tries
from plugins.accounts.models import Account, Tries

from .conftest import portal_on
from .persons import OTHER, PASSWORD, SITI, another, citizen, enter, id_of, press, register

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("who", ["Siti@Contoh.ID", "0812-3456-7890"])
async def test_a_citizen_registers_signs_in_and_out(client: Client, who: str) -> None:
    answer = await register(client, who)
    assert answer.headers["location"] == "/masuk/sandi?baru=1"
    assert "akun Anda sudah jadi" in (await client.follow(answer)).text
    assert (await client.get("/akun")).headers["location"] == "/masuk?next=/akun"

    answer = await enter(client, who.lower())
    assert (answer.status_code, answer.headers["location"]) == (303, "/akun")
    page = await client.get("/akun")
    assert "Siti Rahmawati" in page.text
    assert (await client.get("/masuk")).headers["location"] == "/akun"

    gone = await press(client, page, "/keluar")
    assert gone.headers["location"] == "/"
    assert "cache" in gone.headers["clear-site-data"]
    assert (await client.get("/akun")).status_code == 303


async def test_row_21_the_cookie_changes_at_sign_in(client: Client) -> None:
    await register(client)
    before = client.cookies["pendopo_sid"]

    await enter(client)

    assert client.cookies["pendopo_sid"] != before
    client.cookies.set("pendopo_sid", before)
    assert (await client.get("/akun")).status_code == 303


async def test_row_22_the_cookie_of_whoever_signed_out_or_was_disabled_opens_nothing(client: Client, portal: Portal) -> None:
    await citizen(client)
    cookie = client.cookies["pendopo_sid"]
    await press(client, await client.get("/akun"), "/keluar")
    client.cookies.set("pendopo_sid", cookie)
    assert (await client.get("/akun")).headers["location"].startswith("/masuk")

    client.cookies.clear()
    await enter(client)
    assert (await client.get("/akun")).status_code == 200
    account = await people.find_id(await id_of(portal, SITI))
    assert account is not None
    await people.activate(account.id, active=False, portal=portal)
    assert (await client.get("/akun")).headers["location"].startswith("/masuk")
    assert (await enter(client)).status_code == 422


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/akun/profil", "/akun/profil"), ("/aduan?page=2", "/aduan?page=2"), ("//evil.example", "/akun"), ("https://evil.example/", "/akun"),
        ("/\\evil.example", "/akun"), ("/%5cevil.example", "/%5cevil.example"), ("javascript:alert(1)", "/akun"), ("/a//evil", "/a//evil"), ("", "/akun"),
        ("/x\r\nSet-Cookie: a=b", "/akun"), ("@evil.example", "/akun"), (".evil.example", "/akun"),
    ],
)  # fmt: skip
async def test_row_15_signing_in_leads_to_a_path_of_ours(client: Client, target: str, leads: str) -> None:
    await register(client)
    page = await client.get("/masuk", params={"next": target})
    sent = await client.fill(page, who=SITI, password=PASSWORD, holding="who")

    assert sent.headers["location"] == leads
    page = await another_posts(client, target)
    assert page == leads


async def another_posts(client: Client, target: str) -> str:
    """The same when the hidden field was changed on the way."""
    client.cookies.clear()
    page = await client.get("/masuk")
    if any(ord(sign) < 32 for sign in target):
        target = "//" + target
    answer = await client.fill(page, who=SITI, password=PASSWORD, next=target, holding="who")
    return str(answer.headers.get("location", "/akun"))


async def test_row_25_after_five_failures_there_is_a_wait_that_doubles_and_ends(client: Client, clock: FrozenClock) -> None:
    await register(client)
    for _ in range(5):
        assert (await enter(client, password=OTHER)).status_code == 422

    waits = []
    for _ in range(7):
        refused = await enter(client)
        assert refused.status_code == 429
        assert "tunggu" in refused.text
        waits.append(int(refused.headers["retry-after"]))
        clock.move(timedelta(seconds=waits[-1]))
        assert (await enter(client, password=OTHER)).status_code == 422
    assert waits == [30, 60, 120, 240, 480, 900, 900]

    clock.move(timedelta(seconds=900))
    assert (await enter(client)).status_code == 303
    client.cookies.clear()
    assert (await enter(client, password=OTHER)).status_code == 422  # and the counting begins anew


async def test_row_25_of_many_guesses_in_a_minute_at_most_ten_are_looked_at_and_neighbours_get_in(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await register(client)
    neighbour = another(portal)
    await register(neighbour, "0812-3456-7890", name="Budi Santoso")
    looked = 0
    for _ in range(120):
        looked += (await enter(client, password=OTHER)).status_code == 422
        clock.move(timedelta(seconds=0.5))

    assert looked <= 10
    assert (await enter(neighbour, "0812-3456-7890")).status_code == 303


async def test_row_25_twenty_guesses_at_once_count_as_twenty(client: Client, portal: Portal) -> None:
    import asyncio

    await register(client)
    page = await client.get("/masuk")

    answers = await asyncio.gather(*(client.fill(page, who=SITI, password=OTHER, holding="who") for _ in range(20)))

    assert sorted(answer.status_code for answer in answers) == [422] * 5 + [429] * 15


async def test_row_25_an_address_that_fails_over_and_over_waits_and_is_let_in_again(tmp_path: Path, clock: FrozenClock) -> None:
    async with portal_on(tmp_path / "site", clock=clock, toml="[plugins.accounts]\naddress_failures = 20\n") as (_portal, client):
        await citizen(client)
        client.cookies.clear()
        for n in range(20):
            assert (await enter(client, f"guess{n}@contoh.id")).status_code == 422

        refused = await enter(client)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) == 900

        clock.move(timedelta(minutes=15, seconds=1))
        assert (await enter(client)).status_code == 303


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False), ("203.0.113.5", "203.0.113.6", False)],
)
async def test_row_25_of_ipv6_a_whole_household_is_one_address(portal: Portal, one: str, other: str, same: bool) -> None:
    keys = {tries._address_key(Request({"type": "http", "headers": [], "client": (host, 1), "pendopo.portal": portal})) for host in (one, other)}

    assert (len(keys) == 1) is same


async def test_row_25_a_clock_that_was_set_back_locks_nobody_out(client: Client, clock: FrozenClock) -> None:
    await register(client)
    for _ in range(6):
        await enter(client, password=OTHER)

    clock.move(timedelta(days=-30))

    assert (await enter(client)).status_code == 303


async def test_row_28_unknown_wrong_and_disabled_are_one_answer(client: Client, portal: Portal) -> None:
    await register(client)
    await register(client, "0812-3456-7890")
    row = await people.find_id(await id_of(portal, "0812-3456-7890"))
    assert row is not None
    await people.activate(row.id, active=False, portal=portal)

    def told(text: str, who: str) -> str:
        return re.sub(r'value="[^"]{40,}"', "", text).replace(who, "")

    pages = {}
    for who in (SITI, "nobody@contoh.id", "0812-3456-7890"):
        for n in range(7):
            answer = await enter(client, who, OTHER if who == SITI else PASSWORD)
            pages.setdefault(n, set()).add((answer.status_code, answer.headers.get("retry-after"), told(answer.text, who)))

    assert all(len(one) == 1 for one in pages.values())
    assert {status for status, _, _ in pages[6]} == {429}


async def test_row_28_registering_what_is_taken_is_the_same_answer_and_changes_nothing(client: Client, portal: Portal) -> None:
    first = await register(client)
    thief = another(portal)

    second = await register(thief, password=OTHER, name="Somebody Else")

    assert (first.status_code, first.headers["location"]) == (second.status_code, second.headers["location"])
    assert (await client.follow(first)).text.count("akun Anda sudah jadi") == (await thief.follow(second)).text.count("akun Anda sudah jadi") == 1
    assert await Account.all().count() == 1
    assert (await enter(thief, password=OTHER)).status_code == 422
    assert (await enter(client)).status_code == 303


async def test_row_28_it_takes_the_same_time_whether_somebody_is_known(tmp_path: Path, clock: FrozenClock) -> None:
    """Taken in turns; the median of the processor's time, which others on this machine do not lengthen."""
    async with portal_on(tmp_path / "site", clock=clock, toml="[plugins.accounts]\naddress_failures = 10000\n") as (_portal, client):
        await register(client)
        took: dict[str, list[float]] = {SITI: [], "nobody@contoh.id": []}
        for n in range(24):
            for who in sorted(took, reverse=bool(n % 2)):
                page = await client.get("/masuk")
                began = time.process_time()
                answer = await client.fill(page, who=who, password=OTHER, holding="who")
                took[who].append(time.process_time() - began)
                assert answer.status_code == 422
            clock.move(timedelta(hours=1))

    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.02, took


@pytest.mark.parametrize(
    ("who", "password", "said"), [("siti", PASSWORD, "Tulis alamat surel"), ("", "", "Tulis kata sandi Anda"), (SITI, "", "Tulis kata sandi Anda")]
)
async def test_what_is_missing_is_said_beside_its_field_and_counts_as_no_try(client: Client, who: str, password: str, said: str) -> None:
    answer = await enter(client, who, password)

    assert answer.status_code == 422
    assert 'id="galat"' in answer.text
    assert said in answer.text
    assert await Tries.all().count() == 0


async def test_a_draft_begun_as_a_stranger_moves_along(client: Client) -> None:
    from tests.plugins.complaints.reporting import PROBLEM, step

    await register(client)
    await step(client, await client.get("/aduan/lapor"), **PROBLEM)

    await enter(client)

    begun = re.search(r'id="draft-1" href="([^"]+)"', (await client.get("/aduan/lapor")).text)
    assert begun is not None
    assert PROBLEM["description"] in (await client.get(begun[1])).text


async def test_every_page_of_a_stranger_tells_how_a_lost_password_is_helped_and_offers_no_code(client: Client) -> None:
    page = await client.get("/masuk")

    assert "tautan untuk memilih kata sandi baru" in page.text
    assert "WhatsApp" not in page.text.partition("<main")[2].partition("</main>")[0]
    assert PASSWORD not in (await enter(client, password=PASSWORD)).text
