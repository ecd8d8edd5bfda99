"""What every command has: help with an example, the nearest word for a slip, plain text wherever nobody sees colours."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from core.commands.console import Call
from core.commands.main import COMMANDS, load, main
from core.site.shipped import shipped
from core.testing import make_site

BLORA = Call(str(shipped("sites")["blora"]))


def every_command() -> Iterator[tuple[str, ...]]:
    """The words of each command, those of the bundled plugins too, down to the last."""
    for name in [*COMMANDS, "cases"]:
        found = load(name, BLORA)
        group = get_command(found) if isinstance(found, typer.Typer) else None
        if group is not None and hasattr(group, "commands"):
            yield from ((name, under) for under in group.commands)
        else:
            yield (name,)


EVERY = sorted(every_command())


def test_there_is_what_the_design_names() -> None:
    words = {" ".join(command) for command in EVERY}

    assert words >= {"new", "serve", "check", "migrate", "hooks", "demo", "worker", "plugins list", "plugins info", "plugins enable", "plugins disable"}
    assert words >= {"themes list", "themes check", "cases list", "cases show", "cases move", "cases verify"}


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_help_says_what_it_does_and_shows_an_example_of_itself(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--site", BLORA.site, *command, "--help"]) == 0

    said = " ".join(capsys.readouterr().out.split())
    assert f"Usage: pendopo {' '.join(command)} " in said
    assert f"Example: pendopo {' '.join(command)}" in said


@pytest.mark.parametrize("command", [command for command in EVERY if command != ("test",)], ids=" ".join)
def test_an_unknown_option_is_named_with_exit_2(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--site", BLORA.site, *command, "--hlep"]) == 2

    said = capsys.readouterr()
    assert "--hlep" in said.err
    assert "--help" in said.err
    assert said.out == ""


@pytest.mark.parametrize("command", [command for command in EVERY if len(command) == 2], ids=" ".join)
def test_a_slip_in_a_groups_command_gets_the_nearest_with_exit_2(command: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    group, meant = command
    assert main(["--site", BLORA.site, group, meant[0] + meant[2:]]) == 2
    assert f"Did you mean '{meant}'" in capsys.readouterr().err  # first of those that it could be


@pytest.mark.parametrize(("stream", "no_colour", "coloured"), [("stdout", "", True), ("stdout", "1", False), ("stderr", "", False)])
def test_colours_go_to_a_terminal_that_wants_them_and_into_no_file(tmp_path: Path, stream: str, no_colour: str, coloured: bool) -> None:
    """With only standard error on a terminal, `pendopo check > file` writes a plain file."""
    site = make_site(tmp_path / "site")
    (site.folder / "portal.toml").write_text("[portal]\n", encoding="utf-8")
    ours, theirs = pty.openpty()
    other = "stderr" if stream == "stdout" else "stdout"
    process = subprocess.Popen(
        [sys.executable, "-m", "core.commands.main", "check", "--site", str(site.folder)],
        **{stream: theirs, other: subprocess.PIPE},  # type: ignore[call-overload]
        env={**os.environ, "NO_COLOR": no_colour, "TERM": "xterm"},
    )
    try:
        piped = process.communicate(timeout=60)[0 if other == "stdout" else 1]
        shown = os.read(ours, 65_536) if stream == "stdout" else piped
    finally:
        os.close(theirs)
        os.close(ours)

    assert process.returncode == 1
    assert b"portal.name" in shown
    assert bool(re.search(rb"\033\[", shown)) is coloured
