"""Health: facilities are everybody's; a number is opened by its link alone; a counter and beds are those of the handler's agency."""

from __future__ import annotations

from plugins.health.models import Session
from tests.plugins.health.conftest import fill
from tests.plugins.health.test_queue import take

from .world import NO_SECRET, NOWHERE, World

TOML = '[plugins.health]\nagency = "dpupr"\n'


async def things(world: World) -> None:
    await fill(world.portal)
    _booking, secret = await take(world.portal)
    session = await Session.get()
    for route in ("facility", "book", "take", "board"):
        world.ask_for(f"health:{route}", "a facility", code="PKM-1")
        world.ask_for(f"health:{route}", "absent", code="NOBODY")
    for route in ("number", "give_back"):
        world.ask_for(f"health:{route}", "link", secret=secret)
        world.ask_for(f"health:{route}", "wrong link", secret=NO_SECRET)
    for route in ("counter", "act"):
        world.ask_for(f"health:{route}", "of the handler's agency", session=session.id, form={"deed": "close", "version": "0"})
        world.ask_for(f"health:{route}", "absent", session=NOWHERE, form={"deed": "close", "version": "0"})
    world.ask_for("health:begin", "of the handler's agency", form={"service": "PKM-1-UMUM"})
    world.ask_for("health:begin", "absent", form={"service": "NOBODY"})
    for route in ("tell_form", "tell"):
        world.ask_for(f"health:{route}", "of another agency", code="RS-1", form={"bed_0": "1", "bed_1": "1"})
        world.ask_for(f"health:{route}", "absent", code="NOBODY")
    for route in ("post", "post_calendar"):
        world.ask_for(f"health:{route}", "a posyandu", code="POS-1")
        world.ask_for(f"health:{route}", "absent", code="NOBODY")
    world.ask_for("health:vaccination_calendar", "a day of birth", query={"lahir": "2026-07-31"})
    world.ask_for("health:vaccination_calendar", "without one")
