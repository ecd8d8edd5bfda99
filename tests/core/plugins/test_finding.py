"""Plugins are found in three places, named once, and not imported for it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.errors import PluginError
from core.plugins import finding
from core.plugins.finding import find_plugins, private_package
from core.plugins.imports import check_imports
from core.plugins.manifest import read_manifest
from core.plugins.plugin import State
from core.portal import build_portal
from core.testing import make_site, serving

MANIFEST = 'slug = "{slug}"\nversion = "1.0.0"\nplugin_api = 1\ntitle = "T"\n'
HOOKS = '''"""Hooks."""
from starlette.responses import PlainTextResponse
from core import PUBLIC, Route, hookimpl
async def page(request):
    return PlainTextResponse("{words}")
@hookimpl
def register_routes():
    return [Route("/", page, name="page", access=PUBLIC)]
'''


def make_plugin(folder: Path, slug: str, words: str = "here", manifest: str = "", hooks: str = "") -> Path:
    home = folder / slug
    home.mkdir(parents=True)
    (home / "plugin.toml").write_text(MANIFEST.format(slug=slug) + manifest, encoding="utf-8")
    (home / "__init__.py").write_text("", encoding="utf-8")
    (home / "hooks.py").write_text(hooks or HOOKS.format(words=words), encoding="utf-8")
    return home


def install(folder: Path, slug: str, value: str, words: str = "here", hooks: str = "") -> None:
    """A distribution as pip leaves it: a package, and its metadata with an entry point."""
    make_plugin(folder, slug, words, hooks=hooks)
    info = folder / f"dist_{slug}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: dist-{slug}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{finding.GROUP}]\n{slug} = {value}\n", encoding="utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.mark.anyio
async def test_a_sites_own_plugin_is_served(tmp_path: Path) -> None:
    make_plugin(tmp_path / "plugins", "own_thing", "from the site")

    async with serving(make_site(tmp_path), plugins=["own_thing"]) as (portal, client):
        plugin = portal.plugin("own_thing")
        assert (await client.get("/own-thing")).text == "from the site"
        assert plugin is not None
        assert plugin.source == "site"
        assert str(tmp_path / "plugins") not in sys.path


@pytest.mark.anyio
async def test_two_sites_may_have_a_plugin_of_the_same_slug_each(tmp_path: Path) -> None:
    make_plugin(tmp_path / "one" / "plugins", "own_thing", "one")
    make_plugin(tmp_path / "two" / "plugins", "own_thing", "two")

    async with (
        serving(make_site(tmp_path / "one"), plugins=["own_thing"]) as (_p, first),
        serving(make_site(tmp_path / "two"), plugins=["own_thing"]) as (_q, second),
    ):
        assert [(await client.get("/own-thing")).text for client in (first, second)] == ["one", "two"]


@pytest.mark.anyio
async def test_row_44_an_installed_distribution_runs_only_when_it_is_enabled(installed: Path, tmp_path: Path) -> None:
    install(installed, "dist_good", "dist_good", "from pip")
    install(installed, "dist_evil", "dist_evil", hooks="raise SystemExit('imported')")

    async with serving(make_site(tmp_path / "site"), plugins=["dist_good"]) as (portal, client):
        assert (await client.get("/dist-good")).text == "from pip"
        assert "dist_evil" in portal.found
        assert "dist_evil" not in sys.modules


def test_a_dotted_entry_point_is_refused_without_stopping_the_others(installed: Path, tmp_path: Path) -> None:
    install(installed, "dist_dotted", "dist_dotted.inner")
    install(installed, "dist_gone", "nowhere_at_all")

    found, problems = find_plugins(tmp_path)

    assert "dist_dotted" not in found
    assert {p.code for p in problems} == {"plugin.entry_point"}
    assert len(problems) == 2


def test_a_slug_found_twice_names_both_places(tmp_path: Path) -> None:
    make_plugin(tmp_path / "plugins", "cases")

    _found, problems = find_plugins(tmp_path)

    assert [p.code for p in problems] == ["plugin.twice"]
    assert str(tmp_path) in problems[0].where
    assert str(finding.BUNDLED) in problems[0].where


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('requires = ["cases=>1"]', "requires"),
        ('segments = ["a b"]', "path segment"),
        ('segments = ["layanan"]', "the core's"),
        ('csp = { "script-src" = ["https://x.example"] }', "may not be widened"),
        ('csp = { "img-src" = ["*"] }', "https address"),
        ('icons = "x"', "Did you mean 'icon'"),
        ('data = { "x.y" = { why = "w" } }', "data.x.y.keep"),
    ],
)
def test_a_wrong_manifest_is_named_with_its_line(more: str, words: str, tmp_path: Path) -> None:
    home = make_plugin(tmp_path, "thing", manifest=more)

    with pytest.raises(PluginError) as caught:
        read_manifest(home / "plugin.toml", "thing")

    assert words in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.where.endswith("plugin.toml:5")


def test_every_mistake_in_a_manifest_is_named_at_once(tmp_path: Path) -> None:
    text = 'slug = "thingg"\nversion = "x"\nplugin_api = 1\ntitle = 5\nrequires = ["a b c", "cases>=1", "="]\ncolour = "red"\n'
    (tmp_path / "plugin.toml").write_text(text, encoding="utf-8")

    with pytest.raises(PluginError) as caught:
        read_manifest(tmp_path / "plugin.toml", "thing")

    assert sorted(int(problem.where.rpartition(":")[2]) for problem in caught.value.problems) == [1, 2, 4, 5, 5, 6]


@pytest.mark.parametrize("slug", ["Complaints", "a b", "core", "portal", "../x", "x" * 65, "9a", "a"])
def test_a_slug_is_a_bare_word_and_not_one_of_the_cores(slug: str, tmp_path: Path) -> None:
    (tmp_path / "plugin.toml").write_text(MANIFEST.format(slug=slug), encoding="utf-8")

    with pytest.raises(PluginError):
        read_manifest(tmp_path / "plugin.toml", slug)


def test_a_newer_plugin_api_is_refused_with_what_to_take(tmp_path: Path) -> None:
    home = make_plugin(tmp_path / "plugins", "later")
    (home / "plugin.toml").write_text(MANIFEST.format(slug="later").replace("plugin_api = 1", "plugin_api = 2"), encoding="utf-8")

    portal = build_portal(make_site(tmp_path), plugins=["later"])

    plugin = portal.plugin("later")
    assert plugin is not None
    assert plugin.state is State.FAILED
    assert "plugin_api 2" in plugin.why


def test_an_enabled_plugin_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    site = make_site(tmp_path, toml='[plugins]\nenabled = ["cases", "complaint"]\n')

    problem = next(p for p in build_portal(site).problems if p.code == "plugin.unknown")

    assert problem.where.startswith("portal.toml:")
    assert "'complaints'" in problem.hint


def test_a_plugin_imports_the_cores_public_modules_and_the_apis_it_requires(tmp_path: Path) -> None:
    home = make_plugin(tmp_path, "thing", manifest='requires = ["cases"]')
    (home / "ok.py").write_text(
        "from core import Route, fields\nfrom core.language import Text\nimport plugins.cases.api\n"
        "from plugins.cases import api\nfrom . import hooks\nimport json\n",
        encoding="utf-8",
    )
    (home / "bad.py").write_text(
        "from core.database import Database\nimport core.web.app\nfrom plugins.cases.models import Case\nfrom plugins.jobs import api\n", encoding="utf-8"
    )

    problems = check_imports(home, read_manifest(home / "plugin.toml", "thing"), "plugins.thing")

    assert [p.where.rpartition("/")[2] for p in problems] == ["bad.py:1", "bad.py:2", "bad.py:3", "bad.py:4"]
    assert all(p.hint for p in problems)


def test_the_api_of_a_plugin_that_one_can_do_without_is_imported_late(tmp_path: Path) -> None:
    home = make_plugin(tmp_path, "thing", manifest='uses = ["cases>=1"]')
    (home / "ok.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from plugins.cases.api import Case\n\n"
        "async def page():\n    from plugins.cases import api\n    return api\n",
        encoding="utf-8",
    )
    (home / "bad.py").write_text("from plugins.cases import api\ndef late():\n    from plugins.cases.models import Case\n", encoding="utf-8")

    problems = check_imports(home, read_manifest(home / "plugin.toml", "thing"), "plugins.thing")

    assert [p.where.rpartition("/")[2] for p in problems] == ["bad.py:1", "bad.py:3"]
    assert "portal.runs" in problems[0].hint
    assert "its api" in problems[1].hint


@pytest.mark.parametrize(("wanted", "enabled", "alive"), [(">=1", True, True), (">=9", True, False), (">=9", False, True)])
def test_a_plugin_that_is_used_must_be_of_the_right_version_or_absent(tmp_path: Path, wanted: str, enabled: bool, alive: bool) -> None:
    make_plugin(tmp_path / "plugins", "thing", manifest=f'uses = ["other{wanted}"]')
    make_plugin(tmp_path / "plugins", "other")

    portal = build_portal(make_site(tmp_path), plugins=["thing", *(["other"] if enabled else [])])

    assert portal.runs("thing") is alive
    assert portal.runs("other") is enabled


def test_the_private_package_differs_by_folder(tmp_path: Path) -> None:
    assert private_package(tmp_path / "a") != private_package(tmp_path / "b")
