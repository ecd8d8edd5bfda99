"""Pages of the portal itself."""

from __future__ import annotations

from .world import NOWHERE, World


async def things(world: World) -> None:
    world.ask_for("core:answer", "sim", answer="sim")
    world.ask_for("core:answer", "absent", answer="nobody-knows")
    world.ask_for("core:service", "a service", service="complaints.report")
    world.ask_for("core:service", "absent", service="nobody.knows")
    world.ask_for("core:fragment", "a slot", slot="home.cards")
    world.ask_for("core:fragment", "absent", slot="nobody.knows")
    world.ask_for("core:display", "-", form={"bahasa": "en"})
    for route in ("import", "import_send"):
        world.ask_for(f"core:{route}", "a table", table="jobs.vacancies")
        world.ask_for(f"core:{route}", "absent", table="nobody.knows")
    world.ask_for("core:import_template", "a table", table="jobs.vacancies", kind="csv")
    world.ask_for("core:import_template", "absent", table="nobody.knows", kind="csv")
    for route in ("import_run", "import_confirm", "import_drop", "import_report"):
        world.ask_for(f"core:{route}", "absent", table="nobody.knows", run=NOWHERE)
