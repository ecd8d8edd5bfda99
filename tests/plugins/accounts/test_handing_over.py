"""An officer who leaves hands over what they had in hand, and is out."""

from __future__ import annotations

import pytest

from core import Context
from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from core.testing.forms import forms_in
from plugins.cases.api import By, Case, verify_chains
from plugins.cases.desk.assigning import assign
from tests.plugins.complaints.reporting import report, ticket_of

from .persons import Officer, id_of, officer

pytestmark = pytest.mark.anyio
ANI, BUDI = "ani@blorakab.go.id", "budi@blorakab.go.id"


async def in_hand(portal: Portal, client: Client, who: str, agency: str = "dpupr") -> str:
    """A case that the officer `who` has; its ticket."""
    ticket = ticket_of(await report(client))
    case = await Case.get(ticket=ticket)
    if case.agency != agency:
        await Case.filter(id=case.id).update(agency=agency)
    await assign(Context(portal, "cases"), await Case.get(id=case.id), By("handler", who, "Ani"), who, "Ani")
    return ticket


async def disable(admin: Officer, who: str, successor: str) -> None:
    address = f"/konsol/accounts/petugas/{await id_of(admin.portal, who)}"
    page = await admin.say_it_again(address)
    form = next(one for one in forms_in(page.text) if one.action == f"{address}/aktif")
    await admin.client.send_form(page, form, form.filled(successor=successor))


async def test_open_cases_go_to_the_colleague_who_may_work_on_them_and_the_rest_to_the_queue(portal: Portal, clock: FrozenClock, client: Client) -> None:
    admin = await officer(portal, clock, admin=True)
    await officer(portal, clock, ANI, roles=("handler",), agencies=("dpupr", "dlh"), name="Ani Lestari")
    await officer(portal, clock, BUDI, roles=("handler",), agencies=("dpupr",), name="Budi Santoso")
    ani, budi = await id_of(portal, ANI), await id_of(portal, BUDI)
    roads, waste = await in_hand(portal, client, ani), await in_hand(portal, client, ani, "dlh")

    await disable(admin, ANI, budi)

    assert (await Case.get(ticket=roads)).assignee == budi
    assert (await Case.get(ticket=waste)).assignee == ""
    written = {entry.action: entry.details for entry in await portal.audit.read(subject=ani, size=3)}
    assert written["accounts.handed_over"] == {"successor": budi, "given": 1, "left": 1}
    assert "accounts.disable" in written


async def test_without_a_successor_or_with_a_stranger_they_go_back_to_the_queue(portal: Portal, clock: FrozenClock, client: Client) -> None:
    admin = await officer(portal, clock, admin=True)
    await officer(portal, clock, ANI, roles=("handler",), agencies=("dpupr",), name="Ani Lestari")
    ticket = await in_hand(portal, client, await id_of(portal, ANI))

    await disable(admin, ANI, "")

    assert (await Case.get(ticket=ticket)).assignee == ""
    assert [fault.what for fault in (await verify_chains(portal)).faults if "assign" in fault.what] == []
