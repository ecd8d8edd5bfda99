"""Documents: one of the owner's that DPUPR issued, with the trial certificate."""

from __future__ import annotations

from core import Actor, transaction
from core.portal.running import worker_of
from plugins.documents.api import document_path, issue
from tests.plugins.documents.world import TEMPLATE, context_of, permit

from .world import NO_SECRET, NOWHERE, World

TOML = "[plugins.documents]\ntrial = true\nchecks_per_minute = 1000\n"
FILES = {"letters/cases/izin.typ": TEMPLATE.decode()}
NO_CODE = "0" * 16


async def things(world: World) -> None:
    portal = world.portal
    async with transaction():
        document = await issue(context_of(portal), permit(person=Actor(world.ids["owner"], "citizen")))
    await worker_of(portal).drain()
    secret = document_path(portal, document).rpartition("/")[2]
    for route in ("verify", "check"):
        world.ask_for(f"documents:{route}", "code", code=document.code)
        world.ask_for(f"documents:{route}", "absent", code=NO_CODE)
    for route in ("holder", "fetch"):
        world.ask_for(f"documents:{route}", "link", secret=secret)
        world.ask_for(f"documents:{route}", "absent", secret=NO_SECRET)
    for route in ("desk_document", "desk_fetch", "take_back"):
        world.ask_for(f"documents:{route}", "own", id=document.id)
        world.ask_for(f"documents:{route}", "absent", id=NOWHERE)
