"""Education: schools and the rules of admission are everybody's."""

from __future__ import annotations

from tests.plugins.education.conftest import write

from .world import World


async def things(world: World) -> None:
    await write(world.portal)
    world.ask_for("education:school", "a school", npsn="10000001")
    world.ask_for("education:school", "absent", npsn="99999999")
