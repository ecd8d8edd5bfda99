"""The fee: charged when it is due, issued once however often the payment is told, and given back when it came too late."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core import Context
from core.portal import Portal
from core.portal.running import worker_of
from core.testing import FrozenClock
from core.testing.client import Client
from plugins.cases.api import By, find_case, move
from plugins.cases.overdue import sweep
from plugins.documents.api import documents_about
from plugins.payments.api import ChargePosted, Report, charges_about
from plugins.payments.reporting import take
from plugins.permits.fees import Fees
from plugins.permits.issuing import Issuing
from plugins.permits.models import Application, Permit
from plugins.permits.type_files import types_of

from .applying import context_of, officer, post_to
from .conftest import portal_on
from .working import id_of, state_of, to_be_paid

pytestmark = pytest.mark.anyio


def told(case: str, *, owner: str = "permits") -> ChargePosted:
    return ChargePosted(subject="0191c0de-0000-7000-8000-000000000000", number="BYR-7K3F-9Q2M", owner=owner, purpose="fee", about=case, amount=1_250_000)


def fees_of(portal: Portal) -> Fees:
    plugin = portal.plugin("permits")
    assert plugin is not None
    return Fees(types_of(plugin))


async def test_it_is_charged_as_soon_as_it_is_due_and_once(client: Client, portal: Portal) -> None:
    ticket, link = await to_be_paid(client, portal)
    page = await client.get(link)
    for _ in range(3):
        await post_to(client, page, "/bayar")

    charges = await charges_about("permits", [str(await id_of(ticket))])

    assert [charge.amount for charge in charges] == [1_250_000]
    assert charges[0].expires is not None
    assert charges[0].expires.astimezone(portal.site.zone).date() == (await find_case(ticket)).due, "nobody pays for what has ended"


async def test_twenty_deliveries_at_once_issue_one_permit(client: Client, portal: Portal) -> None:
    ticket, _link = await to_be_paid(client, portal)
    case, fees = await id_of(ticket), fees_of(portal)

    outcomes = await asyncio.gather(*(fees.posted(context_of(portal), told(str(case))) for _ in range(20)), return_exceptions=True)
    await worker_of(portal).drain()
    plugin = portal.plugin("permits")
    assert plugin is not None
    issuing = Issuing(types_of(plugin))
    await asyncio.gather(*(issuing.issue(context_of(portal), case) for _ in range(20)))

    assert [one for one in outcomes if one is not None] == []
    assert await state_of(ticket) == "issued"
    assert await Permit.filter(id=case).count() == 1
    assert len(await documents_about("permits", [str(case)])) == 1


async def test_a_payment_of_another_service_changes_nothing(client: Client, portal: Portal) -> None:
    ticket, _link = await to_be_paid(client, portal)

    await fees_of(portal).posted(context_of(portal), told(str(await id_of(ticket)), owner="vehicle_tax"))

    assert await state_of(ticket) == "fee"


async def test_who_withdraws_before_paying_owes_nothing(client: Client, portal: Portal) -> None:
    ticket, link = await to_be_paid(client, portal)

    answer = await post_to(client, await client.get(link), "/langkah/withdraw", note="Batal membangun.")
    await worker_of(portal).drain()

    assert answer.status_code == 303
    assert await state_of(ticket) == "withdrawn"
    assert [charge.state for charge in await charges_about("permits", [str(await id_of(ticket))])] == ["cancelled"]


async def test_money_that_came_after_the_end_is_told_to_officers_once(client: Client, portal: Portal) -> None:
    ticket, link = await to_be_paid(client, portal)
    case = await id_of(ticket)
    await move(context_of(portal), case, "withdraw", By("reporter"))

    for _ in range(3):
        await fees_of(portal).posted(context_of(portal), told(str(case)))

    assert (await Application.get(id=case)).late_paid
    assert await state_of(ticket) == "withdrawn"
    assert "dikembalikan" not in (await client.get(link)).text
    async with officer(portal, "ani", "dpmptsp", "handle") as ani:
        assert (await ani.get(f"/petugas/kasus/{ticket}")).text.count("Mohon uangnya dikembalikan") == 1


async def test_without_a_payment_the_application_lapses_after_its_days(client: Client, portal: Portal, clock: FrozenClock) -> None:
    from plugins.cases.api import sweep

    ticket, _link = await to_be_paid(client, portal)
    clock.move(timedelta(days=60))

    await sweep(Context(portal, "cases", "id"))

    assert await state_of(ticket) == "withdrawn"


async def test_where_nobody_can_sign_the_permit_waits_and_follows(tmp_path_factory: pytest.TempPathFactory) -> None:
    from .conftest import OFFICES
    from .working import issued

    unsigned = OFFICES.replace("[plugins.documents]\nwithout_signature = true\n", "")
    folder = tmp_path_factory.mktemp("unsigned") / "site"
    async with portal_on(folder, toml=unsigned) as (portal, client):
        ticket, _link = await issued(client, portal)
        assert await state_of(ticket) == "issue"
    async with portal_on(folder, toml=OFFICES) as (portal, _client):
        plugin = portal.plugin("permits")
        assert plugin is not None
        await Issuing(types_of(plugin)).waiting(context_of(portal))
        assert await state_of(ticket) == "issued"


async def test_a_fee_that_was_paid_on_its_last_day_and_is_posted_later_does_not_lapse(client: Client, portal: Portal, clock: FrozenClock) -> None:
    ticket, _link = await to_be_paid(client, portal)
    (charge,) = await charges_about("permits", [str(await id_of(ticket))])
    assert charge.expires is not None
    clock.move(charge.expires - timedelta(seconds=30) - clock.now())
    await take(context_of(portal), charge.provider, Report(str(charge.id), "ev-1", "paid", clock.now(), charge.amount), "callback")
    await worker_of(portal).drain()

    clock.move(timedelta(hours=20))
    await sweep(Context(portal, "cases", "id"))
    assert await state_of(ticket) == "posting"
    await take(context_of(portal), charge.provider, Report(str(charge.id), "ev-2", "posted", clock.now(), charge.amount), "callback")
    await worker_of(portal).drain()

    assert await state_of(ticket) == "issued"


async def test_a_fee_that_nobody_paid_lapses_after_its_last_day(client: Client, portal: Portal, clock: FrozenClock) -> None:
    ticket, _link = await to_be_paid(client, portal)
    (charge,) = await charges_about("permits", [str(await id_of(ticket))])
    assert charge.expires is not None
    clock.move(charge.expires - timedelta(seconds=30) - clock.now())
    await sweep(Context(portal, "cases", "id"))
    assert await state_of(ticket) == "fee"

    clock.move(timedelta(hours=1))
    await sweep(Context(portal, "cases", "id"))

    assert await state_of(ticket) == "withdrawn"
