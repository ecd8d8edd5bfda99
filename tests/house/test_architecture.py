"""The rules that hold the house up, as tests: what `make check` says in a minute, said at every run."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import core

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core"


def test_imports_point_downwards_and_the_core_knows_no_plugin() -> None:
    ended = subprocess.run([Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout[-3000:]


def test_inside_the_core_nothing_is_taken_from_the_lazy_front() -> None:
    """`from core import Form` inside the core would step around the floors, for the front names every floor."""
    modules = {path.stem if path.is_file() else path.name for path in CORE.iterdir()} | {"PLUGIN_API"}
    found = []
    for file in set(CORE.rglob("*.py")) - set((CORE / "testing" / "plugins").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "core" and node.level == 0 and file != CORE / "__init__.py":
                found += [f"{file.relative_to(ROOT)}:{node.lineno}: {alias.name}" for alias in node.names if alias.name not in modules]

    assert found == []


def test_the_drawing_of_the_house_names_every_package_and_the_width_of_the_front() -> None:
    """It is written by hand, so it would fall behind without a word."""
    drawn = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    packages = {file.parent.name for file in CORE.glob("*/__init__.py")}

    assert {name for name in packages if f"{name}/" not in drawn} == set()
    assert f"({len(core.__all__)} names)" in drawn


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(file.relative_to(ROOT)) for folder in ("core", "plugins") for file in (ROOT / folder).rglob("*.py") if not described(file)]

    assert silent == []


def described(file: Path) -> bool:
    """Migrations are written by a tool, and an empty `__init__` has nothing to say."""
    text = file.read_text(encoding="utf-8")
    return not text.strip() or "migrations" in file.parts or bool(ast.get_docstring(ast.parse(text)))


def test_no_package_of_the_core_is_a_maze() -> None:
    """Light is measured in lines of code: no package over 1,500, no file over 400, the first four ideas together under 2,000."""
    packages = {package.name: sum(code_lines(file) for file in sources(package)) for package in CORE.iterdir() if package.is_dir()}
    files = {str(file.relative_to(ROOT)): code_lines(file) for folder in (CORE, ROOT / "plugins") for file in sources(folder)}

    assert {name: size for name, size in packages.items() if size > 1500} == {}
    assert {name: size for name, size in files.items() if size > 400} == {}
    assert packages["plugins"] + packages["forms"] + files["core/menus.py"] + files["core/routes.py"] < 2000


def sources(folder: Path) -> list[Path]:
    """Python files that people write; a migration is written by a tool."""
    return [file for file in sorted(folder.rglob("*.py")) if "migrations" not in file.parts]


def code_lines(file: Path) -> int:
    """Lines with code on them: no blank ones, no comments, no docstrings."""
    text = file.read_text(encoding="utf-8")
    prose = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return sum(1 for number, line in enumerate(text.splitlines(), 1) if line.strip() and not line.lstrip().startswith("#") and number not in prose)
