"""What plugins may rely on: the names of `core`, and what importing them costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import core

MOST_NAMES = 45
MOST_IMPORT_SECONDS = 0.030
HEAVY = ("starlette", "pydantic", "tortoise", "jinja2", "pluggy", "babel", "typer", "PIL", "cryptography", "uvicorn")


def test_the_public_names_are_sorted_lazy_and_few() -> None:
    assert core.__all__ == sorted(core.__all__)
    assert len(core.__all__) <= MOST_NAMES
    for name in core.__all__:
        assert getattr(core, name) is not None


def test_what_mypy_sees_is_what_is_there() -> None:
    tree = ast.parse(Path(core.__file__).read_text(encoding="utf-8"))
    checked = next(node for node in tree.body if isinstance(node, ast.If))

    seen = {alias.asname: node.module for node in checked.body if isinstance(node, ast.ImportFrom) for alias in node.names}

    assert {name: home for name, home in seen.items() if name} == core._HOME


def cost(module: str) -> tuple[float, list[str]]:
    """CPU seconds to import `module` in a fresh interpreter (the best of five), and the heavy modules that came along."""
    code = f"import sys, time; t = time.process_time(); import {module}; print(time.process_time() - t); print([m for m in {HEAVY!r} if m in sys.modules])"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines() for _ in range(5)]
    return min(float(run[0]) for run in runs), ast.literal_eval(runs[0][1])


def test_importing_core_costs_next_to_nothing() -> None:
    seconds, heavy = cost("core")

    assert heavy == []
    assert seconds <= MOST_IMPORT_SECONDS


def test_the_pure_words_bring_no_machinery_along() -> None:
    for module in ("core.errors", "core.access", "core.language", "core.identifiers"):
        assert cost(module)[1] == [], module


def test_a_name_that_is_not_there_says_so() -> None:
    with pytest.raises(AttributeError, match="Rout"):
        core.Rout  # type: ignore[attr-defined]  # noqa: B018
