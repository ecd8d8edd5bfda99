"""Vehicle tax: a bill by its link, and the owner's saved vehicle."""

from __future__ import annotations

from plugins.vehicle_tax.models import Saved
from tests.plugins.vehicle_tax.garage import fill_table
from tests.plugins.vehicle_tax.test_check import look_up
from tests.plugins.vehicle_tax.test_saved import save

from .world import NOWHERE, World

TOML = "[plugins.vehicle_tax]\nchecks_per_hour = 600\n"
NO_LINK = "p1.k1." + "A" * 80


async def things(world: World) -> None:
    await fill_table(world.portal)
    await save(world.people["owner"])
    saved = await Saved.get()
    link = (await look_up(world.people["stranger"])).headers["location"].rpartition("/")[2]
    for route in ("bill", "ask_to_save", "save", "pay"):
        world.ask_for(f"vehicle_tax:{route}", "link", link=link)
        world.ask_for(f"vehicle_tax:{route}", "wrong link", link=NO_LINK)
    for route in ("mine_bill", "delete"):
        world.ask_for(f"vehicle_tax:{route}", "own", id=saved.id)
        world.ask_for(f"vehicle_tax:{route}", "absent", id=NOWHERE)
