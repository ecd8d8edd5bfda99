"""Who may ask what: every route of every plugin that ships, asked by eleven kinds of people, against tables that somebody has read.

The tables are `tests/security/access/*.csv`, and what is asked for stands beside them; how a new route gets its lines is
said in `tests/security/access/__init__.py`. A route that has none fails here, and the failure writes the lines to read.
What one may not see answers like what is not there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import httpx2
import pytest

from core.portal.routing import Endpoint
from core.security.csrf import FIELD
from core.site import load_site
from core.site.shipped import shipped
from core.testing import form_in
from core.testing.client import HOST, Client
from plugins.cases.api import CONFIDENTIAL, Case
from tests.security.access.world import HERE, PEOPLE, PLUGINS, UNFINISHED, Asked, World, whole_world

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]

HEAD = ("route", "object", *PEOPLE)
ABOUT_A_CASE = ("of another agency", "confidential", "about its officials", "about officials", "absent", "case id")
"""Where a case itself is hidden or absent; otherwise it is a file or a step of something that may be seen."""
LAST = "accounts:leave"
"""It ends the session of whoever asks."""


def table_of(plugin: str) -> list[dict[str, str]]:
    file = HERE / f"{plugin}.csv"
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines())) if file.is_file() else []


ROWS = [row for plugin in ("core", *PLUGINS) for row in table_of(plugin)]
NAMES = sorted({row["route"] for row in ROWS})


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody got: the status, and the page and headers without what differs from one request to the next."""

    status: int
    page: str
    headers: tuple[tuple[str, str], ...]


Answers = Mapping[tuple[str, str], Mapping[str, Answer]]
Lists = Mapping[str, Mapping[str, str]]
"""The pages that list cases, by person and address."""


async def ask(client: Client, endpoint: Endpoint, asked: Asked, token: str) -> httpx2.Response:
    """One request as this person's browser would send it."""
    names = re.findall(r"\{(\w+)", endpoint.path)
    if set(names) != set(asked.path):
        pytest.fail(f"{endpoint.name} has {names} in its path, and tests/security/access asks for it with {sorted(asked.path)}")
    path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: asked.path[found[1]], endpoint.path)
    if "GET" in endpoint.methods:
        return await client.get(path, params=dict(asked.query) or None)
    sent = {FIELD: token, **asked.form}
    return await client.post(path, data=sent, params=dict(asked.query) or None, headers={"Origin": HOST, "Sec-Fetch-Site": "same-origin"})


def answer_of(response: httpx2.Response) -> Answer:
    asked = response.text if response.status_code == 404 else ""
    for own in (str(response.url), response.url.path, quote(response.url.path, safe="")):
        asked = asked.replace(own, "")
    page = re.sub(r'value="[A-Za-z0-9_.-]{60,}"|<code class="num">[0-9a-f]+</code>', "", asked)
    differ = ("x-request-id", "date", "content-length", "set-cookie")
    return Answer(response.status_code, page, tuple(sorted((name, value) for name, value in response.headers.items() if name not in differ)))


def in_order(world: World) -> list[Endpoint]:
    """First what only looks, then what is sent, so that nothing is asked for that somebody has taken away; signing out at the end."""
    return sorted(world.portal.routing.endpoints, key=lambda one: (one.name == LAST, "GET" not in one.methods, one.name))


def things_of(world: World, endpoint: Endpoint) -> Mapping[str, Asked]:
    """What is asked of a route; one with parameters needs objects."""
    if "{" not in endpoint.path:
        return world.asked.get(endpoint.name, {"-": Asked()})
    return world.asked.get(endpoint.name, {})


async def lists_of(client: Client) -> dict[str, str]:
    """Every page on which somebody finds cases, and the searches for those that they had better not find."""
    hidden = [case.ticket for case in await Case.filter(visibility=CONFIDENTIAL)]
    searches = [f"{place}?q={ticket}" for ticket in hidden for place in ("/aduan", "/cari", "/petugas")]
    pages = ("/", "/aduan", "/cari?q=lubang", "/aduan/statistik", "/petugas", "/petugas/ikhtisar", "/akun", "/pesan", "/konsol")
    return {path: (await client.get(path)).text for path in (*pages, *searches)}


