"""The first counter in twenty minutes, done as the page says: every file written, every command run, in the order of the page."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from core.commands.translations import Owner, read_entries, read_sources
from core.errors import Problem
from core.plugins.imports import check_imports
from core.plugins.manifest import read_manifest
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


def test_whoever_follows_the_page_has_a_counter_that_works(tmp_path: Path) -> None:
    """One test, for the page is followed once: it takes a quarter of a minute."""
    reader = Reader(tmp_path)

    reader.follow()

    said = "".join(reader.said)
    assert "Roadside trees" in said
    assert "trees.trimming: Looked at within five working days" in said
    assert "1 passed" in said
    assert untranslated(reader.site / "plugins" / "trees") == set()
    assert private_imports(reader.site / "plugins" / "trees") == []


def untranslated(folder: Path) -> set[str]:
    owners = Owner("core", ROOT / "core", ()), Owner("trees", folder, (folder,))
    known = {key for owner in owners for key, _ in read_entries(owner)}
    return {key for key, _ in read_sources(owners[1])} - known


def private_imports(folder: Path) -> list[Problem]:
    return check_imports(folder, read_manifest(folder / "plugin.toml", "trees"), "plugins.trees")
