"""What other plugins ask of accounts: how somebody is reached, and who answers for an agency."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import Context
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.accounts import absences, people
from plugins.accounts.api import Contacts, contacts_of, officers_of, officers_with, person_name
from plugins.accounts.models import Account, Binding

from .persons import SITI, citizen, id_of, officer

pytestmark = pytest.mark.anyio
ANI, BUDI = "ani@blorakab.go.id", "budi@blorakab.go.id"


async def test_contacts_of_tells_what_is_known_and_what_was_proved(portal: Portal, client: Client, clock: FrozenClock) -> None:
    await citizen(client)
    siti = await id_of(portal, SITI)

    before = await contacts_of(portal, siti)
    await Account.filter(id=siti).update(email_proved=clock.now(), language="en")
    after = await contacts_of(portal, siti)

    assert before == Contacts("Siti Rahmawati", SITI, "", "id", frozenset())
    assert after == Contacts("Siti Rahmawati", SITI, "", "en", frozenset({"email"}))
    assert await person_name(portal, siti) == "Siti Rahmawati"


async def test_nobody_is_reached_who_is_disabled_or_not_there(portal: Portal, client: Client) -> None:
    await citizen(client)
    siti = await id_of(portal, SITI)
    await Account.filter(id=siti).update(active=False)

    assert await contacts_of(portal, siti) is None
    for unknown in ("", "a1", "00000000-0000-0000-0000-000000000000"):
        assert await contacts_of(portal, unknown) is None
        assert await person_name(portal, unknown) == ""


async def test_officers_of_an_agency_are_those_whose_role_gives_the_permission_there(portal: Portal, clock: FrozenClock) -> None:
    await officer(portal, clock, ANI, roles=("verifier",), agencies=("dpupr",))
    await officer(portal, clock, BUDI, roles=("handler",), agencies=("dpupr", "dlh"))
    ani, budi = await id_of(portal, ANI), await id_of(portal, BUDI)

    assert await officers_of(portal, "dpupr", "cases.verify") == [ani]
    assert await officers_of(portal, "dpupr", "cases.handle") == [budi]
    assert await officers_of(portal, "dpupr", "cases.view") == [ani, budi]
    assert await officers_of(portal, "dlh", "cases.verify") == []
    assert await officers_of(portal, "dpupr", "accounts.manage") == []


async def test_officers_who_hold_several_permissions_are_found_wherever_they_sit(portal: Portal, clock: FrozenClock) -> None:
    await officer(portal, clock, ANI, roles=("verifier",), agencies=("dpupr",), admin=True)
    await officer(portal, clock, BUDI, roles=("verifier",), agencies=("dlh",))
    ani, budi = await id_of(portal, ANI), await id_of(portal, BUDI)

    assert await officers_with(portal, "cases.verify") == [ani, budi]
    assert await officers_with(portal, "cases.verify", "cases.view_all") == [ani]
    assert await officers_with(portal, "cases.verify", "cases.handle") == []
    await Account.filter(id=ani).update(active=False)
    assert await officers_with(portal, "cases.verify", "cases.view_all") == []


async def test_an_area_narrows_it_down(portal: Portal, clock: FrozenClock) -> None:
    await officer(portal, clock, ANI, roles=("handler",), agencies=("dpupr",))
    ani = await id_of(portal, ANI)
    await Binding.filter(account=ani).update(area="33.16.08")

    assert await officers_of(portal, "dpupr", "cases.handle", "33.16.08.2002") == [ani]
    assert await officers_of(portal, "dpupr", "cases.handle", "33.16.09") == []
    assert await officers_of(portal, "dpupr", "cases.handle") == []


async def test_a_deputy_stands_in_place_of_the_absent_and_who_cannot_come_in_is_left_out(portal: Portal, clock: FrozenClock) -> None:
    await officer(portal, clock, ANI, roles=("verifier",), agencies=("dpupr",))
    await officer(portal, clock, BUDI, roles=("handler",), agencies=("dpupr",))
    ani, budi = await people.find_id(await id_of(portal, ANI)), await people.find_id(await id_of(portal, BUDI))
    assert ani is not None
    assert budi is not None

    await absences.declare(portal, ani.id, budi.id, absences.today(portal), absences.today(portal))
    assert await officers_of(portal, "dpupr", "cases.verify") == [str(budi.id)]
    assert await officers_of(portal, "dpupr", "cases.view") == [str(budi.id)]

    clock.move(timedelta(days=1))
    await people.activate(budi.id, active=False, portal=portal)
    assert await officers_of(portal, "dpupr", "cases.view") == [str(ani.id)]


async def test_colleagues_of_an_agency_are_listed_by_name_with_what_they_may_do_there(portal: Portal, clock: FrozenClock) -> None:
    await officer(portal, clock, BUDI, roles=("handler",), agencies=("dpupr", "dlh"), name="Budi Santoso")
    await officer(portal, clock, ANI, roles=("verifier",), agencies=("dpupr",), name="Ani Lestari")

    found = await portal.officers(Context(portal), "dpupr")

    assert [(one.name, one.may_in("cases.verify", "dpupr"), one.may_in("cases.handle", "dpupr")) for one in found] == [
        ("Ani Lestari", True, False), ("Budi Santoso", False, True),
    ]  # fmt: skip
    assert [one.name for one in await portal.officers(Context(portal), "dlh")] == ["Budi Santoso"]
    ani = await people.find_id(await id_of(portal, ANI))
    budi = await people.find_id(await id_of(portal, BUDI))
    assert ani is not None
    assert budi is not None
    await absences.declare(portal, ani.id, budi.id, absences.today(portal), absences.today(portal))
    found = await portal.officers(Context(portal), "dpupr")
    assert [(one.name, one.may_in("cases.verify", "dpupr")) for one in found] == [("Budi Santoso", True)]
