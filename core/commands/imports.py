"""`pendopo import`: a table from a file, read, checked and written, or with `--dry-run` only checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.commands.console import FINE, PROBLEMS, Call, note, progress, say, say_json

if TYPE_CHECKING:
    pass


def app(
    ctx: typer.Context,
    table: Annotated[str, typer.Argument(metavar="SLUG.NAME", help="Which table: the plugin's slug, a dot, the table's name.")],
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file.", exists=True, dir_okay=False, readable=True)],
    as_of: Annotated[str, typer.Option("--as-of", metavar="DAY", help="The day that the data are of, such as 2026-11-01; else today.")] = "",
    source: Annotated[str, typer.Option(help="From whom the data are, as citizens read it.")] = "",
    who: Annotated[str, typer.Option("--as", metavar="NAME", help="Who imports, for the log.")] = "command",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and compare, and write nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out the rows that must be mended, and write the others.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Agree that what is not in the file is removed, where it is the whole table.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Import a table. Nothing is written unless every row is right. Example: pendopo import registry.vehicles data.xlsx --dry-run"""
    call: Call = ctx.obj
    wishes = {"as_of": _day(as_of), "source": source, "who": who, "write": not dry_run, "skip": skip_bad, "remove": remove}

    from core.imports.at_once import import_file, tell

    found: dict[str, Any] = call.run(lambda portal: import_file(portal, table, file, wishes, progress))
    if as_json:
        say_json(found)
    else:
        tell(found, note, say)
    raise typer.Exit(FINE if found["ok"] else PROBLEMS)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter("write it as 2026-11-01", param_hint="--as-of") from None
