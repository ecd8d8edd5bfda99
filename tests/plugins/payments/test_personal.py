"""A person's data in payments: told whole, erased as far as the law lets, gone after ten years."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import plugins.payments
from core import Subject
from core.plugins.manifest import read_manifest
from core.portal import Portal
from core.testing import FrozenClock
from plugins.payments import personal, tasks
from plugins.payments.api import Charge, create_charge

from .bank import Bank, report
from .world import again, call, charged, context_of, deliver, fee

pytestmark = pytest.mark.anyio
FOLDER = Path(plugins.payments.__file__).parent
SUBJECTS = [Subject("warga-1"), Subject(phone="+6281234567890"), Subject(email="SITI@contoh.id")]


async def posted(portal: Portal, about: str = "izin-1") -> Charge:
    charge = await charged(portal, about=about)
    await call(portal, report(str(charge.id), "posted", 382_200, portal.clock.now()))
    return await again(charge)


@pytest.mark.parametrize("subject", SUBJECTS, ids=["account", "phone", "mail"])
async def test_a_person_is_told_what_they_were_charged(portal: Portal, subject: Subject) -> None:
    charge = await posted(portal)

    (told,) = (await personal.export(context_of(portal), subject))["charges"]

    assert (told["number"], told["amount"], told["state"], told["name"]) == (charge.number, 382_200, "posted", "Siti Aminah")
    assert await personal.export(context_of(portal), Subject("warga-2")) == {}
    assert await personal.export(context_of(portal), Subject()) == {}


async def test_contacts_lie_sealed_and_in_no_change(portal: Portal) -> None:
    charge = await posted(portal)

    assert charge.name is not None
    for sealed in (charge.name, charge.phone, charge.email):
        assert sealed.startswith("p1.")


async def test_what_is_over_loses_its_contact_and_keeps_its_money(portal: Portal) -> None:
    over, open_one = await posted(portal), await charged(portal, about="izin-2")

    erasure = await personal.erase(context_of(portal), SUBJECTS[0])

    assert any(over.number in line for line in erasure.erased)
    assert any(name == open_one.number for name, _rule in erasure.kept)
    assert any("10 tahun" in rule for _name, rule in erasure.kept)
    row = await again(over)
    assert (row.name, row.phone, row.phone_index, row.email, row.email_index) == (None, None, None, None, None)
    assert (row.amount, row.state, row.payer) == (382_200, "posted", "warga-1")
    assert (await again(open_one)).name is not None


async def test_money_that_is_looked_into_keeps_its_payer_until_it_is_settled(portal: Portal) -> None:
    charge = await posted(portal)
    await call(portal, report(str(charge.id), "paid", 382_200, portal.clock.now(), "RRN2"))
    await call(portal, report(str(charge.id), "paid", 382_200, portal.clock.now(), "RRN3"))
    assert (await again(charge)).attention == "doubled"

    await personal.erase(context_of(portal), SUBJECTS[0])

    assert (await again(charge)).name is not None


async def test_after_ten_years_nobody_knows_who_paid(portal: Portal, clock: FrozenClock) -> None:
    old = await posted(portal)
    clock.move(timedelta(days=10))
    young = await posted(portal, "izin-2")
    before = dict.fromkeys((f"payments_charge.{column}" for column in ("payer", "name", "phone", "email")), clock.now() - timedelta(days=5))

    dry = await personal.expire(context_of(portal), before, True)
    assert (await again(old)).name is not None
    done = await personal.expire(context_of(portal), before, False)

    assert dry == done == {"payers of charges": 1}
    assert ((await again(old)).payer, (await again(old)).email, (await again(old)).amount) == ("", None, 382_200)
    assert (await again(young)).payer == "warga-1"
    assert await personal.expire(context_of(portal), before, False) == {"payers of charges": 0}


def test_row_36_every_column_of_a_person_is_in_the_passport_with_ten_years() -> None:
    passport = read_manifest(FOLDER / "plugin.toml", "payments").data

    days = {name: keep.days for name, keep in passport.items() if name != "payments_charge.link"}  # an address, which goes with the charge
    assert days == {f"payments_charge.{column}": 3653 for column in ("payer", "name", "phone", "email")}


async def test_health_says_that_codes_do_not_come_or_that_nobody_gives_any(portal: Portal, bank: Bank, clock: FrozenClock, tmp_path: Path) -> None:
    await charged(portal)
    assert (await tasks.health(context_of(portal))).state == "ok"
    bank.status = 503
    await create_charge(context_of(portal), fee(portal, about="izin-2"))
    await deliver(portal)
    clock.move(timedelta(minutes=6))

    told = await tasks.health(context_of(portal))

    assert (told.state, "Gerbang pembayaran" in told.sentence) == ("degraded", True)
