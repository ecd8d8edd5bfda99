"""Who sees a case: one rule for one case and for lists; a confidential one is there for its agency and its owner alone."""

from __future__ import annotations

import itertools

import pytest

from core import Actor, Post
from plugins.cases.api import ANONYMOUS, CONFIDENTIAL, PUBLIC, Case, is_listed, is_public, list_cases, may_view, visible_to
from tests.plugins.cases.world import World

pytestmark = pytest.mark.anyio

PERMISSIONS = (
    frozenset[str](),
    frozenset({"cases.view"}),
    frozenset({"cases.view_all"}),
    frozenset({"cases.view", "cases.view_all"}),
    frozenset({"cases.view", "cases.verify"}),
    frozenset({"cases.view_all", "cases.verify"}),
    frozenset({"other.view"}),
)
AGENCIES = (frozenset[str](), frozenset({"dpupr"}), frozenset({"inspektorat"}), frozenset({"dpupr", "dlh"}), frozenset({""}))
POSTED = [
    Actor("o1", "officer", frozenset({"cases.view"}), frozenset(post.agency for post in posts), posts=posts)
    for posts in (
        (Post("dpupr", frozenset({"cases.view"})), Post("dlh", frozenset({"other.view"}))),
        (Post("dpupr", frozenset({"other.view"})), Post("inspektorat", frozenset({"cases.view"}))),
        (Post("dpupr", frozenset({"cases.view"}), frozenset({"33.16.09"})),),
        (Post("dpupr", frozenset({"cases.view"}), frozenset({"33.16.09.2001", "33.16.10"})), Post("inspektorat", frozenset({"cases.view"}))),
        (Post("", frozenset({"cases.view"})),),
    )
]
PLACES = (("", ""), ("33.16.09", "33.16.09.2001"), ("33.16.09", "33.16.09.2002"), ("33.16.10", ""), ("33.16.1", ""))
ACTORS = [
    *POSTED,
    Actor(),
    Actor("", "citizen"),
    *(
        Actor(name, kind, rights, agencies)
        for name, kind in (("u1", "citizen"), ("o1", "officer"))
        for rights, agencies in itertools.product(PERMISSIONS, AGENCIES)
    ),
]


async def some_cases(world: World) -> list[Case]:
    made = []
    for visibility, agency, owner in itertools.product((PUBLIC, ANONYMOUS, CONFIDENTIAL), ("dpupr", "inspektorat", ""), ("", "u1", "u2")):
        made.append((await world.open(visibility=visibility, agency=agency, owner=owner)).case)
    for place, agency in itertools.product(PLACES, ("dpupr", "inspektorat")):
        made.append((await world.open(agency=agency, district=place[0], village=place[1])).case)
    return made


async def test_row_8_lists_and_single_cases_agree_for_every_kind_of_actor(world: World) -> None:
    cases = await some_cases(world)

    for actor in ACTORS:
        listed = {case.id for case in await Case.filter(visible_to(actor))}
        assert listed == {case.id for case in cases if may_view(actor, case)}, actor


async def test_who_works_in_two_agencies_sees_what_each_post_lets_them(world: World) -> None:
    roads = (await world.open(agency="dpupr", district="33.16.09", village="33.16.09.2001")).case
    elsewhere = (await world.open(agency="dpupr", district="33.16.10", village="33.16.10.2001")).case
    waste = (await world.open(agency="dlh")).case
    posts = (Post("dpupr", frozenset({"cases.view"}), frozenset({"33.16.09"})), Post("dlh", frozenset({"cases.handle"})))
    officer = Actor("o1", "officer", frozenset({"cases.view", "cases.handle"}), frozenset({"dpupr", "dlh"}), posts=posts)

    assert [may_view(officer, case) for case in (roads, elsewhere, waste)] == [True, False, False]
    assert officer.may_in("cases.handle", "dlh")
    assert not officer.may_in("cases.handle", "dpupr", "33.16.09")


async def test_whistleblowing_is_invisible_to_everybody_but_the_named_agency_and_the_owner(world: World) -> None:
    secret = (await world.open(visibility=CONFIDENTIAL, agency="inspektorat", owner="u1")).case
    accused = Actor("o1", "officer", frozenset({"cases.view", "cases.view_all"}), frozenset({"dpupr"}))
    inspector = Actor("o2", "officer", frozenset({"cases.view"}), frozenset({"inspektorat"}))

    assert not may_view(accused, secret)
    assert await Case.filter(visible_to(accused)).count() == 0
    assert (await list_cases(visible_to(accused))).cases == []
    assert may_view(inspector, secret)
    assert may_view(Actor("u1", "citizen"), secret)
    assert not is_public(secret)
    assert await Case.filter(is_listed()).count() == 0


async def test_a_stranger_sees_no_case_whole(world: World) -> None:
    cases = await some_cases(world)

    assert await Case.filter(visible_to(Actor())).count() == 0
    assert not any(may_view(Actor(), case) for case in cases)


async def test_what_everybody_may_see_is_one_rule_too(world: World) -> None:
    cases = await some_cases(world)

    assert {case.id for case in await Case.filter(is_listed())} == {case.id for case in cases if is_public(case)}
