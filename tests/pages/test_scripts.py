"""The scripts of our own and htmx are read by the oldest browser that we promise them to, and htmx is the one of the lock."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
OWN = [file for folder in ("core", "plugins", "themes") for file in sorted((HOUSE / folder).rglob("static/**/*.js")) if "vendor" not in file.parts]
VENDOR = HOUSE / "core" / "static" / "vendor" / "htmx.min.js"
PARSE = "require('acorn').parse(require('fs').readFileSync(process.argv[1], 'utf8'), { ecmaVersion: Number(process.argv[2]), sourceType: 'script' })"


def parse(file: Path, year: int) -> str:
    """What a parser of that year's language says; nothing when it understands the file."""
    done = subprocess.run(["node", "-e", PARSE, str(file), str(year)], cwd=HOUSE, capture_output=True, text=True, check=False)
    return next((line for line in done.stderr.splitlines() if "Error" in line), done.stderr) if done.returncode else ""


@pytest.mark.node
def test_own_scripts_are_of_2020_and_htmx_of_2022() -> None:
    """Chrome 106, on the oldest Android that still gets one, reads 2022; what is our own gives older ones a chance."""
    assert OWN
    assert {file.name: said for file in OWN if (said := parse(file, 2020))} == {}
    assert parse(VENDOR, 2022) == ""


@pytest.mark.node
def test_the_parser_would_say_so(tmp_path: Path) -> None:
    (tmp_path / "new.js").write_text("class A { static { this.x ??= 1; } }")

    assert parse(tmp_path / "new.js", 2022) == ""
    assert "SyntaxError" in parse(tmp_path / "new.js", 2020)


@pytest.mark.node
def test_htmx_is_byte_for_byte_the_one_of_the_lock() -> None:
    locked = json.loads((HOUSE / "package-lock.json").read_text(encoding="utf-8"))["packages"]["node_modules/htmx.org"]["version"]
    package = HOUSE / "node_modules" / "htmx.org"

    assert json.loads((package / "package.json").read_text(encoding="utf-8"))["version"] == locked
    assert VENDOR.read_bytes() == (package / "dist" / "htmx.min.js").read_bytes()
    assert re.search(rf'version\s*[:=]\s*"{re.escape(locked)}"', VENDOR.read_text(encoding="utf-8"))
