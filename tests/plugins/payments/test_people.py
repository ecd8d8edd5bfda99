"""Payments beside accounts and messages: the treasurer's role, what stands on the account's page, and what payers are told."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core import Actor
from core.testing import FrozenClock, make_site, serving
from plugins.payments.api import Contact, charge_path
from tests.plugins.notifications.persons import citizen, officer
from tests.plugins.notifications.post_office import post_office, text_of
from tests.plugins.notifications.world import DOORS, mail_toml

from .bank import Bank, report
from .world import FILES, bank_toml, call, charged, deliver

pytestmark = pytest.mark.anyio
PLUGINS = ("accounts", "cases", "notifications", "payments", "door")
HEAD = '[portal]\nname = "Uji Melayani"\nregency = "Kabupaten Uji"\nregion = "33.16"\nlanguages = ["id", "en"]\n'


async def test_the_role_treasurer_opens_the_list_and_an_administrator_does_not(tmp_path: Path, bank: Bank, clock: FrozenClock) -> None:
    site = make_site(tmp_path / "site", toml=HEAD + bank_toml(bank), files=FILES)
    async with serving(site, plugins=PLUGINS, folders=[DOORS], clock=clock) as (portal, _client):
        people = {
            "treasurer": await officer(portal, "bendahara@uji.go.id", roles=("treasurer",)),
            "handler": await officer(portal, "ani@uji.go.id", roles=("handler",)),
            "administrator": await officer(portal, "admin@uji.go.id", admin=True),
        }
        answers = {name: (await one.client.get("/pembayaran/rekonsiliasi")).status_code for name, one in people.items()}

    assert answers == {"treasurer": 200, "handler": 403, "administrator": 403}


async def test_my_payments_stand_on_my_account_once_there_are_any(tmp_path: Path, bank: Bank, clock: FrozenClock) -> None:
    site = make_site(tmp_path / "site", toml=HEAD + bank_toml(bank), files=FILES)
    async with serving(site, plugins=PLUGINS, folders=[DOORS], clock=clock) as (portal, _client):
        siti, budi = await citizen(portal), await citizen(portal, "budi@contoh.id", name="Budi")
        charge = await charged(portal, payer=Actor(siti.id, "citizen"))

        assert charge_path(portal, charge) in (await siti.client.get("/akun")).text
        page = (await budi.client.get("/akun")).text
        assert "bayar-1" not in page


async def test_a_payer_is_told_each_thing_once_and_no_subject_says_what_is_paid(tmp_path: Path, bank: Bank, clock: FrozenClock) -> None:
    async with post_office() as office:
        site = make_site(tmp_path / "site", toml=HEAD + bank_toml(bank) + mail_toml(office), files=FILES)
        async with serving(site, plugins=PLUGINS, folders=[DOORS], clock=clock) as (portal, _client):
            charge = await charged(portal, payer=None, contact=Contact("Siti", "", "siti@contoh.id"))
            nobody = await charged(portal, about="izin-2", payer=None, contact=Contact())
            await call(portal, report(str(charge.id), "paid", 382_200, clock.now()))
            await call(portal, report(str(charge.id), "paid", 382_200, clock.now(), event="once more"))
            await call(portal, report(str(nobody.id), "paid", 382_200, clock.now()))
            clock.move(timedelta(minutes=1))
            await call(portal, report(str(charge.id), "posted", 382_200, clock.now()))
            await deliver(portal)
            path = charge_path(portal, charge)

        subjects = [str(letter["subject"]) for letter in office.box]
        assert sorted(subjects) == sorted([f"{charge.number}: dibayar", f"{charge.number}: dibukukan"])
        assert office.to == ["siti@contoh.id"] * 2
        assert all(path in text_of(letter) for letter in office.box)
        assert any("Rp382.200" in text_of(letter) for letter in office.box)
