"""What docs/contracts.md promises and no other test holds, and that every test it names is there."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import core
from core.testing import REGIONS, make_site, serving
from tests.docs.pages import ROOT

pytestmark = pytest.mark.anyio
PAGE = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
PENDOPO = Path(sys.executable).parent / "pendopo"
PLUGINS = ("cases", "complaints")
PUBLIC_PAGES = ("/", "/layanan", "/layanan/complaints.report", "/cari?q=jalan", "/lacak", "/aduan", "/aduan/lapor", "/nothing/here")
MODULES = ("core.connectors", "core.errors", "core.feeds", "core.fields", "core.language", "core.identifiers", "core.models", "core.tables", "core.testing")


def test_every_row_names_a_test_that_is_there() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| what |", "|---"))]

    for row in rows:
        held = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert held, row
        assert [name for name in held if not (ROOT / name).is_file()] == []


def answer(site: Path, *words: str) -> Any:
    ended = subprocess.run([PENDOPO, "--site", site, *words, "--json"], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_plugins_list_hooks_and_cases_list_answer_as_promised(tmp_path: Path) -> None:
    make_site(tmp_path, toml='[plugins]\nenabled = ["cases"]\n', files={"regions.csv": REGIONS})

    plugins, hooks, cases = answer(tmp_path, "plugins", "list"), answer(tmp_path, "hooks"), answer(tmp_path, "cases", "list")

    assert [set(row) for row in plugins] == [{"slug", "version", "state", "why", "source"}] * len(plugins)
    assert [row["state"] for row in plugins if row["slug"] in PLUGINS] == ["registered", "disabled"]
    assert {"hook": "register_routes", "owner": "core", "plugins": ["cases"]} in hooks
    assert "register_procedures" in {row["hook"] for row in hooks if row["owner"] == "cases"}
    assert cases == []


async def test_every_page_has_the_parts_that_programs_look_for(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path, files={"regions.csv": REGIONS}), plugins=PLUGINS) as (_portal, client):
        for path in PUBLIC_PAGES:
            page = (await client.get(path)).text

            assert page.count("<h1") == 1, path
            assert page.count('<main id="isi"') == 1, path
            assert '<html lang="id"' in page, path
            assert page.count('<div id="pesan" role="status">') == 1, path


async def test_mistakes_are_summed_up_and_a_ticket_can_be_read_by_programs(tmp_path: Path) -> None:
    async with serving(make_site(tmp_path, files={"regions.csv": REGIONS}), plugins=PLUGINS) as (portal, client):
        wrong = await client.fill(await client.get("/aduan/lapor"), description="")
        page = await client.get("/aduan/lapor")
        for given in (
            {"description": "Lubang besar di depan pasar"},
            {"place_district": "33.16.08", "place_village": "33.16.08.1001", "place_landmark": "Depan pasar"},
            {"category": first_category(portal)},
            {"visibility": "public"},
            {},
        ):
            page = await client.follow(await client.fill(page, **given))

        assert wrong.status_code == 422
        assert '<div id="galat"' in wrong.text or re.search(r'<div[^>]* id="galat"', wrong.text)
        assert re.search(r'<data class="ticket" value="ADU-[0-9A-Z]{4}-[0-9A-Z]{4}">', page.text)


def first_category(portal: Any) -> str:
    """The first category that is no complaint about officials."""
    from plugins.complaints.categories import categories_of

    plugin = portal.plugin("complaints")
    assert plugin is not None
    return next(one.id for one in categories_of(plugin).all if not one.whistleblowing)


def test_the_modules_that_plugins_may_import_are_there() -> None:
    for name in MODULES:
        assert f"`{name}`" in PAGE
        importlib.import_module(name)
    assert core.PLUGIN_API == 1


async def test_templates_find_what_the_page_promises(tmp_path: Path) -> None:
    names = ["_", "ngettext", "url", "static", "icon", "slot", "request", "portal", "language", "actor", "csrf"]
    filters = ["date", "datetime", "time", "number", "rupiah", "say", "iso", "safe_url"]
    async with serving(make_site(tmp_path), plugins=()) as (portal, _client):
        environment = portal.templates.compiled("id", "page.html").environment

    given = set(environment.globals) | {"request", "portal", "actor"}
    assert set(names) - given == set()
    assert set(filters) - set(environment.filters) == set()
    for name in (*names, *filters):
        assert f"`{name}`" in PAGE or f"`{name}()`" in PAGE


def test_blocks_of_the_core_templates_are_those_that_are_promised() -> None:
    for template, promised in (("page.html", ("title", "head", "body_class", "main")), ("form.html", ("aside", "before"))):
        text = (ROOT / "core" / "templates" / template).read_text(encoding="utf-8")
        assert [block for block in promised if f"{{% block {block} %}}" not in text] == []


def test_portal_and_request_have_what_the_page_names() -> None:
    from core.portal.portal import Portal
    from core.requests import Request

    def named(of: str) -> set[str]:
        part = PAGE.split(f"`{of}`")[1].split(f"{'`Request`' if of == 'Portal' else '##'}")[0]
        return set(re.findall(r"`\.(\w+)", part))

    assert {name for name in named("Portal") if not hasattr(Portal, name)} == set()
    assert {name for name in named("Request") if not hasattr(Request, name)} == set()
