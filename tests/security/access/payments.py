"""Payments: a charge of the owner, in trial mode."""

from __future__ import annotations

from core import Actor
from plugins.payments.api import Contact, charge_path
from tests.plugins.payments.world import charged

from .world import NO_SECRET, NOWHERE, World

TOML = '[plugins.payments]\ntrial = true\nagency = "dpupr"\n'


async def things(world: World) -> None:
    charge = await charged(world.portal, payer=Actor(world.ids["owner"], "citizen"), contact=Contact("Siti", "", "owner@contoh.id"))
    secret = charge_path(world.portal, charge).rpartition("/")[2]
    for route in ("charge", "receipt", "play"):
        world.ask_for(f"payments:{route}", "link", secret=secret)
        world.ask_for(f"payments:{route}", "absent", secret=NO_SECRET)
    for route in ("desk_charge", "desk_act"):
        world.ask_for(f"payments:{route}", "own", id=charge.id)
        world.ask_for(f"payments:{route}", "absent", id=NOWHERE)
    world.ask_for("payments:settle_line", "absent", id=NOWHERE)
    world.ask_for("payments:callback", "absent", provider="nobody")
