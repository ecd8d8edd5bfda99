"""Proof from outside: a plugin in a distribution of its own is built, installed beside the wheel of Pendopo, tested and served.

What `pip install pendopo` brings is proved by test_wheel.py. Here both wheels are laid over the locked packages of this
environment, so that nothing is fetched; the tree itself is not on the path.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from core.plugins.imports import check_imports
from core.plugins.manifest import read_manifest
from core.testing.client import Client
from tests.house.test_wheel import run, served

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "pendopo-bumdes"
TABLE = "number;name;village;kind;offers\nAHU-1;Tirta Makmur;Bacem;water;Air galon\n"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    for source in (ROOT, EXAMPLE):
        run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder), ".", cwd=source)
    return folder


@pytest.fixture(scope="module")
def python(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the two wheels."""
    folder = tmp_path_factory.mktemp("outside") / "environment"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", *map(str, sorted(wheels.glob("*.whl"))))
    packages = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    (Path(packages) / "locked.pth").write_text(sysconfig.get_path("purelib"))
    said = run(str(python), "-c", "import core, plugins.cases; print(core.__file__); print(plugins.cases.__file__)").stdout.split()
    assert [place for place in said if not place.startswith(packages)] == [], "the tree is on the path"
    return python


def test_its_wheel_holds_the_plugin_and_nothing_else(wheels: Path) -> None:
    (wheel,) = wheels.glob("pendopo_bumdes-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    inside = [name.removeprefix("pendopo_bumdes/") for name in names if name.startswith("pendopo_bumdes/")]
    assert {"plugin.toml", "hooks.py", "locales/id/bumdes.po", "migrations/0001_initial.py", "templates/bumdes/enterprises.html"} <= set(inside)
    assert [name for name in names if not name.startswith(("pendopo_bumdes/", "pendopo_bumdes-"))] == []


def test_it_imports_only_what_is_public() -> None:
    folder = EXAMPLE / "pendopo_bumdes"

    assert check_imports(folder, read_manifest(folder / "plugin.toml", "bumdes"), "pendopo_bumdes") == []


def test_its_own_tests_pass_there(python: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "PYTHONPATH", "VIRTUAL_ENV"))}
    command = (str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0")
    ended = subprocess.run(command, cwd=EXAMPLE, env=kept | {"PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, check=False, timeout=200)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "passed" in ended.stdout
    assert "skipped" not in ended.stdout


@pytest.mark.anyio
async def test_a_site_is_served_with_it(python: Path, tmp_path: Path) -> None:
    pendopo, site, table = python.parent / "pendopo", tmp_path / "site", tmp_path / "enterprises.csv"
    table.write_text(TABLE)

    run(str(pendopo), "new", str(site), "--from", "blora")
    run(str(pendopo), "plugins", "enable", "bumdes", "--site", str(site))
    run(str(pendopo), "migrate", "--site", str(site))
    run(str(pendopo), "import", "bumdes.enterprises", str(table), "--site", str(site))
    with served(pendopo, site) as (address, _process):
        async with Client(address=address) as citizen:
            home, page, form = [(await citizen.get(path)).text for path in ("/", "/bumdes", "/aduan/lapor")]

    assert 'href="/bumdes"' in home
    assert "Tirta Makmur" in page
    assert "Air minum" in page
    assert 'name="bumdes__enterprise"' in form
