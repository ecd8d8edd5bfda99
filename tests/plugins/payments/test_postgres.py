"""The same on PostgreSQL, where many truly write at once: one charge, one change, one event, one case."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from tortoise.exceptions import IntegrityError

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from core.web.app import create_app
from plugins.cases.api import Case
from plugins.payments import personal
from plugins.payments.api import Charge, cancel_charge, charge_path, create_charge
from plugins.payments.asking import ask_due
from plugins.payments.models import Change
from plugins.payments.tasks import watch

from .bank import Bank, report
from .world import TREASURER, again, bank_toml, call, charged, context_of, deliver, fee, portal_on, told

pytestmark = pytest.mark.anyio


async def heard(portal: Portal, charge: Charge, state: str, *, amount: int = 382_200, event: str = "", reference: str = "RRN1") -> str:
    answer = await call(portal, report(str(charge.id), state, amount, portal.clock.now(), reference, event=event))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["taken"][0])


async def test_many_at_once_are_as_one_on_postgresql(tmp_path: Path, postgres_url: str, bank: Bank, clock: FrozenClock) -> None:
    toml = bank_toml(bank) + f'[database]\nurl = "{postgres_url}"\n'
    async with portal_on(tmp_path / "site", toml=toml, clock=clock) as (portal, client):
        made = await asyncio.gather(*(create_charge(context_of(portal), fee(portal)) for _ in range(12)))
        assert len({one.id for one in made}) == 1
        await deliver(portal)
        assert len(bank.charges) == 1
        charge = await again(made[0])

        before = await told(portal, "posted")
        same = await asyncio.gather(*(heard(portal, charge, "posted", event=f"ev{n % 2}") for n in range(20)))
        assert sorted(same) == ["again"] * 19 + ["move"]
        assert await Change.filter(charge=charge.id, after="posted").count() == 1
        assert await told(portal, "posted") == before + 1

        odd = await charged(portal, about="izin-2")
        wrong = await asyncio.gather(*(heard(portal, odd, "paid", amount=n, event=f"ev{n}") for n in range(1, 11)))
        assert set(wrong) == {"look"}
        assert await Case.all().count() == 1
        assert await Change.filter(charge=odd.id, reason="amount").count() == 10

        slow = await charged(portal, about="izin-3")
        await heard(portal, slow, "paid")
        clock.move(timedelta(hours=73))
        await asyncio.gather(*(watch(context_of(portal)) for _ in range(6)))
        assert await Case.all().count() == 2
        assert (await again(slow)).attention == "unposted"
        bank.asked.clear()
        await asyncio.gather(*(ask_due(context_of(portal)) for _ in range(6)))
        assert sorted(bank.asked) == sorted(set(bank.asked))

        over = await charged(portal, about="izin-4")
        both = await asyncio.gather(cancel_charge(context_of(portal), over.id), heard(portal, over, "paid"))
        row = await again(over)
        assert (row.state, row.attention) in ((("cancelled"), "late"), ("paid", "")), both

        with pytest.raises(IntegrityError):
            await Change.filter(charge=charge.id).update(amount=1)
        assert (await client.get(charge_path(portal, odd))).status_code == 200
        treasurer = Client(create_app(portal))
        await treasurer.sign_in(**TREASURER)  # type: ignore[arg-type]
        for words in ("", "RRN1", charge.number, charge.code, "\x00", "a" * 500):
            assert (await treasurer.get("/pembayaran/rekonsiliasi", params={"q": words})).status_code == 200
        assert (await treasurer.get(f"/pembayaran/rekonsiliasi/{odd.id}")).status_code == 200
        clock.move(timedelta(days=3700))
        assert (await personal.expire(context_of(portal), {"payments_charge.payer": clock.now()}, False))["payers of charges"] >= 1
