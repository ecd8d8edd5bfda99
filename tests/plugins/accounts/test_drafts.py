"""What was begun and not sent: seven days without an account, ninety with one, asked about at signing out, and back on another device."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx2
import pytest

from core.database.tables import Draft
from core.flow import sweep_drafts
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client

from .persons import another, citizen, enter, press

pytestmark = pytest.mark.anyio
WORDS = "Lubang besar di depan pasar sejak Senin."


async def begin(client: Client) -> httpx2.Response:
    """The first step of a report; the page of the second."""
    page = await client.follow(await client.get("/aduan/lapor"))
    return await client.follow(await client.fill(page, description=WORDS, holding="description"))


async def test_a_draft_lives_seven_days_without_an_account_and_ninety_with_one_and_the_page_says_until_when(
    client: Client, portal: Portal, clock: FrozenClock
) -> None:
    stranger = another(portal)
    assert "Disimpan sampai 1 Desember 2026" in (await begin(stranger)).text
    await citizen(client)
    assert "Disimpan sampai 22 Februari 2027" in (await begin(client)).text

    clock.move(timedelta(days=8))
    await sweep_drafts(clock.now())
    assert await Draft.all().count() == 1
    clock.move(timedelta(days=83))
    await sweep_drafts(clock.now())
    assert await Draft.all().count() == 0


async def test_signing_out_names_what_was_not_sent_and_asks(client: Client, portal: Portal) -> None:
    await citizen(client)
    await begin(client)

    answer = await press(client, await client.get("/akun"), "/keluar")

    assert answer.headers["location"] == "/keluar"
    page = await client.get("/keluar")
    assert "Lapor masalah" in page.text
    assert "disimpan sampai 22 Februari 2027" in page.text
    assert (await client.get("/akun")).status_code == 200


async def test_what_is_kept_comes_back_at_the_next_sign_in_on_any_device(client: Client, portal: Portal) -> None:
    await citizen(client)
    await begin(client)
    await client.fill(await client.get("/keluar"), button=("drafts", "keep"), holding="drafts")
    assert WORDS not in (await client.follow(await client.get("/aduan/lapor"))).text

    other = another(portal)
    await enter(other)

    page = await other.get("/aduan/lapor")
    link = re.search(r'href="(/aduan/lapor[^"]*draf=\d+[^"]*)"', page.text)
    assert link is not None, page.text
    assert WORDS in (await other.follow(await other.get(link[1].replace("&amp;", "&")))).text


async def test_what_is_deleted_at_signing_out_is_gone(client: Client, portal: Portal) -> None:
    await citizen(client)
    await begin(client)

    answer = await client.fill(await client.get("/keluar"), button=("drafts", "delete"), holding="drafts")

    assert answer.headers["location"] == "/"
    assert await Draft.all().count() == 0


async def test_a_draft_of_a_device_that_is_still_signed_in_stays_there(client: Client, portal: Portal) -> None:
    await citizen(client)
    await begin(client)
    before = (await Draft.get()).session

    await enter(another(portal))

    assert (await Draft.get()).session == before


async def test_nobody_takes_up_what_another_person_began(client: Client, portal: Portal) -> None:
    await citizen(client)
    await begin(client)
    await client.fill(await client.get("/keluar"), button=("drafts", "keep"), holding="drafts")
    before = (await Draft.get()).session

    await citizen(client, "budi@contoh.id", name="Budi")

    assert (await Draft.get()).session == before


async def test_without_drafts_signing_out_asks_nothing(client: Client) -> None:
    await citizen(client)

    assert (await press(client, await client.get("/akun"), "/keluar")).headers["location"] == "/"
