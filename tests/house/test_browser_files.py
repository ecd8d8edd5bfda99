"""htmx and the icons: fetched by hash at build time, laid where the portal serves them, never committed."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_hooks", ROOT / "build_hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the hook reads, without what it makes."""
    for name in ("package.json", "package-lock.json", ".npmrc", "requirements-node.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    static = tmp_path / "core" / "static"
    static.mkdir(parents=True)
    (static / "icons.txt").write_text("# two icons\nmegaphone\nhouse\n")
    return tmp_path


@pytest.fixture
def drawings(tmp_path: Path) -> Path:
    folder = tmp_path / "drawings"
    folder.mkdir()
    for name in ("house", "megaphone"):
        (folder / f"{name}.svg").write_text(f'<!-- notice -->\n<svg class="x" viewBox="0 0 24 24"\n  stroke-width="2"\n>\n  <path d="{name}" />\n</svg>\n')
    return folder


def test_the_sprite_has_a_symbol_for_each_named_icon(hooks: ModuleType, copy: Path, drawings: Path) -> None:
    root = ET.fromstring(hooks.sprite(copy / "core" / "static", drawings))

    symbols = root.findall(f"{SVG}symbol")
    assert [symbol.get("id") for symbol in symbols] == ["house", "megaphone"]
    assert all(symbol.get("stroke-width") == "1.75" and symbol.get("fill") == "none" and len(symbol) == 1 for symbol in symbols)


def test_an_own_drawing_joins_the_sprite_and_stands_before_lucides(hooks: ModuleType, copy: Path, drawings: Path) -> None:
    own = copy / "core" / "static" / "icons"
    own.mkdir()
    (own / "mark.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="roof" fill="currentColor"/></svg>')
    (own / "house.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="ours"/></svg>')

    root = ET.fromstring(hooks.sprite(copy / "core" / "static", drawings))

    found = {symbol.get("id"): (symbol.get("viewBox"), symbol[0].get("d")) for symbol in root}
    assert found == {"mark": ("0 0 32 32", "roof"), "house": ("0 0 32 32", "ours"), "megaphone": ("0 0 24 24", "megaphone")}


def test_an_icon_that_does_not_exist_is_named(hooks: ModuleType, copy: Path, drawings: Path) -> None:
    (copy / "core" / "static" / "icons.txt").write_text("hose\n")

    with pytest.raises(LookupError, match="hose"):
        hooks.sprite(copy / "core" / "static", drawings)


def test_where_nothing_can_be_fetched_the_build_goes_on_and_leaves_the_reason(hooks: ModuleType, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")

    problem = hooks.fetch(copy, lambda _: None)

    assert "npm: not installed" in problem
    assert (copy / "core" / "static" / "vendor" / "MISSING").read_text() == problem + "\n"
    assert not (copy / "core" / "static" / "vendor" / "htmx.min.js").exists()


@pytest.mark.slow
@pytest.mark.parametrize("npm", ["the machine's", "a throw-away"])
def test_the_files_come_from_the_lock_by_npm(hooks: ModuleType, copy: Path, monkeypatch: pytest.MonkeyPatch, npm: str) -> None:
    if npm == "a throw-away":
        monkeypatch.setattr(hooks.shutil, "which", lambda _: None)
    elif not shutil.which("npm"):
        pytest.skip("npm is not on this machine")

    assert hooks.fetch(copy, lambda _: None) == ""

    vendor = copy / "core" / "static" / "vendor"
    assert 'version:"4.0.1"' in (vendor / "htmx.min.js").read_text() or "4.0.1" in (vendor / "htmx.min.js").read_text()
    assert 'id="megaphone"' in (vendor / "icons.svg").read_text()
    assert "ISC" in (vendor / "icons.LICENSE.txt").read_text()
    assert not (vendor / "MISSING").exists()


@pytest.mark.slow
def test_what_is_there_is_not_fetched_again_until_its_sources_change(hooks: ModuleType, copy: Path) -> None:
    assert hooks.fetch(copy, lambda _: None) == ""
    said: list[str] = []

    hooks.fetch(copy, said.append)
    assert said == []

    (copy / "core" / "static" / "icons.txt").write_text("megaphone\n")
    hooks.fetch(copy, said.append)
    assert len(said) == 1
    assert 'id="house"' not in (copy / "core" / "static" / "vendor" / "icons.svg").read_text()


def test_every_icon_that_the_house_names_is_in_the_list() -> None:
    static = ROOT / "core" / "static"
    listed = {line.strip() for line in (static / "icons.txt").read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")}
    listed |= {path.stem for path in (static / "icons").glob("*.svg")}
    in_code = re.compile(r'\bicon(?:=|\s*=\s*|":\s*)"([a-z][a-z0-9-]*)"|\bicon\("([a-z][a-z0-9-]*)"')
    named: dict[str, str] = {}
    for folder in ("core", "plugins", "themes", "sites"):
        for pattern in ("*.py", "*.html", "*.toml"):
            for file in (ROOT / folder).rglob(pattern):
                if "data" not in file.relative_to(ROOT).parts:
                    named |= {a or b: str(file.relative_to(ROOT)) for a, b in in_code.findall(file.read_text(encoding="utf-8"))}

    assert {name: place for name, place in named.items() if name not in listed} == {}


def test_git_ignores_what_is_fetched() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout")
    ignored = subprocess.run(
        ["git", "check-ignore", "core/static/vendor/htmx.min.js", "node_modules/x", "sites/blora/data/secrets.toml"], cwd=ROOT, capture_output=True, text=True
    )

    assert len(ignored.stdout.split()) == 3
