"""A charge that its service takes back is taken back at its provider as well, however long that one is away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from plugins.payments.api import Cancels, cancel_charge
from plugins.payments.gateway import Gateway
from plugins.payments.trial import Trial

from .bank import Bank
from .world import again, charged, context_of, deliver

pytestmark = pytest.mark.anyio


def test_the_bundled_providers_can_be_told() -> None:
    assert isinstance(Trial(), Cancels)
    assert isinstance(Gateway(), Cancels)


async def test_the_provider_is_told_and_its_code_is_gone(portal: Portal, bank: Bank) -> None:
    charge = await charged(portal)

    await cancel_charge(context_of(portal), charge.id)
    await deliver(portal)

    assert f"DELETE /v1/charges/{charge.id}" in bank.asked
    assert (bank.charges, bank.unsigned) == ({}, 0)


async def test_a_provider_that_is_down_is_told_again(portal: Portal, bank: Bank, clock: FrozenClock) -> None:
    charge = await charged(portal)
    bank.status = 503

    await cancel_charge(context_of(portal), charge.id)
    await deliver(portal)
    assert list(bank.charges) == [str(charge.id)]
    assert (await again(charge)).state == "cancelled"
    bank.status = 200
    clock.move(timedelta(hours=1))
    await deliver(portal)

    assert bank.charges == {}


@pytest.mark.parametrize("status", [404, 410])
async def test_a_provider_that_does_not_know_it_or_cannot_is_not_asked_for_ever(portal: Portal, bank: Bank, clock: FrozenClock, status: int) -> None:
    charge = await charged(portal)
    bank.status = status

    await cancel_charge(context_of(portal), charge.id)
    await deliver(portal)
    clock.move(timedelta(days=2))
    await deliver(portal)

    assert [one for one in bank.asked if one.startswith("DELETE")] == [f"DELETE /v1/charges/{charge.id}"]
