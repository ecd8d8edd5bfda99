"""How commands speak: which site is meant, text or JSON, progress, problems, exit codes.

Answers go to standard output; what is said on the way, and problems, to standard error. With `--json` the answer is one
JSON document and nothing else.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from core.errors import Problem, UsageError

if TYPE_CHECKING:
    import typer

    from core.portal import Portal

T = TypeVar("T")

FINE, PROBLEMS, USAGE = 0, 1, 2
"""Exit codes: fine · problems found · wrong usage or environment."""

REPOSITORY = Path(__file__).parents[2]
"""The folder that `core` lies in: the repository, or site-packages."""


@dataclass(frozen=True, slots=True)
class Call:
    """What was said before the command's own arguments. A command, a plugin's too, finds it in `ctx.obj`."""

    site: str = ""

    @property
    def site_folder(self) -> Path:
        """The folder of the site that the command is about."""
        return find_site(self.site)

    def run(self, work: Callable[[Portal], Awaitable[T]], *, plugin: str = "") -> T:
        """Open the site's portal, do `work` with it, and close it again. A fresh or local site is migrated first.

        Nothing is served and no task runs meanwhile. With `plugin`, raises PluginError unless that plugin works.
        """
        import asyncio

        from core.commands.opening import at_work

        return asyncio.run(at_work(self.site_folder, work, plugin))


def site_folder(ctx: typer.Context) -> Path:
    """The folder of the site that a command is about."""
    call: Call = ctx.obj or Call()
    return call.site_folder


def find_site(named: str = "") -> Path:
    """The named folder, else PENDOPO_SITE, else the current one, else in the repository `sites/blora`."""
    for source, value in (("--site", named), ("PENDOPO_SITE", os.environ.get("PENDOPO_SITE", ""))):
        if value:
            folder = Path(value).expanduser().resolve()
            if not (folder / "portal.toml").is_file():
                raise UsageError(
                    f"{source} names {value}, where there is no portal.toml", hint="Name a site's folder, or make one: pendopo new DIR.", code="site.none"
                )
            return folder
    blora = [REPOSITORY / "sites" / "blora"] if (REPOSITORY / "pyproject.toml").is_file() else []
    for folder in (Path.cwd(), *blora):
        if (folder / "portal.toml").is_file():
            return folder
    raise UsageError("no site is named and this folder has no portal.toml", hint="Name one with --site DIR, or make one: pendopo new DIR.", code="site.none")


def say(text: str = "") -> None:
    """A line of the answer."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """A line on the way: not part of the answer."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def say_json(value: Any) -> None:
    """The answer as one JSON document; dates and paths become text."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns as wide as they need; the last one runs free."""
    lines = [tuple(headings), *(tuple(str(cell) for cell in row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(headings) - 1)]
    for line in lines:
        say("  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]).rstrip())


def say_problems(problems: Iterable[Problem]) -> None:
    """Every problem with its place and mend, errors first, to standard error."""
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    for problem in ordered:
        note(f"{painted(problem.severity, '31' if problem.severity == 'error' else '33')}: {problem}")


def exit_code(problems: Iterable[Problem]) -> int:
    """1 when there is an error among the problems; warnings alone are fine."""
    return PROBLEMS if any(problem.severity == "error" for problem in problems) else FINE


def painted(text: str, colour: str, stream: TextIO | None = None) -> str:
    """`text` in a colour, where it goes to a terminal that wants one (https://no-color.org); to standard error unless said otherwise."""
    return f"\033[{colour}m{text}\033[0m" if (stream or sys.stderr).isatty() and not os.environ.get("NO_COLOR") else text


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show how far long work is; the block is given a function that takes how much more is done.

    A bar on a terminal, elsewhere a line every ten seconds, so that a log tells it too. `total` is None where nobody knows it yet.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(title, total=total)
            yield lambda more: bar.advance(task, more)
        return
    done, said, of = 0, time.monotonic(), "" if total is None else f" of {total}"

    def advance(more: int) -> None:
        nonlocal done, said
        done += more
        if time.monotonic() - said >= 10:
            said = time.monotonic()
            note(f"{title}: {done}{of}")

    yield advance
    note(f"{title}: {done}{of}, done")


def browser_files_problem() -> Problem | None:
    """A warning when htmx is not there: pages then work as plain pages and forms."""
    vendor = Path(__file__).parents[1] / "static" / "vendor"
    if (vendor / "htmx.min.js").is_file():
        return None
    missing = vendor / "MISSING"
    why = missing.read_text(encoding="utf-8").strip() if missing.is_file() else "htmx and the icons were never fetched; pages work without them, plainly."
    return Problem("static.vendor", why, where="core/static/vendor/htmx.min.js", hint="With a network, run: python build_hooks.py", severity="warning")
