"""The list for everybody is written by hand: it says what the models say, and is read along an index."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugins.cases.api import ANONYMOUS, CONFIDENTIAL, is_listed, list_cases, listed_cases
from plugins.cases.models import Case
from plugins.cases.public_list import ListedCase, statement
from tests.plugins.cases.world import World

pytestmark = pytest.mark.anyio
SERVICE = "repair.report"


async def every(world: World, size: int = 4, **filters: str) -> list[ListedCase]:
    seen, after = [], ""
    while True:
        page = await listed_cases(world.portal, SERVICE, filters=filters, after=after, size=size)
        seen += page.cases
        after = page.next
        if not after:
            return seen


async def test_it_says_of_each_case_what_its_model_says(world: World) -> None:
    await world.open(files=[await world.photo()])
    await world.open(visibility=ANONYMOUS, category="light")

    for listed in await every(world):
        case = await Case.get(id=listed.id)
        for name in ("ticket", "title", "state", "category", "agency", "district", "village", "opened", "due", "closed"):
            assert getattr(listed, name) == getattr(case, name), name


async def test_pages_neither_skip_nor_repeat_and_are_those_of_the_models(world: World) -> None:
    for n in range(11):
        await world.open(category="road" if n % 3 else "light", visibility=CONFIDENTIAL if n == 5 else "public")
        if n % 4 == 3:
            world.clock.move(timedelta(minutes=1))

    for filters in ({}, {"category": "road"}, {"state": "received", "district": "33.16.08"}, {"state": "closed"}):
        models = (await list_cases(is_listed(), filters={"service": SERVICE, **filters}, size=50)).cases
        assert [one.id for one in await every(world, **filters)] == [str(case.id) for case in models]


async def test_what_is_confidential_is_not_in_it_whatever_is_asked(world: World) -> None:
    hidden = (await world.open(visibility=CONFIDENTIAL)).case

    assert await every(world) == []
    assert (await listed_cases(world.portal, SERVICE, among=[hidden.id])).cases == []


async def test_among_some_means_among_these_alone(world: World) -> None:
    first, second = (await world.open()).case, (await world.open()).case

    assert [one.id for one in (await listed_cases(world.portal, SERVICE, among=[second.id])).cases] == [str(second.id)]
    assert (await listed_cases(world.portal, SERVICE, among=[])).cases == ()
    assert len((await listed_cases(world.portal, SERVICE, among=[first.id, second.id])).cases) == 2


async def test_the_cover_is_the_first_photo_that_came_with_the_case(world: World) -> None:
    photo = await world.photo()
    await world.open(files=[photo])
    await world.open()

    assert sorted(one.cover for one in await every(world)) == ["", str(photo)]


async def test_a_name_from_outside_never_becomes_a_column(world: World) -> None:
    await world.open()

    assert len(await every(world, owner="u1", **{"secret) OR 1=1 --": "x"})) == 1


@pytest.mark.parametrize("filters", [{}, {"state": "received"}, {"category": "road"}, {"district": "33.16.08"}])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_is_read_along_an_index_without_sorting(world: World, filters: dict[str, str]) -> None:
    for _ in range(3):
        await world.open()
    after = (await listed_cases(world.portal, SERVICE, size=1)).next

    for place in ("", after):
        sql, values = statement(SERVICE, filters, (), place, 20)
        plan = "; ".join(row["detail"] for row in await world.portal.database.rows("EXPLAIN QUERY PLAN " + sql, *values))
        assert "SCAN" not in plan, plan
        assert plan.count("TEMP B-TREE") <= ("ORDER BY f.id" in sql), plan  # the photos of one case are sorted, never the cases
