"""The way to a command: global options, the lazy table, plugins' commands, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typer

from core.commands import main as commands
from core.commands.console import Call, site_folder
from core.commands.main import COMMANDS, global_options, main, run

HEAVY = ("starlette", "tortoise", "pydantic", "jinja2", "babel", "PIL", "typer", "rich", "pluggy", "uvicorn", "phonenumbers", "obstore")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "portal.toml").write_text('[portal]\nname = "Uji"\n[plugins]\nenabled = ["greeter"]\n')
    plugin = tmp_path / "plugins" / "greeter"
    plugin.mkdir(parents=True)
    (plugin / "plugin.toml").write_text('slug = "greeter"\ncommands = ["greet"]\nsummary = { id = "Menyapa", en = "say hello" }\n')
    (plugin / "__init__.py").write_text("")
    (plugin / "commands.py").write_text(
        "import typer\n\nfrom .words import HELLO\n\napp = typer.Typer()\n\n"
        "@app.command()\ndef one(ctx: typer.Context, name: str) -> None:\n    print(HELLO, name)\n\n@app.command()\ndef two() -> None: ...\n"
    )
    (plugin / "words.py").write_text('HELLO = "Halo"\n')
    return tmp_path


def test_help_loads_none_of_the_heavy_modules() -> None:
    code = f"import sys; from core.commands.main import main; main(['--help']); sys.exit(','.join(m for m in {HEAVY!r} if m in sys.modules) or 0)"

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, f"--help loads {ended.stderr}"
    assert all(name in ended.stdout for name in COMMANDS)


def test_help_takes_less_than_three_tenths_of_a_cpu_second() -> None:
    code = "import time; from core.commands.main import main; main(['--help']); print(time.process_time())"

    took = min(float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()[-1]) for _ in range(3))

    assert took < 0.3


def test_nothing_at_all_is_wrong_usage_and_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Usage: pendopo" in capsys.readouterr().out


def test_an_unknown_command_gets_the_nearest_name_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["srve"]) == 2
    assert "Did you mean 'serve'?" in capsys.readouterr().err


def test_an_unknown_option_before_the_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sote", "x", "serve"]) == 2
    assert "--sote" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--site", "a", "check", "--json"], ["check", "--site", "a", "--json"], ["check", "--json", "--site=a"]])
def test_the_site_may_stand_before_the_command_or_among_its_arguments(arguments: list[str]) -> None:
    assert global_options(arguments) == (Call("a"), ["check", "--json"])


def test_what_follows_two_dashes_is_left_alone() -> None:
    assert global_options(["test", "--", "--site", "a"]) == (Call(""), ["test", "--", "--site", "a"])


def test_a_site_option_without_a_folder_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--site"]) == 2
    assert "--site names no folder" in capsys.readouterr().err


def test_a_command_that_is_not_there_hinders_no_other(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(commands, "COMMANDS", {**COMMANDS, "serve": commands.Command("core.commands.nowhere:app", "open the portal")})

    assert main(["--help"]) == 0
    assert main(["serve"]) == 2
    assert "core.commands.nowhere is missing" in capsys.readouterr().err


def test_a_command_of_the_sites_plugin_is_listed_with_its_summary(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--site", str(site), "--help"]) == 0
    assert "greet     say hello" in capsys.readouterr().out


def test_a_command_of_the_sites_plugin_runs_and_finds_its_own_modules(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--site", str(site), "greet", "one", "Sri"]) == 0
    assert capsys.readouterr().out == "Halo Sri\n"


def test_a_function_that_bears_a_commands_name_is_that_command(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plugin = site / "plugins" / "greeter"
    (plugin / "plugin.toml").write_text('slug = "greeter"\ncommands = ["greet", "part"]\nsummary = { id = "Menyapa", en = "say hello" }\n')
    with (plugin / "commands.py").open("a") as file:
        file.write('\ndef part() -> None:\n    """Say goodbye. Example: pendopo part"""\n    print("Sampai jumpa")\n')

    assert main(["--site", str(site), "--help"]) == 0
    assert main(["--site", str(site), "part"]) == 0
    assert main(["--site", str(site), "greet", "one", "Sri"]) == 0

    said = capsys.readouterr().out
    assert "part      Say goodbye." in said
    assert said.endswith("Sampai jumpa\nHalo Sri\n")


def test_a_command_without_a_function_and_without_a_group_says_what_to_write(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "plugins" / "greeter" / "commands.py").write_text("")

    assert main(["--site", str(site), "greet"]) == 1
    assert "neither `greet` nor `app`" in capsys.readouterr().err


def test_a_named_command_without_its_file_says_which_plugin_to_mend(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "plugins" / "greeter" / "commands.py").unlink()

    assert main(["--site", str(site), "greet"]) == 1
    assert "has no commands.py" in capsys.readouterr().err


def test_a_function_is_a_command_and_learns_the_site(site: Path) -> None:
    seen = []

    def app(ctx: typer.Context, loud: bool = False) -> None:
        seen.append((site_folder(ctx), loud))

    assert run("probe", app, ["--loud"], Call(str(site))) == 0
    assert seen == [(site, True)]


@pytest.mark.parametrize(("arguments", "code"), [(["--wrong"], 2), (["--code", "1"], 1), (["--help"], 0), ([], 0)])
def test_exit_codes_come_through(arguments: list[str], code: int) -> None:
    def app(code: int = 0) -> None:
        raise typer.Exit(code)

    assert run("probe", app, arguments, Call()) == code


def test_the_version_is_the_installed_one(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"pendopo {version('pendopo')}\n"
