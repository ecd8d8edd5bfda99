"""Commands, options, settings, hooks and names of `core` that pages mention exist; what they say is not there, is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import typer
from typer.main import get_command

import core
from core.commands.console import Call
from core.commands.main import COMMANDS, load
from core.plugins.frontdoor import core_specs, specs_named_in
from core.site.config import Config
from tests.docs.pages import PAGES, ROOT, mentioned, name_of

BLORA = Call(str(ROOT / "sites" / "blora"))
ABSENT = ("backup", "restore", "export", "doctor")
MAKE = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def command(name: str) -> click.Command:
    """The command behind a name, as `pendopo` would load it."""
    app: Any = load(name, BLORA)
    if not isinstance(app, typer.Typer):
        function, app = app, typer.Typer()
        app.command(name)(function)
    return get_command(app)  # type: ignore[no-any-return]


def complaints(words: list[str]) -> Iterator[str]:
    """What is wrong with a command as a page writes it."""
    words = [word for n, word in enumerate(words) if word != "--site" and (n == 0 or words[n - 1] != "--site")]
    if not words or words[0].startswith("-"):
        return
    if not re.fullmatch(r"[a-z]+", words[0]):
        return
    try:
        found: Any = command(words[0])
    except Exception as error:
        yield f"{words[0]}: {error}"
        return
    rest = words[1:]
    if hasattr(found, "commands") and rest and not rest[0].startswith("-"):
        names = [name.strip("`,") for name in rest[0].split("|")]
        yield from (f"{words[0]} {name}: no such command" for name in names if name not in found.commands)
        found, rest = found.commands.get(names[0]), rest[1:]
    known = {option for parameter in getattr(found, "params", ()) for option in (*parameter.opts, *parameter.secondary_opts)}
    if words[0] != "test":
        options = [word.partition("=")[0] for word in rest if word.startswith("--")]
        yield from (f"{words[0]}: no option {option}" for option in options if option not in known | {"--help", "--site"})


@pytest.mark.parametrize("page", [page for page in PAGES if not name_of(page).startswith("docs/decisions/")], ids=name_of)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    wrong = [f"{place}: {said}" for place, words in mentioned(page) if words[:1] != [] and words[0] not in ABSENT for said in complaints(words)]

    assert wrong == []


def test_the_commands_that_pages_call_absent_are_absent() -> None:
    for name in ABSENT:
        assert name not in COMMANDS, f"`pendopo {name}` is there now: say so in README.md, README.id.md and docs/commands.md"


def test_every_command_is_in_the_page_of_commands() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        found: Any = command(name)
        inner = list(found.commands) if hasattr(found, "commands") and len(found.commands) > 1 else []
        for words in [f"{name} {one}" for one in inner] or [name]:
            assert f"`{words}" in page or f"`{words.split()[-1]}`" in page, words


def test_every_option_of_serve_is_in_the_page_of_commands() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")

    options = {option for parameter in command("serve").params for option in (parameter.secondary_opts or parameter.opts)} - {"--help"}

    assert {option for option in options if option not in page} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_hook_that_a_page_names_exists(page: Path) -> None:
    opened = {name for file in (ROOT / "plugins").glob("*/api.py") for name in specs_named_in(file)} | specs_named_in(
        ROOT / "plugins" / "cases" / "procedures.py"
    )

    assert set(re.findall(r"`(register_[a-z_]+)\b", page.read_text(encoding="utf-8"))) - {"register_"} <= core_specs().keys() | opened


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_section_and_variable_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    sections = set(re.findall(r"`\[([a-z_]+)\](?: [a-z_]+)?`", text))
    variables = set(re.findall(r"PENDOPO_([A-Z_]+__[A-Z0-9_]+)", text))

    if not name_of(page).startswith(("docs/themes", "docs/procedures")):
        assert sections - set(Config.model_fields) - {"data", "pauses", "name", "name_of_section"} == set()
    for variable in variables:
        section, key = variable.lower().split("__")[:2]
        assert section == "secrets" or section in Config.model_fields, variable
        assert section in ("secrets", "plugins") or key in Config.model_fields[section].annotation.model_fields, variable  # type: ignore[union-attr]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_goal_of_make_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"`make ([a-z]+)`|^make ([a-z]+)$", page.read_text(encoding="utf-8"), re.MULTILINE)

    assert {goal for pair in named for goal in pair if goal} <= MAKE


def test_the_number_of_public_names_is_said_right() -> None:
    said = re.search(r"contract with plugins: (\d+) names", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))

    assert said
    assert int(said[1]) == len(core.__all__)
