"""Messages: one of the owner and one of somebody else, and what administrators change and see of them."""

from __future__ import annotations

from plugins.notifications.models import Inbox

from .world import NO_SECRET, NOWHERE, World


async def things(world: World) -> None:
    await world.deliver()
    own = await Inbox.filter(actor=world.ids["owner"]).order_by("id").limit(2)
    others = await Inbox.filter(actor=world.ids["handler"]).order_by("id").limit(2)
    assert len(own) == len(others) == 2
    for route, n in {"message": 0, "read": 0, "delete": 1}.items():
        world.ask_for(f"notifications:{route}", "own", message=own[n].id)
        world.ask_for(f"notifications:{route}", "the handler's", message=others[n].id)
        world.ask_for(f"notifications:{route}", "absent", message=NOWHERE)
    for route in ("leave", "leave_now"):
        world.ask_for(f"notifications:{route}", "absent", secret=NO_SECRET)
    for route in ("template", "save_template"):
        world.ask_for(f"notifications:{route}", "a template", kind="cases.moved", language="id")
        world.ask_for(f"notifications:{route}", "absent", kind="nobody.knows", language="id")
    world.ask_for("notifications:restore_template", "absent", kind="cases.moved", language="id", n="1")
