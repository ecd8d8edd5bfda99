"""Paying in the portal: only through the provider that the site names for this tax; everywhere else there are places to pay, and no button."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from core.portal import Portal
from core.testing import FrozenClock
from core.testing.client import Client
from core.testing.portals import REGIONS
from plugins.payments.models import Charge
from tests.plugins.complaints.reporting import AGENCIES

from .conftest import portal_on
from .garage import PLAIN, fill_table
from .test_check import bill

pytestmark = pytest.mark.anyio
PLUGINS = ("cases", "payments", "vehicle_tax", "sample_identity")
TRIAL = "[plugins.payments]\ntrial = true\n\n"
NAMED = '[plugins.vehicle_tax]\npay_through = "trial"\n'


@asynccontextmanager
async def paying(folder: Path, toml: str, clock: FrozenClock | None = None) -> AsyncIterator[tuple[Portal, Client]]:
    files = {"regions.csv": REGIONS, "agencies.csv": AGENCIES}
    async with portal_on(folder, toml=toml, files=files, plugins=PLUGINS, clock=clock or FrozenClock()) as both:
        await fill_table(both[0])
        yield both


@pytest.mark.parametrize(
    "toml", ["", TRIAL, NAMED, TRIAL + NAMED.replace("trial", "gateway")], ids=["nothing", "other fees", "not set up", "another is set up"]
)
async def test_without_a_provider_for_this_tax_there_are_places_and_no_button(tmp_path: Path, toml: str) -> None:
    async with paying(tmp_path / "site", toml) as (_portal, client):
        page = await bill(client)

        assert "Bayar sekarang" not in page.text
        assert 'id="cara-bayar" href="#bayar"' in page.text
        assert ("Pembayaran di portal ini sedang tidak berfungsi" if "pay_through" in toml else "Portal ini tidak menerima uang pajak kendaraan") in page.text
        link = str(page.url).replace("/tagihan/", "/bayar/")
        form = await client.fill(await client.get("/pajak-kendaraan/cek"), holding="chassis", plate="K 3421 NE", chassis="12345")
        assert form.status_code == 303
        refused = await _post(client, link)
        assert refused.status_code == 409
        assert "Tempat membayar lain ada di bawah" in refused.text
        assert "Samsat" in refused.text
        assert await Charge.all().count() == 0


async def _post(client: Client, address: str) -> httpx2.Response:
    from core.testing import form_in

    page = await client.get("/pajak-kendaraan/cek")
    form = form_in(page.text, "chassis")
    form.action = address
    return await client.send_form(page, form, [one for one in form.filled() if one[0] == "csrf"])


async def test_a_named_provider_gives_a_button_and_a_charge_of_the_bills_own_lines(tmp_path: Path) -> None:
    async with paying(tmp_path / "site", TRIAL + NAMED) as (_portal, client):
        page = await bill(client)
        assert "Portal ini tidak menerima uang" not in page.text

        answer = await client.fill(page)

        assert answer.status_code == 303
        charge = await Charge.get()
        assert (charge.owner, charge.amount, charge.provider) == ("vehicle_tax", 348_740, "trial")
        assert [(line["label"]["id"], line["amount"]) for line in charge.lines] == [("Pajak (PKB)", 189_000), ("Opsen PKB", 124_740), ("SWDKLLJ", 35_000)]
        assert "K 3421 NE" not in f"{charge.title}{charge.about}{charge.lines}"
        assert (await client.follow(answer)).status_code == 200


async def test_a_second_click_finds_the_same_charge(tmp_path: Path) -> None:
    async with paying(tmp_path / "site", TRIAL + NAMED) as (_portal, client):
        first, second = await client.fill(await bill(client)), await client.fill(await bill(client))

        assert first.headers["location"] == second.headers["location"]
        assert await Charge.all().count() == 1


async def test_a_bill_that_changed_takes_the_place_of_the_charge_that_nobody_paid(tmp_path: Path) -> None:
    async with paying(tmp_path / "site", TRIAL + NAMED) as (portal, client):
        await client.fill(await bill(client))
        await fill_table(portal, [{**PLAIN, "njkb": 20_000_000}])

        answer = await client.fill(await bill(client))

        assert answer.status_code == 303
        amounts = {one.state: one.amount for one in await Charge.all()}
        assert amounts["cancelled"] == 348_740
        assert sorted(amounts.values()) == [348_740, 383_600]


async def test_what_is_rounded_stands_in_the_charge(tmp_path: Path) -> None:
    toml = TRIAL + NAMED + "round_to = 1000\n"
    async with paying(tmp_path / "site", toml) as (_portal, client):
        await client.fill(await bill(client))

        charge = await Charge.get()
        assert charge.amount == 349_000
        assert charge.lines[-1]["amount"] == 260


@pytest.mark.parametrize(("plate", "chassis"), [("K 7 Y", "00007"), ("K 22 YE", "22222")], ids=["renewal", "more than a year late"])
async def test_what_has_to_be_done_at_samsat_has_no_button(tmp_path: Path, plate: str, chassis: str) -> None:
    async with paying(tmp_path / "site", TRIAL + NAMED) as (_portal, client):
        page = await bill(client, plate, chassis)

        assert "Bayar sekarang" not in page.text
        assert re.search("#bayar", page.text)
