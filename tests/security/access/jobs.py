"""Jobs: a vacancy, and the form in which officers enter one."""

from __future__ import annotations

from plugins.jobs.models import Vacancy
from tests.plugins.jobs.conftest import PLAIN, fill

from .world import NO_SECRET, NOWHERE, World


async def things(world: World) -> None:
    await fill(world.portal, PLAIN)
    vacancy = await Vacancy.get()
    for route in ("vacancy", "decide"):
        world.ask_for(f"jobs:{route}", "a vacancy", code=vacancy.code)
        world.ask_for(f"jobs:{route}", "absent", code="nobody", form={"deed": "fill"})
    for route in ("step", "save"):
        world.ask_for(f"jobs:enter_{route}", "first", step="work")
        world.ask_for(f"jobs:enter_{route}", "absent", step="nobody")
    world.ask_for("jobs:enter_receipt", "absent", secret=NO_SECRET)
    world.ask_for("jobs:enter_file", "absent", file=NOWHERE)
