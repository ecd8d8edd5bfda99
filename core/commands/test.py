"""`pendopo test`: run the tests, and say which groups could not run and how to get them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from core.commands.console import FINE, PROBLEMS, USAGE, note
from core.commands.groups import GROUPS, REPOSITORY, chromium, fetch_packages, read_groups
from core.errors import UsageError

app = typer.Typer(add_completion=False, help="Run the tests.")

TAKES_A_VALUE = frozenset({"-k", "-m", "-p", "-n", "-c", "-o", "-W", "-r"})
NEEDS_PACKAGES = frozenset({"browser", "node", "java"})


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run_tests(
    ctx: typer.Context,
    require: Annotated[str, typer.Option(metavar="GROUPS", help="Groups that must run, with commas, or 'all': browser, node, java, tools, slow.")] = "",
    slow: Annotated[bool, typer.Option("--slow", help="Run the slow ones too.")] = False,
) -> None:
    """Run the tests. Anything else on the line goes to pytest: a file, -k WORD, -x. Example: pendopo test tests/plugins/cases -k due"""
    if not (REPOSITORY / "tests").is_dir():
        raise UsageError("the tests are in the repository, not in the installed package", hint="Clone it and run ./pendopo test there.")
    if not importlib.util.find_spec("pytest"):
        raise UsageError("pytest is not installed here", hint="Run ./pendopo test, which installs what tests need.")
    required = read_groups(require)
    _fetch(required)
    missing = {name: why for name in sorted(required) if (why := GROUPS[name].missing())}
    if missing:
        for name, why in missing.items():
            note(f"The group {name} is required and cannot run. Missing: {why}")
        raise typer.Exit(PROBLEMS)
    arguments = [*_parallel(ctx.args), *(["--slow"] if slow or "slow" in required else []), *from_here(ctx.args, Path.cwd())]
    code = subprocess.call([sys.executable, "-m", "pytest", "-c", "pyproject.toml", "--rootdir", ".", *arguments], cwd=REPOSITORY)
    raise typer.Exit({0: FINE, 1: PROBLEMS}.get(code, USAGE))


def _fetch(required: frozenset[str]) -> None:
    """Get axe and vnu when something here could use them."""
    if not (required & NEEDS_PACKAGES or chromium() or shutil.which("java")):
        return
    problem = fetch_packages()
    if problem:
        note(f"The npm packages for tests could not be fetched: {problem}")


def _parallel(arguments: list[str]) -> list[str]:
    """Two workers, or as many as pytest is told; a debugger and a single test want one process."""
    if not importlib.util.find_spec("xdist") or any(
        word.startswith(("-n", "--numprocesses", "--pdb", "--trace")) or "::" in word or word == "no:xdist" for word in arguments
    ):
        return []
    return ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]


def from_here(arguments: Sequence[str], folder: Path) -> list[str]:
    """Files and folders named from where the command was called; pytest runs in the repository, for its settings."""
    placed = []
    for before, word in zip(["", *arguments], arguments, strict=False):
        name, colons, test = word.partition("::")
        there = not word.startswith("-") and before not in TAKES_A_VALUE and (folder / name).exists()
        placed.append(f"{(folder / name).resolve()}{colons}{test}" if there else word)
    return placed
