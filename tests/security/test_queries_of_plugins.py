"""Every plugin that ships, asked with queries that are none: no page of it takes them for a column or a piece of SQL, or falls over them.

What pages are asked with is read from the code: names that are read from the query, the constants NAMES and QUERY, and some that many pages have.
So a new page of a new plugin is asked without a list that somebody has to keep."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import count, cycle, islice

import pytest

from tests.security.access.world import HERE, PLUGINS, World, whole_world
from tests.security.test_authz_matrix import LAST, things_of
from tests.security.test_queries import INJECTIONS

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]
BUNDLED = HERE.parents[2] / "plugins"
WRONG = re.compile(r"Traceback|OperationalError|no such column|syntax error|SQL logic|DataError|invalid input", re.IGNORECASE)
COMMON = ("q", "sort", "after", "kecamatan")
AT_ONCE = 3
"""Values of one name at one page; the next page goes on where they end, so that each is asked often."""


def names_of(plugin: str) -> list[str]:
    """What the pages of a plugin may read from a query."""
    sources = [text for file in (BUNDLED / plugin).rglob("*.py") if "query_params" in (text := file.read_text(encoding="utf-8"))]
    read = {name for text in sources for name in re.findall(r"""query_params(?:\.get\(|\.getlist\(|\[)["'](\w+)["']""", text)}
    parts = {
        name for text in sources if re.search(r"query_params(?!\.get\(\"|\[\")", text) for name in re.findall(r'^    (\w+): str = ""$', text, re.MULTILINE)
    }
    every = [file.read_text(encoding="utf-8") for file in (BUNDLED / plugin).rglob("*.py")]
    constants = {group for text in every for group in re.findall(r"^(?:NAMES|QUERY)\b[^=\n]*= [({\[](.*?)[)}\]]", text, re.MULTILINE | re.DOTALL)}
    told = {name for group in constants for name in re.findall(r'"(\w+)"', group)}
    return sorted(read | parts | told | set(COMMON))


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with whole_world(tmp_path_factory.mktemp("whole") / "site") as made:
        yield made


def test_row_12_the_words_of_a_query_are_found_in_the_code() -> None:
    assert {"jenis", "keadaan", "setelah"} <= set(names_of("permits"))
    assert {"njkb", "kind", "transfer"} <= set(names_of("vehicle_tax"))
    assert {"q", "jenjang", "sesudah"} <= set(names_of("education"))
    assert {"keadaan", "layanan", "petugas"} <= set(names_of("cases"))
    assert {"q", "tampil", "setelah"} <= set(names_of("documents"))


@pytest.mark.parametrize("plugin", PLUGINS)
async def test_row_12_no_value_of_a_query_makes_a_page_of_a_plugin_fail(world: World, plugin: str) -> None:
    names, values, tried = names_of(plugin), cycle(INJECTIONS), count()
    pages = [one for one in world.portal.routing.endpoints if one.name.startswith(f"{plugin}:") and "GET" in one.methods and one.name != LAST]

    for endpoint in pages:
        for asked in things_of(world, endpoint).values():
            path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda found, asked=asked: asked.path[found[1]], endpoint.path)
            for name in names:
                for value in islice(values, AT_ONCE):
                    who = ("supervisor", "owner", "administrator")[next(tried) % 3]
                    answer = await world.people[who].get(path, params={**asked.query, name: value[:7000].encode("utf-8", "replace").decode()})
                    assert answer.status_code < 500, f"{path}?{name}={value[:100]!r} answered {answer.status_code}"
                    assert not WRONG.search(re.sub(r'(?:value|href|action)="[^"]*"', "", answer.text)), f"{path}?{name}={value[:100]!r}"
