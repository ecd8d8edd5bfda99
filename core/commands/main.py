"""`pendopo`: read what stands before the command, find the command, hand over.

The table names where each command lives; only the one that is called is imported, and the help needs none of them.
So `pendopo --help` is quick, and a command that cannot be imported hinders no other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.commands.console import Call, find_site
from core.commands.contributed import Contribution, contributed
from core.errors import PendopoError, UsageError, did_you_mean

USAGE = """\
Usage: pendopo [--site DIR] COMMAND …

Portals of Indonesian regencies: services as plugins, one roof for the citizen.
"""
OPTIONS = """\
Options:
  --site DIR   the site's folder; else PENDOPO_SITE, else this folder when it holds a portal.toml
  --version    which Pendopo this is
  --help       this text; `pendopo COMMAND --help` tells more of one command
"""


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command lives (`module:attribute`: a function or a typer group) and what it does, in a few words."""

    target: str
    summary: str


COMMANDS: Mapping[str, Command] = {
    "new": Command("core.commands.new:app", "make a new site"),
    "serve": Command("core.commands.serve:app", "open the portal"),
    "check": Command("core.commands.check:app", "read all that a start would, and name every problem"),
    "migrate": Command("core.commands.migrate:app", "bring the database up to date"),
    "plugins": Command("core.commands.plugins:app", "make, check, list, enable and disable plugins"),
    "themes": Command("core.commands.themes:app", "list and check themes"),
    "hooks": Command("core.commands.hooks:app", "which plugin answers which hook"),
    "demo": Command("core.commands.demo:app", "fill the site with believable data"),
    "import": Command("core.commands.imports:app", "a table from a CSV or XLSX file, all of it or nothing"),
    "audit": Command("core.commands.audit:app", "who did what, and proof that the log of it is whole"),
    "privacy": Command("core.commands.privacy:app", "which personal data is kept, why, how long; and what is due to go"),
    "outbox": Command("core.commands.outbox:app", "what listeners were told in vain, and telling them again"),
    "token": Command("core.commands.token:app", "what a monitor elsewhere needs to read /metrics"),
    "worker": Command("core.commands.worker:app", "deliver events and run tasks, apart from the web"),
    "test": Command("core.commands.test:app", "run the tests"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 (fine), 1 (problems found) or 2 (wrong usage or environment)."""
    try:
        return dispatch(list(sys.argv[1:] if arguments is None else arguments))
    except UsageError as error:
        return _complain(str(error), 2)
    except PendopoError as error:
        return _complain(str(error), 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def dispatch(arguments: list[str]) -> int:
    """Take the global options out, then call the command with the rest."""
    call, rest = global_options(arguments)
    if not rest or (rest[0] in ("--help", "-h", "help") and len(rest) == 1):
        sys.stdout.write(help_text(call))
        return 0 if rest else 2
    if rest[0] in ("--version", "-V"):
        from importlib.metadata import version

        sys.stdout.write(f"pendopo {version('pendopo')}\n")
        return 0
    name, *own = rest if rest[0] != "help" else [rest[1], "--help"]
    return run(name, load(name, call), own, call)


def global_options(arguments: list[str]) -> tuple[Call, list[str]]:
    """`--site DIR` may stand before the command or among its arguments, up to a `--`."""
    site, rest = "", []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            rest += [argument, *waiting]
        elif argument == "--site":
            site = next(waiting, "")
        elif argument.startswith("--site="):
            site = argument.partition("=")[2]
        else:
            rest.append(argument)
            continue
        if argument != "--" and not site:
            raise UsageError("--site names no folder", hint="Write --site DIR, for instance --site sites/blora.")
    return Call(site), rest


def load(name: str, call: Call) -> Any:
    """The function or typer group behind a command's name."""
    if name in COMMANDS:
        module, _, attribute = COMMANDS[name].target.partition(":")
        return _attribute(module, attribute, name)
    offered = _offered(call)
    if name in offered:
        return offered[name].load()
    if name.startswith("-"):
        raise UsageError(f"there is no option {name}", hint="`pendopo --help` lists them; options of a command stand after its name.")
    raise UsageError(f"there is no command {name!r}", hint=did_you_mean(name, {*COMMANDS, *offered}) or "`pendopo --help` lists them.")


def run(name: str, app: Any, arguments: list[str], call: Call) -> int:
    """Call a typer group, or a function as the only command of one."""
    import typer
    from typer.main import get_command

    if not isinstance(app, typer.Typer):
        function, app = app, typer.Typer(add_completion=False)
        app.command(name)(function)
    # Plain help and errors: they are read in logs and by screen readers too, and rich costs 100 ms.
    app.rich_markup_mode = None
    app.pretty_exceptions_enable = False
    app._add_completion = False
    try:
        get_command(app).main(args=arguments, prog_name=f"pendopo {name}", obj=call)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    return 0


def help_text(call: Call) -> str:
    """The overview: the core's commands, then those of the site's plugins."""
    own = [(name, command.summary) for name, command in COMMANDS.items()]
    offered = [(name, one.summary) for name, one in _offered(call).items() if name not in COMMANDS]
    width = max(len(name) for name, _ in [*own, *offered]) + 3
    parts = [USAGE, _section("Commands:", own, width)]
    if offered:
        parts.append(_section("Commands of the site's plugins:", offered, width))
    return "\n".join([*parts, OPTIONS])


def _section(title: str, rows: list[tuple[str, str]], width: int) -> str:
    return "\n".join([title, *(f"  {name:<{width}}{summary}" for name, summary in rows)]) + "\n"


def _offered(call: Call) -> Mapping[str, Contribution]:
    """The commands of the site's plugins; none when there is no site, for help must be had everywhere."""
    try:
        return contributed(find_site(call.site))
    except UsageError:
        return {}


def _attribute(module: str, attribute: str, name: str) -> Any:
    from importlib import import_module

    try:
        return getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise UsageError(f"the command {name!r} is not part of this installation", hint=f"{module} is missing; install Pendopo again.") from error


def _complain(text: str, code: int) -> int:
    sys.stderr.write(f"pendopo: {text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
