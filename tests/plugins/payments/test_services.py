"""What another plugin does with payments: it hears each event once, and brings a bank of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.portal import Portal
from core.testing import FrozenClock
from plugins.payments import tasks
from plugins.payments.api import ChargePaid, ChargePosted, ChargeReceived, NoProvider, cancel_charge, create_charge
from plugins.payments.asking import ask_due
from plugins.payments.providers import PROVIDERS, provider_for

from .bank import Bank, report
from .world import PLUGINS, again, bank_toml, call, charged, context_of, deliver, fee, portal_on

pytestmark = pytest.mark.anyio
SERVICES = Path(__file__).parent / "services"
KEY = "kunci-bank-kasir-yang-cukup-panjang-01234"


@pytest.fixture
async def portal(tmp_path: Path, clock: FrozenClock, bank: Bank) -> AsyncIterator[Portal]:
    toml = bank_toml(bank, 'prefer = "gateway"\n')
    async with portal_on(tmp_path / "site", toml=toml, plugins=(*PLUGINS, "till"), folders=[SERVICES], clock=clock) as (opened, _client):
        heard_by(opened).clear()
        yield opened


def heard_by(portal: Portal) -> list[Any]:
    plugin = portal.plugin("till")
    assert plugin is not None
    found: list[Any] = plugin.modules["hooks"].heard
    return found


async def names(portal: Portal) -> list[str]:
    await deliver(portal)
    return [event.name for event in heard_by(portal)]


async def test_a_charge_that_jumps_tells_every_step_and_each_once(portal: Portal, clock: FrozenClock) -> None:
    charge = await charged(portal)
    for state in ("posted", "paid", "received", "posted"):
        await call(portal, report(str(charge.id), state, 382_200, clock.now(), event=f"{state}{len(state)}"))

    assert sorted(await names(portal)) == ["paid", "posted", "received"]
    for event in heard_by(portal):
        assert isinstance(event, ChargePaid | ChargeReceived | ChargePosted)
        assert (event.subject, event.owner, event.purpose, event.about, event.amount, event.number, event.at) == (
            str(charge.id), "cases", "fee", "izin-1", 382_200, charge.number, clock.now(),
        )  # fmt: skip


async def test_what_does_not_fit_is_told_as_that_and_never_as_paid(portal: Portal, clock: FrozenClock) -> None:
    charge = await charged(portal)
    await call(portal, report(str(charge.id), "posted", 1, clock.now()))

    assert await names(portal) == ["needs_look"]
    assert heard_by(portal)[0].reason == "amount"


async def test_an_end_without_money_is_told(portal: Portal, clock: FrozenClock, bank: Bank) -> None:
    over, gone = await charged(portal), await charged(portal, about="izin-2")
    await cancel_charge(context_of(portal), gone.id)
    bank.status = 422
    await charged(portal, about="izin-3")
    bank.status = 200
    clock.move(timedelta(hours=25))
    await ask_due(context_of(portal))

    assert sorted(await names(portal)) == ["cancelled", "expired", "failed"]
    assert (await again(over)).state == "expired"


async def test_a_bank_that_another_plugin_brings_is_asked_called_and_watched(portal: Portal, clock: FrozenClock) -> None:
    charge = await charged(portal, provider="till_bank")
    assert (charge.state, charge.code, charge.provider) == ("waiting", "123", "till_bank")
    clock.move(timedelta(minutes=5))
    await ask_due(context_of(portal))
    assert (await again(charge)).state == "waiting"  # a bank that fails costs its own question only

    said = f"{charge.id} 382200".encode()
    assert (await call(portal, said, provider="till_bank")).status_code == 401  # the gateway's key is not its key
    assert (await call(portal, said, provider="gateway")).status_code == 401
    assert (await call(portal, said, provider="till_bank", key=KEY)).json() == {"taken": ["move"]}
    assert (await again(charge)).state == "posted"
    health = await tasks.health(context_of(portal))
    assert (health.state, health.sentence) == ("degraded", "Bank Kasir tutup.")


async def test_another_banks_callback_says_nothing_of_a_charge(portal: Portal) -> None:
    charge = await charged(portal)

    answer = await call(portal, f"{charge.id} 382200".encode(), provider="till_bank", key=KEY)

    assert (answer.status_code, answer.json()["taken"]) == (404, ["unknown"])
    assert (await again(charge)).state == "waiting"


async def test_what_is_no_provider_is_left_out_and_named(portal: Portal) -> None:
    assert [wrong.partition(":")[0] for wrong in PROVIDERS.faults(portal)] == ["till registers str as a provider"]
    with pytest.raises(NoProvider, match="nobody"):
        provider_for(portal, "nobody")
    with pytest.raises(NoProvider):
        await create_charge(context_of(portal), fee(portal, provider="trial"))
