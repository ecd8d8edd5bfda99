"""`pendopo plugins new`: what it makes is enabled, passes every check and its own tests at once; what it cannot make it leaves no trace of."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from core.commands.main import main
from core.database import Database
from core.kit import assert_plugin_ok
from core.making.migrations import make_migration
from core.making.plugins import Scaffold, render_plugin
from core.portal import build_portal
from core.site import load_site

ROOT = Path(__file__).parents[3]
TITLE = "Pohon tepi jalan"
KINDS: dict[str, list[str]] = {
    "plain": [],
    "form": ["--with-form"],
    "model": ["--with-model"],
    "procedure": ["--with-procedure"],
    "model-procedure": ["--with-form", "--with-model", "--with-procedure"],
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "coba"
    monkeypatch.setenv("PENDOPO_SITE", str(folder))
    assert main(["new", str(folder), "--region", "33.16"]) == 0
    return folder


def problems(capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """What `pendopo check` says; no error is among it."""
    capsys.readouterr()
    code = main(["check", "--json"])
    checked = json.loads(capsys.readouterr().out)
    assert (code, checked["ok"]) == (0, True)
    said: list[dict[str, str]] = checked["problems"]
    return said


def everything(folder: Path) -> dict[str, str]:
    """Every file by its path, but what Python itself puts beside them."""
    return {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.rglob("*")) if file.is_file() and "__pycache__" not in file.parts}


def test_a_plain_plugin_is_five_files_of_under_sixty_lines() -> None:
    texts = render_plugin(Scaffold("trees", TITLE))

    assert len(texts) == 5
    assert sum(len(text.splitlines()) for text in texts.values()) < 60


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_enabled_checked_and_its_own_tests_pass(kind: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (site / "portal.toml").read_text()
    known = problems(capsys)

    assert main(["plugins", "new", "trees", "--title", TITLE, *KINDS[kind], "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    found = problems(capsys)
    folder = site / "plugins" / "trees"
    ended = run_tests(folder, ROOT)

    assert (made["folder"], made["enabled"][-1]) == (str(folder), "trees")
    assert set(made["files"]) == {*everything(folder)}
    assert found == known, "the site's own, of its example files"
    assert f"{2 if kind != 'plain' else 1} passed" in ended.stdout, ended.stdout + ended.stderr
    assert [line for line in before.splitlines() if line.startswith("#")] == [
        line for line in (site / "portal.toml").read_text().splitlines() if line.startswith("#")
    ]
    assert_plugin_ok("trees", site=site)


def run_tests(path: Path, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PENDOPO_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", str(path)]
    return subprocess.run(command, cwd=folder, env={**kept, **environ}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["model", "model-procedure"])
def test_the_migration_is_the_one_that_migrate_would_write(kind: str, site: Path, tmp_path: Path) -> None:
    main(["plugins", "new", "trees", *KINDS[kind]])
    portal = build_portal(load_site(site, {}))
    plugin = portal.plugin("trees")
    assert plugin is not None
    database = Database("sqlite://data/portal.db", {"trees": [plugin.modules["models"]]}, folder=site)

    written = asyncio.run(make_migration(database, "trees", "initial", tmp_path / "migrations"))

    assert (site / "plugins" / "trees" / "migrations" / "0001_initial.py").read_text() == written.read_text()


@pytest.mark.parametrize("kind", ["plain", "model-procedure"])
def test_a_package_is_installed_found_and_tested(kind: str, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["plugins", "new", "street_trees", "--package", *KINDS[kind]]) == 0
    folder, target = tmp_path / "pendopo-street-trees", tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(target), str(folder)]
    subprocess.run(pip, check=True, capture_output=True)
    ended = run_tests(folder / "tests", folder, PYTHONPATH=str(target))

    assert "street_trees" not in (site / "portal.toml").read_text()
    assert f"{2 if kind != 'plain' else 1} passed" in ended.stdout, ended.stdout + ended.stderr


def test_the_developing_server_shows_the_tile_of_a_plugin_that_was_just_made(site: Path) -> None:
    pendopo = Path(sys.executable).parent / "pendopo"
    server = subprocess.Popen([pendopo, "serve", "--dev", "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        address = next(found[1] for line in server.stderr if (found := re.search(r": (http://127\.0\.0\.1:\d+)/$", line)))
        before = httpx2.get(address, timeout=30).text

        assert main(["plugins", "new", "trees", "--title", TITLE]) == 0

        deadline = time.monotonic() + 40
        while 'href="/trees"' not in httpx2.get(address, timeout=30).text:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert 'href="/trees"' not in before
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)


REFUSED = [
    (["Pohon-Tepi"], "'Pohon-Tepi' is no name for a plugin [new.plugin]\n    Use a-z, 0-9 and _, beginning with a letter, 2 to 32 characters: pohon_tepi."),
    (["7"], "'7' is no name for a plugin [new.plugin]\n    Use a-z, 0-9 and _, beginning with a letter, 2 to 32 characters."),
    (["static"], "'static' is a name of the core's [new.plugin]\n    Take another, such as static_desa."),
    (["konsol"], "'konsol' is a name of the core's [new.plugin]\n    Take another, such as konsol_desa."),
    (["jobs"], f"there is a plugin 'jobs' already, in {ROOT / 'plugins' / 'jobs'} [new.plugin]\n    Nothing was written. Take another name."),
    (
        ["aduan"],
        "the address /aduan is that of the plugin 'complaints' [new.plugin]\n    Its pages would stand there, too. Take another name, such as aduan_desa.",
    ),
    (["here"], "{site}/plugins/here is there already [new.plugin]\n    Nothing was written. Take another name, or move that folder away."),
    (
        ["trees", "--title", 'Pohon "tepi"'],
        "--title: 'Pohon \"tepi\"' is no title [new.plugin]\n    One line of at most 60 letters, without quotes, braces and backslashes.",
    ),
    (
        ["trees", "--site", "{site}/plugins"],
        "--site names {site}/plugins, where there is no portal.toml [site.none]\n    Name a site's folder, or make one: pendopo new DIR.",
    ),
]


@pytest.mark.parametrize(("arguments", "said"), REFUSED, ids=[row[0][0] for row in REFUSED])
def test_a_refusal_says_what_and_how_to_mend_it_and_nothing_is_written(arguments: list[str], said: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "plugins" / "here").mkdir(parents=True)
    (site / "plugins" / "here" / "letter.txt").write_text("mine")
    before = everything(site)
    capsys.readouterr()

    code = main(["plugins", "new", *(word.replace("{site}", str(site)) for word in arguments)])

    assert code == 2
    assert capsys.readouterr().err == "pendopo: " + said.replace("{site}", str(site)) + "\n"
    assert everything(site) == before


def test_a_folder_that_may_not_be_written_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "plugins").write_text("a file where the folder belongs")
    capsys.readouterr()

    assert main(["plugins", "new", "trees"]) == 2
    assert f"{site}/plugins/trees cannot be made: " in capsys.readouterr().err


def test_two_procedures_have_tickets_of_their_own(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plugins", "new", "trees", "--with-procedure"]) == 0
    assert main(["plugins", "new", "trees_two", "--with-procedure"]) == 0

    assert not [problem for problem in problems(capsys) if problem["severity"] == "error" or "trees" in str(problem)]


def test_without_a_title_the_name_is_said() -> None:
    assert Scaffold("street_trees").shown == "Street trees"
