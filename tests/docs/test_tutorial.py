"""The first service, done as the page says: every command run and every file written, in the order of the page, in an empty folder."""

from __future__ import annotations

import os
import re
import resource
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.kit import assert_plugin_ok
from core.making.plugins import Scaffold, render_plugin
from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs" / "plugins" / "first-service.md"
INDONESIAN = ROOT / "docs" / "id" / "layanan-pertama.md"
PENDOPO = Path(sys.executable).parent / "pendopo"
SITE = "coba"
TITLE = "Pohon tepi jalan"
STAGES = (
    Scaffold("trees", TITLE),
    Scaffold("trees", TITLE, with_form=True),
    Scaffold("trees", TITLE, with_procedure=True),
    Scaffold("trees", TITLE, with_model=True, with_procedure=True),
)
SECONDS = 60
"""Machine time (CPU of all commands) until the tile is on the home page."""


class Reader:
    """Somebody who follows the page: `house` stands for the repository, the site lies beside it."""

    def __init__(self, folder: Path) -> None:
        self.house = folder / "house"
        self.house.mkdir()
        self.site = folder / SITE
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith(("PENDOPO_", "PYTEST_"))}
        self.said: list[str] = []
        self.home = ""
        self.seconds_to_the_tile = 0.0

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
            self.home = self.look("/", *words[2:])
            self.said.append(self.look("/trees"))
        elif words[1] == "test":
            folder = (self.house / words[2]).resolve()
            self.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", str(folder)], place, ROOT)
        else:
            self.run([str(PENDOPO), *words[1:]], place, self.house)

    def run(self, command: list[str], place: str, folder: Path) -> None:
        ended = subprocess.run(command, cwd=folder, env=self.environ, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, f"{place}: {shlex.join(command)}\n{ended.stdout}\n{ended.stderr}"
        self.said.append(ended.stdout)

    def look(self, path: str, *options: str) -> str:
        """Open the portal as `serve` does and fetch one page."""
        import httpx2

        server = subprocess.Popen([PENDOPO, "serve", "--port", "0", *options], cwd=self.house, env=self.environ, stderr=subprocess.PIPE, text=True)
        try:
            assert server.stderr is not None
            address = next(found[1] for line in server.stderr if (found := re.search(r": (http://127\.0\.0\.1:\d+)/$", line)))
            answer = httpx2.get(address + path, headers={"Accept-Language": "en"}, timeout=30)
            assert answer.status_code == 200
            return answer.text
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
            if not self.seconds_to_the_tile:
                self.seconds_to_the_tile = spent() - self.begun

    begun = 0.0


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_whoever_follows_the_page_has_a_service_that_works(tmp_path: Path) -> None:
    """One test, for the page is followed once: it takes a quarter of a minute."""
    reader = Reader(tmp_path)
    reader.begun = spent()

    reader.follow()

    said = "".join(reader.said)
    plugin = reader.site / "plugins" / "trees"
    assert re.search(rf'class="tile" [^>]*href="/trees">.*{TITLE}', reader.home)
    assert 0 < reader.seconds_to_the_tile < SECONDS
    assert "trees.request: Answered within five working days" in said
    assert "1 passed" in said
    assert "2 passed" in said
    assert_plugin_ok("trees", site=reader.site)
    made = render_plugin(STAGES[-1])
    assert {name: (plugin / name).read_text() for name in made} == made, "what was done by hand is what the command writes at once"


@pytest.mark.parametrize("page", [PAGE, INDONESIAN], ids=["en", "id"])
def test_the_code_is_the_scaffolds_own(page: Path) -> None:
    written = {(f"plugins/trees/{name}", text) for stage in STAGES for name, text in render_plugin(stage).items()}

    strange = [block.place for block in blocks(page) if block.file and (block.file, block.text) not in written]

    assert strange == [], "write what `pendopo plugins new trees` writes: core/making/plugin"


def test_both_languages_show_the_same_code_and_commands() -> None:
    english, indonesian = ([(block.language, block.file, block.text) for block in blocks(page)] for page in (PAGE, INDONESIAN))

    assert english == indonesian
