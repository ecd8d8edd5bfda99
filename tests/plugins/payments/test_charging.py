"""Making a charge: in the service's own transaction, once for each thing, with a code of the provider a moment later."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core import transaction
from core.errors import PendopoError
from core.language import Text
from core.portal import Portal
from core.testing import FrozenClock
from plugins.payments.api import Charge, ChargeDiffers, Item, NoProvider, can_charge, cancel_charge, charge_path, charges_about, create_charge
from plugins.payments.asking import ask_due
from plugins.payments.models import Change

from .bank import Bank, qris_of
from .world import PAYER, again, charged, context_of, deliver, fee, portal_on, told

pytestmark = pytest.mark.anyio


async def test_a_charge_gets_its_code_from_the_provider_and_says_so(portal: Portal, bank: Bank) -> None:
    charge = await charged(portal)

    assert (charge.state, charge.code, charge.reference, charge.amount) == ("waiting", "880800000000001", "BANK-1", 382_200)
    assert charge.qris == qris_of("382200", charge.number)
    assert charge.payer == PAYER.id
    assert bank.asked == ["POST /v1/charges"]
    assert [(row.n, row.before, row.after, row.source, row.reference) for row in await Change.filter(charge=charge.id)] == [
        (2, "created", "waiting", "asked", "BANK-1")
    ]


async def test_one_charge_for_one_thing_however_often_it_is_made(portal: Portal, bank: Bank) -> None:
    made = await asyncio.gather(*(create_charge(context_of(portal), fee(portal)) for _ in range(8)))
    await deliver(portal)

    assert len({one.id for one in made}) == 1
    assert await Charge.all().count() == 1
    assert len(bank.charges) == 1
    assert [one.id for one in await charges_about("cases", ["izin-1"])] == [made[0].id]


async def test_another_amount_for_the_same_thing_is_refused_until_the_first_is_taken_back(portal: Portal) -> None:
    first = await charged(portal)
    other = fee(portal, lines=[Item(Text("Retribusi"), 100_000)])
    with pytest.raises(ChargeDiffers):
        await create_charge(context_of(portal), other)

    assert await cancel_charge(context_of(portal), first.id)
    assert not await cancel_charge(context_of(portal), first.id)
    second = await create_charge(context_of(portal), other)

    assert (await again(first)).state == "cancelled"
    assert second.id != first.id


async def test_a_charge_whose_transaction_is_undone_was_never_made_and_nobody_was_asked(portal: Portal, bank: Bank) -> None:
    async def fails() -> None:
        async with transaction():
            await create_charge(context_of(portal), fee(portal))
            raise RuntimeError("the service failed")

    with pytest.raises(RuntimeError):
        await fails()
    await deliver(portal)

    assert await Charge.all().count() == 0
    assert await told(portal, "made") == 0
    assert bank.asked == []


async def test_what_cannot_be_charged_is_named(portal: Portal) -> None:
    good = fee(portal)
    now = portal.clock.now()
    wrong = {
        "whole rupiah": replace(good, lines=[Item(Text("x"), 1.5)]),  # type: ignore[arg-type]
        "lines come to 0": replace(good, lines=[Item(Text("x"), 5), Item(Text("y"), -5)]),
        "lines come to -5": replace(good, lines=[Item(Text("x"), -5)]),
        "expires at": replace(good, expires=now),
        "no time zone": replace(good, expires=(now + timedelta(days=1)).replace(tzinfo=None)),
        "bare word": replace(good, purpose="two words"),
        "`about`": replace(good, about=""),
    }
    for words, one in wrong.items():
        with pytest.raises(PendopoError, match=words):
            await create_charge(context_of(portal), one)

    assert await Charge.all().count() == 0


async def test_where_no_provider_is_set_up_nothing_can_be_charged(tmp_path: Path) -> None:
    async with portal_on(tmp_path / "site", toml="") as (portal, _client):
        assert not can_charge(portal)
        with pytest.raises(NoProvider):
            await create_charge(context_of(portal), fee(portal))


async def test_a_bank_that_is_down_is_asked_again_and_the_citizen_is_told_to_wait(portal: Portal, bank: Bank, clock: FrozenClock) -> None:
    bank.status = 503
    charge = await charged(portal)
    assert (charge.state, charge.asks) == ("created", 1)
    await ask_due(context_of(portal))
    assert len(bank.asked) == 1  # not before its time

    bank.status = 200
    clock.move(timedelta(minutes=2))
    await ask_due(context_of(portal))

    assert (await again(charge)).state == "waiting"
    assert len(bank.charges) == 1


async def test_a_charge_that_the_bank_refuses_has_failed_and_another_can_be_made(portal: Portal, bank: Bank) -> None:
    bank.status = 422
    charge = await charged(portal)

    assert (charge.state, charge.living) == ("failed", None)
    assert await told(portal, "failed") == 0  # nobody listens to it here
    bank.status = 200
    assert (await charged(portal)).state == "waiting"


async def test_the_path_of_a_charge_is_a_secret_that_is_kept_sealed(portal: Portal) -> None:
    charge = await charged(portal)
    secret = charge_path(portal, charge).rpartition("/")[2]

    assert len(secret) == 43
    assert secret not in charge.link + charge.secret


async def test_questions_are_signed_and_a_stranger_at_the_banks_door_is_told_apart(portal: Portal, bank: Bank) -> None:
    await charged(portal)

    assert bank.unsigned == 0


async def test_side_by_side_workers_ask_once(portal: Portal, bank: Bank, clock: FrozenClock) -> None:
    await charged(portal)
    clock.move(timedelta(minutes=3))
    bank.asked.clear()

    await asyncio.gather(*(ask_due(context_of(portal)) for _ in range(5)))

    assert len(bank.asked) == 1