@pytest.fixture(scope="module")
async def asked(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[World, Answers, Lists]]:
    """Everything was asked by everybody, the owner last."""
    async with whole_world(tmp_path_factory.mktemp("whole") / "site") as world:
        lists = {who: await lists_of(client) for who, client in world.people.items()}
        answers: dict[tuple[str, str], dict[str, Answer]] = {}
        order = [who for who in PEOPLE if who != "owner"] + ["owner"]
        tokens = {who: dict(form_in((await world.people[who].get("/lacak")).text, "ticket").filled())[FIELD] for who in order}
        for endpoint in in_order(world):
            for thing, what in things_of(world, endpoint).items():
                found = {who: answer_of(await ask(world.people[who], endpoint, what, tokens[who])) for who in order}
                answers[endpoint.name, thing] = found
        yield world, answers, lists


def line(name: str, thing: str, found: Mapping[str, Answer]) -> str:
    return ",".join((name, thing, *(str(found[who].status) for who in PEOPLE)))


async def test_row_08_every_plugin_that_ships_is_asked(asked: tuple[World, Answers, Lists]) -> None:
    enabled = {slug for site in ("blora", "sumedang") for slug in load_site(shipped("sites")[site], {}).config.plugins.enabled}

    assert enabled & UNFINISHED == set(), "a site enables it: take it out of UNFINISHED in tests/security/access/world.py, and give it its table"
    assert set(PLUGINS) - {one.slug for one in asked[0].portal.plugins} == set(), "a plugin was left out: `pendopo check` says why"


async def test_row_08_every_route_with_parameters_has_something_to_be_asked_for(asked: tuple[World, Answers, Lists]) -> None:
    world, _answers, _lists = asked
    without = [f"{one.name}  {one.path}" for one in world.portal.routing.endpoints if not things_of(world, one)]
    unknown = sorted(set(world.asked) - {one.name for one in world.portal.routing.endpoints})

    assert without == [], "say in tests/security/access/SLUG.py what these are asked for: world.ask_for(route, 'own', …), and 'absent'"
    assert unknown == [], "asked for in tests/security/access, and no such route"


async def test_row_08_every_route_stands_in_a_table(asked: tuple[World, Answers, Lists]) -> None:
    _world, answers, _lists = asked
    known = {(row["route"], row["object"]) for row in ROWS}
    missing = [line(*which, found) for which, found in sorted(answers.items()) if which not in known]
    told = "\n".join([",".join(HEAD), *missing])

    assert not missing, f"New routes. Read each answer: may this person have it? Then put the line in tests/security/access/SLUG.csv:\n{told}"
    assert known - set(answers) == set(), "rows of routes or objects that are gone: take them out"


@pytest.mark.parametrize("name", NAMES)
async def test_row_08_who_may_ask_it(asked: tuple[World, Answers], name: str) -> None:
    _world, answers, _lists = asked
    expected = {(name, row["object"]): {who: row[who] for who in PEOPLE} for row in ROWS if row["route"] == name}

    found = {which: {who: str(one.status) for who, one in by.items()} for which, by in answers.items() if which in expected}

    assert found == expected


@pytest.mark.parametrize("name", sorted({row["route"] for row in ROWS if any(row[who] == "404" for who in PEOPLE)}))
async def test_row_09_what_one_may_not_see_and_what_is_not_there_are_one_answer(asked: tuple[World, Answers], name: str) -> None:
    _world, answers, _lists = asked
    of_it = {thing: by for (route, thing), by in answers.items() if route == name}

    for who in PEOPLE:
        for about_a_case in (True, False):
            alike = [by[who] for thing, by in of_it.items() if by[who].status == 404 and (thing in ABOUT_A_CASE) is about_a_case]
            assert len({one.page for one in alike}) <= 1, who
            assert len({one.headers for one in alike}) <= 1, who


@pytest.mark.parametrize("who", PEOPLE)
async def test_row_08_a_confidential_case_is_in_no_public_list_and_no_search(asked: tuple[World, Answers, Lists], who: str) -> None:
    hidden = [case.ticket for case in await Case.filter(visibility=CONFIDENTIAL)]

    for path, page in asked[2][who].items():
        assert [ticket for ticket in hidden if f"/aduan/{ticket}" in page] == [], path
    assert "/aduan/ADU-" in asked[2][who]["/aduan"]


async def test_row_08_a_case_about_officials_is_in_the_queue_of_the_inspectorate_alone(asked: tuple[World, Answers, Lists]) -> None:
    world, _answers, lists = asked
    about = {case.ticket for case in await Case.filter(visibility=CONFIDENTIAL, agency="inspektorat")}

    found = {who: {ticket for page in lists[who].values() for ticket in about if f"/petugas/kasus/{ticket}" in page} for who in world.people}

    assert found == {who: about if who == "inspector" else set() for who in world.people}
