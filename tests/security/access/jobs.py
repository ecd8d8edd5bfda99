"""Jobs: a vacancy, and the forms in which officers and employers enter one. The site's labour agency is the handler's."""

from __future__ import annotations

from plugins.jobs.models import Vacancy
from tests.plugins.jobs.conftest import PLAIN, fill

from .world import NO_SECRET, World

TOML = '[plugins.jobs]\nagency = "dpupr"\n'


async def things(world: World) -> None:
    await fill(world.portal, PLAIN)
    vacancy = await Vacancy.get()
    for route in ("vacancy", "decide"):
        world.ask_for(f"jobs:{route}", "a vacancy", code=vacancy.code)
        world.ask_for(f"jobs:{route}", "absent", code="nobody", form={"deed": "fill"})
    for form, first in (("enter", "work"), ("register", "employer"), ("post", "work")):
        for route in ("step", "save"):
            world.ask_for(f"jobs:{form}_{route}", "first", step=first)
            world.ask_for(f"jobs:{form}_{route}", "absent", step="nobody")
        world.ask_for(f"jobs:{form}_receipt", "absent", secret=NO_SECRET)
    world.ask_for("jobs:filled", "a vacancy that nobody here posted", code=vacancy.code)
    world.ask_for("jobs:filled", "absent", code="nobody")
