"""pluggy is kept whole: its own test-suite, unchanged, passes with the manager that a portal's hooks stand on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGIN = "tests.house.ours_for_pluggy"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution of the locked version, by its locked hash: its wheel has no tests."""
    folder = tmp_path_factory.mktemp("pluggy")
    pinned = re.search(r"^pluggy==\S+ \\\n(?: +--hash=\S+(?: \\)?\n)+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert pinned, "requirements.lock does not pin pluggy"
    (folder / "pluggy.lock").write_text(pinned[0])
    download = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "pluggy", "--require-hashes", "-r", "pluggy.lock")
    ended = subprocess.run(download, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    (archive,) = folder.glob("pluggy-*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def run(suite: Path, *options: str, paths: tuple[Path, ...] = (ROOT,)) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = (sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:cacheprovider", *options, "testing")
    return subprocess.run(command, cwd=suite, env=kept | {"PYTHONPATH": os.pathsep.join(map(str, paths))}, capture_output=True, text=True, check=False)


def test_its_own_suite_passes_with_our_manager(suite: Path) -> None:
    ended = run(suite, "-p", PLUGIN)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "the manager is pluggy" in ended.stdout
    passed = re.search(r"(\d+) passed", ended.stdout)
    assert passed, ended.stdout
    assert int(passed[1]) > 200, ended.stdout
    assert not re.search(r"\d+ (failed|skipped|error|deselected)", ended.stdout), ended.stdout


def test_the_suite_notices_a_manager_that_behaves_otherwise(suite: Path, tmp_path: Path) -> None:
    """Else the test above could not fail."""
    (tmp_path / "otherwise.py").write_text(
        "import pluggy\nfrom core.plugins import declarations, frontdoor\n"
        "class Deaf(pluggy.PluginManager):\n    def unregister(self, plugin=None, name=None):\n        return None\n"
        "declarations.manager_of = lambda specs: Deaf('pendopo')\n"
    )

    ended = run(suite, "-p", "otherwise", "-p", PLUGIN, paths=(ROOT, tmp_path))

    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "test_unregister" in ended.stdout
