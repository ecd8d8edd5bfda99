"""Who lost telephone, address and password is helped by an officer who looks at a document; the person reads all of it."""

from __future__ import annotations

import re

import httpx2
import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts.models import Invitation

from .persons import OTHER, SITI, Officer, another, citizen, enter, id_of, officer

pytestmark = pytest.mark.anyio
ANI = "ani@blorakab.go.id"


async def supervisor(portal: Portal, clock: FrozenClock) -> Officer:
    return await officer(portal, clock, ANI, roles=("supervisor",), agencies=("dpupr",), name="Ani Lestari")


async def look_up(one: Officer, who: str = SITI) -> httpx2.Response:
    return await one.client.fill(await one.say_it_again("/konsol/accounts/bantuan"), who=who, holding="who")


async def test_after_the_document_was_compared_the_person_gets_a_link_and_is_in_again(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    ani = await supervisor(portal, clock)
    assert (await look_up(ani)).headers["location"] == "/konsol/accounts/bantuan/orang"
    page = await ani.client.get("/konsol/accounts/bantuan/orang")
    assert "Siti Rahmawati" in page.text
    assert SITI not in page.text

    refused = await ani.client.fill(page, holding="document")
    assert refused.status_code == 422
    assert await Invitation.all().count() == 0
    page = await ani.client.follow(await ani.client.fill(page, document="ktp", reason="Ponsel hilang.", holding="document"))
    link = re.search(r"http://\S+/masuk/tautan/[\w-]{43}", page.text)
    assert link is not None

    fresh = another(portal)
    answer = await fresh.fill(await fresh.get(link[0]), password=OTHER, holding="password")
    assert answer.headers["location"] == "/akun"
    assert (await client.get("/akun")).status_code == 303  # whoever has the lost phone is out
    assert (await enter(another(portal), password=OTHER)).headers["location"] == "/akun"
    looked = (await fresh.get("/akun/data")).text
    for word in ("Petugas DPUPR", "Mencari akun Anda", "Mencocokkan dokumen Anda", "Ponsel hilang."):
        assert word in looked, word
    assert "Ani Lestari" not in looked


async def test_whoever_is_no_citizen_or_not_here_is_not_found(portal: Portal, clock: FrozenClock) -> None:
    ani = await supervisor(portal, clock)
    await officer(portal, clock, "budi@blorakab.go.id")

    for who in ("nobody@contoh.id", "budi@blorakab.go.id", "x"):
        answer = await look_up(ani, who)
        assert answer.status_code == 422
    assert (await ani.client.get("/konsol/accounts/bantuan/orang")).headers["location"] == "/konsol/accounts/bantuan"


async def test_row_40_that_an_officer_looked_is_written_down_before_a_name_is_shown(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    ani = await supervisor(portal, clock)

    await look_up(ani)

    entry = (await portal.audit.read(subject=await id_of(portal, SITI)))[0]
    assert (entry.action, entry.actor) == ("accounts.help_looked", await id_of(portal, ANI))


async def test_row_8_handlers_and_citizens_help_nobody(client: Client, portal: Portal, clock: FrozenClock) -> None:
    await citizen(client)
    handler = await officer(portal, clock, "budi@blorakab.go.id")

    for path in ("/konsol/accounts/bantuan", "/konsol/accounts/bantuan/orang"):
        assert (await handler.client.get(path)).status_code == 403
        assert (await client.get(path)).status_code == 403
