"""Proof from outside: plugins in distributions of their own are built, installed beside the wheel of Pendopo, tested and served.

What `pip install pendopo` brings is proved by test_wheel.py. Here both wheels are laid over the locked packages of this
environment, so that little is fetched: what Datasette needs, by its locked hashes. The tree itself is not on the path.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import sysconfig
import venv
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from core.testing.client import Client
from tests.house.test_wheel import run, served

ROOT = Path(__file__).parents[2]
EXAMPLES = {"bumdes": ROOT / "examples" / "pendopo-bumdes", "datasette": ROOT / "examples" / "pendopo-datasette"}
NEEDED = {
    "bumdes": {"plugin.toml", "hooks.py", "locales/id/bumdes.po", "migrations/0001_initial.py", "templates/bumdes/enterprises.html"},
    "datasette": {"plugin.toml", "hooks.py", "foreign.py", "locales/id/datasette.po"},
}
TABLE = "number;name;village;kind;offers\nAHU-1;Tirta Makmur;Bacem;water;Air galon\n"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    for source in (ROOT, *EXAMPLES.values()):
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder), ".", cwd=source)
    return folder


@pytest.fixture(scope="module")
def python(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheels."""
    folder = tmp_path_factory.mktemp("outside") / "environment"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    install = (sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps")
    run(*install, *map(str, sorted(wheels.glob("*.whl"))))
    run(*install, "--require-hashes", "-r", str(EXAMPLES["datasette"] / "requirements.lock"))
    packages = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    (Path(packages) / "locked.pth").write_text(sysconfig.get_path("purelib"))
    said = run(str(python), "-c", "import core, plugins.cases; print(core.__file__); print(plugins.cases.__file__)").stdout.split()
    assert [place for place in said if not place.startswith(packages)] == [], "the tree is on the path"
    return python


@pytest.mark.parametrize("slug", EXAMPLES)
def test_its_wheel_holds_the_plugin_and_nothing_else(wheels: Path, slug: str) -> None:
    package = f"pendopo_{slug}"
    (wheel,) = wheels.glob(f"{package}-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    assert {f"{package}/{name}" for name in NEEDED[slug]} <= set(names)
    assert [name for name in names if not name.startswith((f"{package}/", f"{package}-"))] == []


@pytest.mark.parametrize("slug", EXAMPLES)
def test_its_own_tests_pass_there(python: Path, slug: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHONPATH", "VIRTUAL_ENV"))}
    command = (str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0")
    ended = subprocess.run(command, cwd=EXAMPLES[slug], env=kept | {"PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, check=False, timeout=200)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "passed" in ended.stdout
    assert "skipped" not in ended.stdout


@pytest.mark.anyio
async def test_a_site_is_served_with_them(python: Path, tmp_path: Path) -> None:
    pendopo, site, table = python.parent / "pendopo", tmp_path / "site", tmp_path / "enterprises.csv"
    table.write_text(TABLE)

    run(str(pendopo), "new", str(site), "--from", "blora")
    (site / "opendata").mkdir()
    with closing(sqlite3.connect(site / "opendata" / "desa.db")) as database:
        database.execute("create table villages (name text)")
    with (site / "portal.toml").open("a") as written:
        written.write('\n[plugins.datasette]\nfiles = ["desa.db"]\n')
    for slug in EXAMPLES:
        run(str(pendopo), "plugins", "enable", slug, "--site", str(site))
    run(str(pendopo), "migrate", "--site", str(site))
    run(str(pendopo), "import", "bumdes.enterprises", str(table), "--site", str(site))
    with served(pendopo, site) as (address, _process):
        async with Client(address=address) as citizen:
            home, page, form, data = [(await citizen.get(path)).text for path in ("/", "/bumdes", "/aduan/lapor", "/data/desa")]

    assert 'href="/bumdes"' in home
    assert "Tirta Makmur" in page
    assert "Air minum" in page
    assert 'name="bumdes__enterprise"' in form
    assert "/data/desa/villages" in data
