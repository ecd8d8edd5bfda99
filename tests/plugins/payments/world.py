"""A portal that takes payments, and what happens in it."""

from __future__ import annotations

import json
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2

from core import Actor, Context
from core.database import tables
from core.language import Text
from core.portal import Portal
from core.portal.running import worker_of
from core.testing import make_site, serving
from core.testing.client import Client
from core.testing.portals import REGIONS
from core.web.app import create_app
from plugins.payments.api import Charge, Contact, Item, NewCharge, create_charge
from tests.plugins.complaints.reporting import AGENCIES

from .bank import KEY, NMID, Bank, signed

FILES = {"regions.csv": REGIONS, "agencies.csv": AGENCIES}
PLUGINS = ("sample_identity", "cases", "payments")
TRIAL = "[plugins.payments]\ntrial = true\n"
TREASURER = {"who": "bendahara-1", "kind": "officer", "permissions": ["payments.reconcile"], "agencies": ["dpupr"]}
PAYER = Actor("warga-1", "citizen")
SITI = Contact("Siti Aminah", "+6281234567890", "siti@contoh.id")


def bank_toml(bank: Bank, more: str = "") -> str:
    address = f"127.0.0.1:{bank.port}"
    out = f'[outgoing]\ninside = ["{address}"]\n'
    return f'{out}[plugins.payments]\ngateway_url = "http://{address}/v1"\ngateway_key = "{KEY}"\ngateway_merchant = "{NMID}"\n{more}'


def portal_on(folder: Path, *, toml: str = TRIAL, plugins: tuple[str, ...] = PLUGINS, **more: Any) -> AbstractAsyncContextManager[tuple[Portal, Client]]:
    return serving(make_site(folder, toml=toml, files=FILES), plugins=plugins, **more)


def context_of(portal: Portal) -> Context:
    return Context(portal, "payments", "id")


def fee(portal: Portal, **changes: Any) -> NewCharge:
    """A retribution of 382,200 rupiah, payable for a day."""
    lines = [Item(Text("Retribusi"), 350_000), Item(Text("Denda"), 32_200)]
    made = NewCharge("cases", "fee", "izin-1", Text("Retribusi izin"), lines, portal.clock.now() + timedelta(hours=24), PAYER, SITI)
    return replace(made, **changes)


async def charged(portal: Portal, **changes: Any) -> Charge:
    """A charge that has its code."""
    made = await create_charge(context_of(portal), fee(portal, **changes))
    await deliver(portal)
    return await Charge.get(id=made.id)


async def again(charge: Charge) -> Charge:
    return await Charge.get(id=charge.id)


async def deliver(portal: Portal) -> None:
    """Let the worker do what is due."""
    await worker_of(portal).drain()


async def told(portal: Portal, event: str) -> int:
    """How many of an event were told: our own listeners hear those that matter here."""
    return await tables.Outbox.filter(event=f"payments.{event}").count()


async def call(portal: Portal, said: dict[str, Any] | bytes, *, key: str = KEY, late: int = 0, provider: str = "gateway", **headers: str) -> httpx2.Response:
    """A callback, as the gateway sends it."""
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    at = int(portal.clock.now().timestamp()) - late
    async with Client(create_app(portal)) as client:
        return await client.post(
            f"/pembayaran/panggilan/{provider}", content=body, headers={"Content-Type": "application/json", **signed(key, at, body), **headers}
        )
