"""When the time in the data passport is over, a closed case no longer tells who asked; the case and its chain stay."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from core.retention import expire
from plugins.cases.api import Case, move, verify_chains
from plugins.cases.models import Answer, Person, Run
from plugins.cases.retention import REPORTERS, RUNS
from tests.plugins.cases.world import VERIFIER, World

pytestmark = pytest.mark.anyio
YEARS = timedelta(days=1826)


async def closed(world: World) -> Case:
    case = (await world.open(owner="u1", on_behalf_of="w1")).case
    await move(world.context, case.id, "refuse", VERIFIER, {"reason": "spam", "note": "Bukan urusan perbaikan."})
    return case


async def counts(world: World, *, dry: bool = False) -> dict[str, int]:
    found = await expire(world.portal, dry=dry)
    assert [one.error for one in found] == [""]
    return dict(found[0].counts)


async def test_row_39_five_years_after_closing_the_reporter_is_forgotten_and_the_chain_is_intact(world: World) -> None:
    old = await closed(world)
    world.clock.move(YEARS + timedelta(days=1))
    young = await closed(world)
    still = (await world.open()).case

    assert await counts(world, dry=True) == {REPORTERS: 1, RUNS: 0}
    assert await Person.all().count() == 3
    assert await counts(world) == {REPORTERS: 1, RUNS: 0}
    assert await counts(world) == {REPORTERS: 0, RUNS: 0}

    left = await Case.get(id=old.id)
    assert {row.case for row in await Person.all()} == {row.case for row in await Answer.all()} == {young.id, still.id}
    assert (left.owner, left.on_behalf_of, left.title) == ("", "", old.title)
    assert (await verify_chains(world.portal)).sentence().startswith("intact")


async def test_two_processes_at_once_forget_once(world: World) -> None:
    await closed(world)
    world.clock.move(YEARS + timedelta(days=1))

    await asyncio.gather(expire(world.portal), expire(world.portal))

    assert await Person.all().count() == 0
    assert (await verify_chains(world.portal)).sentence().startswith("intact")


async def test_what_came_of_acting_on_many_cases_goes_after_thirty_days(world: World) -> None:
    for number in range(2):
        await Run.create(id=uuid4(), actor="sari", made=world.clock.now(), title="Ambil", lines=[["PBK-7K3F-9Q2M", True, str(number)]])
        world.clock.move(timedelta(days=29))

    assert await counts(world, dry=True) == {REPORTERS: 0, RUNS: 1}
    assert await counts(world) == {REPORTERS: 0, RUNS: 1}
    assert [run.lines[0][2] for run in await Run.all()] == ["1"]
    assert await counts(world) == {REPORTERS: 0, RUNS: 0}
