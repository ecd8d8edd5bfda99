"""Being away: the deputy has the posts of the absent one on these days, and no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core import Actor
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import absences
from plugins.accounts.identity import find
from plugins.accounts.models import Absence

from .persons import Officer, citizen, id_of, officer

pytestmark = pytest.mark.anyio
ANI, BUDI = "ani@blorakab.go.id", "budi@blorakab.go.id"


async def actor_of(portal: Portal, email: str) -> Actor:
    class Asking:
        pass

    asking: Any = Asking()
    asking.portal = portal
    found = await find(asking, await id_of(portal, email))
    assert found is not None
    return found


async def two(portal: Portal, clock: FrozenClock) -> tuple[Officer, Officer]:
    """Ani supervises in DPUPR and checks in DLH; Budi handles in DPUPR."""
    ani = await officer(portal, clock, ANI, roles=("supervisor",), agencies=("dpupr", "dlh"), name="Ani Lestari")
    budi = await officer(portal, clock, BUDI, roles=("handler",), agencies=("dpupr",), name="Budi Santoso")
    return ani, budi


async def be_away(one: Officer, deputy: str, *, first: int = 0, last: int = 3, at: str = "/akun/tidak-hadir") -> Any:
    today = absences.today(one.portal)
    days = {"starts": (today + timedelta(first)).strftime("%d-%m-%Y"), "ends": (today + timedelta(last)).isoformat()}
    return await one.client.fill(await one.say_it_again(at), **days, deputy=deputy, holding="deputy")


async def test_a_deputy_has_the_posts_of_the_absent_one_from_the_first_day_to_the_last(portal: Portal, clock: FrozenClock) -> None:
    ani, _budi = await two(portal, clock)

    answer = await be_away(ani, await id_of(portal, BUDI), first=1, last=2)

    assert answer.headers["location"] == "/akun"
    assert not (await actor_of(portal, BUDI)).may_in("cases.supervise", "dpupr")
    clock.move(timedelta(days=1))
    there = await actor_of(portal, BUDI)
    assert there.may_in("cases.supervise", "dpupr")
    assert there.may_in("cases.supervise", "dlh")
    clock.move(timedelta(days=2))
    assert not (await actor_of(portal, BUDI)).may_in("cases.supervise", "dpupr")


async def test_administration_is_not_lent(portal: Portal, clock: FrozenClock) -> None:
    ani = await officer(portal, clock, ANI, roles=("handler",), agencies=("dpupr",), admin=True)
    await officer(portal, clock, BUDI, roles=("handler",), agencies=("dpupr",))

    await be_away(ani, await id_of(portal, BUDI))

    assert not (await actor_of(portal, BUDI)).may("accounts.manage")


async def test_both_see_it_and_whoever_is_back_ends_it(portal: Portal, clock: FrozenClock) -> None:
    ani, budi = await two(portal, clock)
    await be_away(ani, await id_of(portal, BUDI))

    assert "Anda menggantikan Ani Lestari" in (await budi.client.get("/akun")).text
    page = await ani.say_it_again("/akun/tidak-hadir")
    assert "Pengganti: Budi Santoso." in page.text
    await ani.client.fill(page, holding="back")

    assert not (await actor_of(portal, BUDI)).may_in("cases.supervise", "dpupr")
    written = [entry.action for entry in await portal.audit.read(subject=await id_of(portal, ANI))]
    assert written[:2] == ["accounts.absence_ended", "accounts.absence"]


async def test_the_deputy_of_a_deputy_works_when_both_are_away_and_a_ring_changes_nothing() -> None:
    ani, budi, citra = UUID(int=1), UUID(int=2), UUID(int=3)

    assert absences.present_for(ani, {ani: budi, budi: citra}) == citra
    assert absences.stands_in_for(citra, {ani: budi, budi: citra}) == [ani, budi]
    assert absences.present_for(ani, {ani: budi, budi: ani}) == ani
    assert absences.stands_in_for(budi, {ani: budi, budi: ani}) == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(3, 1, "mendahului hari pertama"), (-5, -1, "sudah lewat"), (0, 181, "Paling lama tidak hadir 180 hari")],
)
async def test_days_that_make_no_absence_are_said(portal: Portal, clock: FrozenClock, first: int, last: int, said: str) -> None:
    ani, _budi = await two(portal, clock)

    answer = await be_away(ani, await id_of(portal, BUDI), first=first, last=last)

    assert answer.status_code == 422
    assert said in answer.text
    assert await Absence.all().count() == 0


async def test_only_a_colleague_of_one_of_the_same_agencies_stands_in(portal: Portal, clock: FrozenClock, client: Client) -> None:
    ani, _budi = await two(portal, clock)
    await officer(portal, clock, "eko@blorakab.go.id", roles=("handler",), agencies=("inspektorat",), name="Eko")
    await citizen(client)

    for other in ("eko@blorakab.go.id", "siti@contoh.id", ANI):
        answer = await be_away(ani, await id_of(portal, other))
        assert answer.status_code == 422
        assert "Pilih siapa yang menggantikan" in answer.text


async def test_an_administrator_says_it_for_somebody_who_cannot(portal: Portal, clock: FrozenClock) -> None:
    await two(portal, clock)
    admin = await officer(portal, clock, admin=True)
    address = f"/konsol/accounts/petugas/{await id_of(portal, ANI)}/tidak-hadir"

    answer = await be_away(admin, await id_of(portal, BUDI), at=address)

    assert answer.headers["location"] == address.removesuffix("/tidak-hadir")
    assert (await actor_of(portal, BUDI)).may_in("cases.supervise", "dlh")
    assert "Dari" in (await admin.client.get(answer.headers["location"])).text


async def test_a_citizen_has_no_such_page(client: Client) -> None:
    await citizen(client)

    assert (await client.get("/akun/tidak-hadir")).status_code == 404
