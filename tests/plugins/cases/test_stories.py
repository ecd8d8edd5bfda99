"""Stories: many cases with a past, each of which verifies, and nobody is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.database.tables import Outbox
from plugins.cases.api import CONFIDENTIAL, Case, Refused, Story, Telling, listed_counts, verify_chains, write_stories
from plugins.cases.models import Entry, Person
from tests.plugins.cases.world import HANDLER, REPORTER, ROAD, VERIFIER, World

pytestmark = pytest.mark.anyio


def stories(world: World, count: int) -> Iterator[Story]:
    start = world.clock.now() - timedelta(days=30)
    for n in range(count):
        opened = start + timedelta(minutes=n)
        steps = [
            Telling(opened + timedelta(days=1), "forward", VERIFIER, {"agency": "dlh", "note": "Diteruskan."}),
            Telling(opened + timedelta(days=2), "start", HANDLER),
            Telling(opened + timedelta(days=3), "finish", HANDLER, {"note": "Sudah."}),
            Telling(opened + timedelta(days=4), "agree", REPORTER),
        ]
        yield Story(replace(ROAD, visibility=CONFIDENTIAL if n % 7 == 0 else "public"), opened, steps[: n % 5], supporters=n % 3)


async def test_every_story_is_a_case_that_verifies(world: World) -> None:
    told: list[int] = []

    count = await write_stories(world.context, stories(world, 1_203), advance=told.append)

    verdict = await verify_chains(world.portal)
    assert (count, sum(told), await Case.all().count()) == (1_203, 1_203, 1_203)
    assert (verdict.sentence(), verdict.entries) == ("intact", await Entry.all().count())
    assert await Person.all().count() == 1_203
    assert await Outbox.all().count() == 0
    closed = await Case.filter(state="closed").first()
    assert closed is not None
    assert (closed.agency, closed.due, closed.version) == ("dlh", None, 5)
    assert closed.closed == closed.opened + timedelta(days=4)


async def test_counts_are_right_afterwards(world: World) -> None:
    await write_stories(world.context, stories(world, 70))

    counts = await listed_counts(world.portal, "repair.report", ["received", "planned", "working", "confirm", "closed"])
    assert sum(counts.values()) == await Case.exclude(visibility=CONFIDENTIAL).count() == 60


async def test_a_story_that_the_procedure_does_not_allow_is_refused(world: World) -> None:
    wrong = Story(ROAD, world.clock.now(), [Telling(world.clock.now(), "finish", HANDLER, {"note": "x"})])

    with pytest.raises(Refused):
        await write_stories(world.context, [wrong])

    assert await Case.all().count() == 0


async def test_the_services_own_rows_are_written_in_the_same_transaction(world: World) -> None:
    async def beside(pairs: Sequence[tuple[Case, Story]]) -> None:
        assert len(pairs) == 3
        raise RuntimeError("no room")

    with pytest.raises(RuntimeError, match="no room"):
        await write_stories(world.context, stories(world, 3), beside=beside)

    assert await Case.all().count() == 0


async def test_officers_find_them_by_their_words_where_they_are_now(world: World) -> None:
    await write_stories(world.context, stories(world, 7))

    async def found(index: str, words: str) -> set[str]:
        return set(await world.portal.fulltext.find(index, words))

    cases = await Case.all()
    here = {str(case.id) for case in cases if case.agency == "dpupr"}
    assert here
    assert await found("cases.desk.dpupr", "lubang pasar") == here
    assert await found("cases.desk.dlh", "lubang pasar") == {str(case.id) for case in cases} - here
    assert await found("cases.desk", "lubang") == {str(case.id) for case in cases if case.visibility != CONFIDENTIAL}
