"""The first counter in twenty minutes, done as the page says: every file written, every command run, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "plugins.md"
PENDOPO = Path(sys.executable).parent / "pendopo"
SITE = "coba"


class Reader:
    """Somebody who follows the page: `house` stands for the repository, the site lies beside it."""

    def __init__(self, folder: Path) -> None:
        self.house = folder / "house"
        self.house.mkdir()
        self.site = folder / SITE
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith(("PENDOPO_", "PYTEST_"))}
        self.said: list[str] = []

    def follow(self) -> None:
        for block in blocks(PAGE):
            if block.file:
                target = self.site / block.file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(block.text, encoding="utf-8")
            elif block.language == "sh":
                for line in block.text.splitlines():
                    self.do(shlex.split(line), block.place)

    def do(self, words: list[str], place: str) -> None:
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environ[name] = value
        elif words[1] == "serve":
            self.said.append(self.look("/pohon"))
        elif words[1] == "test":
            folder = (self.house / words[2]).resolve()
            self.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", str(folder)], place, ROOT)
        else:
            self.run([str(PENDOPO), *words[1:]], place, self.house)

    def run(self, command: list[str], place: str, folder: Path) -> None:
        ended = subprocess.run(command, cwd=folder, env=self.environ, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, f"{place}: {shlex.join(command)}\n{ended.stdout}\n{ended.stderr}"
        self.said.append(ended.stdout)

    def look(self, path: str) -> str:
        """Open the portal as `serve` does and fetch one page."""
        import httpx2

        server = subprocess.Popen([PENDOPO, "serve", "--port", "0"], cwd=self.house, env=self.environ, stderr=subprocess.PIPE, text=True)
        try:
            assert server.stderr is not None
            address = next(found[1] for line in server.stderr if (found := re.search(r": (http://127\.0\.0\.1:\d+)/$", line)))
            answer = httpx2.get(address + path, headers={"Accept-Language": "en"})
            assert answer.status_code == 200
            return answer.text
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    somebody = Reader(tmp_path_factory.mktemp("tutorial"))
    somebody.follow()
    return somebody


def test_every_step_of_the_tutorial_works(reader: Reader) -> None:
    assert "Roadside trees" in "".join(reader.said)
    assert any("1 passed" in said for said in reader.said)
    assert any("trees.trimming" in said for said in reader.said)


def test_its_words_are_all_translated(reader: Reader) -> None:
    from core.commands.translations import Owner, read_entries, read_sources

    folder = reader.site / "plugins" / "trees"
    known = {key for owner in (Owner("core", ROOT / "core", ()), Owner("trees", folder, (folder,))) for key, _ in read_entries(owner)}

    assert {key for key, _ in read_sources(Owner("trees", folder, (folder,)))} - known == set()


def test_it_imports_only_what_a_plugin_may_import(reader: Reader) -> None:
    from core.plugins.imports import check_imports
    from core.plugins.manifest import read_manifest

    folder = reader.site / "plugins" / "trees"
    code = [problem for problem in check_imports(folder, read_manifest(folder / "plugin.toml", "trees"), "plugins.trees") if "/tests/" not in problem.where]

    assert code == []
