"""Lists: pages that neither skip nor repeat, along an index, whatever stands in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core import Actor
from plugins.cases.api import CONFIDENTIAL, Case, is_listed, list_cases, visible_to
from plugins.cases.lists import narrowed, read_cursor, write_cursor
from plugins.cases.people import index_of
from tests.plugins.cases.world import World

pytestmark = pytest.mark.anyio


async def test_pages_neither_skip_nor_repeat_a_case_though_many_have_the_same_moment(world: World) -> None:
    made = []
    for n in range(23):
        made.append((await world.open()).case.id)
        if n % 5 == 4:
            world.clock.move(timedelta(minutes=1))

    seen, after = [], ""
    while True:
        page = await list_cases(is_listed(), after=after, size=4)
        seen += [case.id for case in page.cases]
        after = page.next
        if not after:
            break

    assert len(seen) == len(set(seen)) == 23
    assert set(seen) == set(made)
    moments = [(await Case.get(id=case)).opened for case in seen]
    assert moments == sorted(moments, reverse=True)


async def test_a_list_is_narrowed_by_known_columns_only(world: World) -> None:
    await world.open(category="road")
    await world.open(category="light", district="33.16.09")
    await world.open(visibility=CONFIDENTIAL)

    assert len((await list_cases(is_listed(), filters={"category": "light"})).cases) == 1
    assert len((await list_cases(is_listed(), filters={"district": "33.16.08", "state": "received"})).cases) == 1
    assert len((await list_cases(is_listed(), filters={"owner": "u1", "secret__startswith": "a", "id": "1"})).cases) == 2


@pytest.mark.parametrize("text", ["", "x", "A" * 32, "_" * 32, "é" * 32, "../" * 10 + "..", "%00", "A" * 5000])
async def test_a_broken_place_in_the_address_is_the_beginning_or_the_end_and_never_an_error(world: World, text: str) -> None:
    await world.open()

    page = await list_cases(is_listed(), after=text)

    assert len(page.cases) in (0, 1)


async def test_a_place_in_the_list_reads_back_to_the_microsecond(world: World) -> None:
    world.clock.move(timedelta(microseconds=123_457))
    case = (await world.open()).case

    assert read_cursor(write_cursor(case.opened, case.id)) == (case.opened, case.id)


def everybody(**filters: str) -> QuerySet[Case]:
    return narrowed(is_listed(), {"service": "repair.report", **filters}, None).order_by("-opened", "-id").limit(21)


LISTS: dict[str, Any] = {
    "all of a service": lambda: everybody(),
    "by state": lambda: everybody(state="received"),
    "by category": lambda: everybody(category="road"),
    "by district": lambda: everybody(district="33.16.08"),
    "of an agency": lambda: narrowed(Q(), {"agency": "dpupr"}, None).order_by("-opened", "-id").limit(21),
    "of an owner": lambda: Case.filter(visible_to(Actor("u1", "citizen"))).order_by("-opened", "-id").limit(21),
    "by ticket": lambda: Case.filter(ticket="PBK-0000-0000"),
    "by link": lambda: Case.filter(secret="0" * 64),
    "overdue": lambda: Case.filter(closed__isnull=True, main__isnull=True, due__lt="2026-12-01").order_by("due", "id").limit(200),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_list_is_read_along_an_index_without_sorting(world: World, name: str) -> None:
    await world.open()

    rows = await world.portal.database.client.execute_query_dict("EXPLAIN QUERY PLAN " + LISTS[name]().sql(params_inline=True))

    plan = "; ".join(row["detail"] for row in rows)
    assert "SCAN cases_case" not in plan.replace('"', ""), plan
    assert "TEMP B-TREE" not in plan, plan


async def test_a_person_is_found_by_a_keyed_index(world: World) -> None:
    assert index_of(world.portal, "email", "Siti@Contoh.id") == index_of(world.portal, "email", "siti@contoh.id")
    assert index_of(world.portal, "phone", "+6281234567890") != index_of(world.portal, "nik", "+6281234567890")
