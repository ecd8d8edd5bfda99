"""`pendopo import`: a table from a file, read, checked and written, or with `--dry-run` only checked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.commands.console import FINE, PROBLEMS, Call, note, progress, say, say_json
from core.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from core.portal import Portal

SHOWN = 20


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

    async def work(portal: Portal) -> dict[str, Any]:
        return await import_file(portal, table, file, wishes)

    found = call.run(work)
    if as_json:
        say_json(found)
    else:
        _tell(found)
    raise typer.Exit(FINE if found["ok"] else PROBLEMS)


async def import_file(portal: Portal, name: str, file: Path, wishes: Mapping[str, Any]) -> dict[str, Any]:
    """What was found and done. Raises UsageError for a table that is not there, and for a file that is too large to begin with."""
    from core.access import Actor
    from core.imports.runs import READY, facts_of, faults_of

    owned = portal.imports.tables.get(name)
    if owned is None:
        raise UsageError(f"there is no table {name!r} to import", hint=did_you_mean(name, portal.imports.tables), code="import.unknown")
    most = portal.site.config.limits.import_size
    size = await asyncio.to_thread(lambda: file.stat().st_size)
    if size > most << 20:
        hint = "Divide it, or raise import_size in [limits]."
        raise UsageError(f"{file.name} has {size >> 20} MB, and a table may have {most}", where=str(file), hint=hint, code="import.size")
    actor = Actor(wishes["who"], "officer", name=wishes["who"])
    day = wishes["as_of"] or portal.clock.now().astimezone(portal.site.zone).date()
    language = "en" if "en" in portal.catalogues else portal.site.languages[0]
    with await asyncio.to_thread(file.open, "rb") as stream, portal.outbox.bind():
        run = await portal.imports.begin(name, stream, actor=actor, language=language, file=file.name, as_of=day, source=wishes["source"], keep=False)
        with progress(f"reading {file.name}", None) as advance:
            await portal.imports.take(run, owned, stream, advance)
        faults = [fault async for fault in faults_of(portal, run.id)]
        why = _obstacle(run, owned.value.whole, wishes) if run.state == READY else facts_of(run)["error"]
        written = False
        if run.state == READY and wishes["write"] and not why:
            with progress(f"writing {name}", run.fresh + run.changed) as advance:
                written = await portal.imports.put(run, owned, state=READY, advance=advance)
            why = "" if written else facts_of(run)["error"]
        if not written:
            await portal.imports.drop(run)
    counts = {"rows": run.total, "new": run.fresh, "changed": run.changed, "unchanged": run.same, "bad": run.bad, "removed": run.gone}
    shown = [dict(zip(("row", "column", "cell", "value", "problem"), fault, strict=True)) for fault in faults]
    ok = not why and (bool(wishes["skip"]) or not run.bad)
    return {"ok": ok, "written": written, "table": name, "file": file.name, "sha256": run.digest, **counts, "why": why, "problems": shown}


def _obstacle(run: Any, whole: bool, wishes: Mapping[str, Any]) -> str:
    """Why it is not written as it is."""
    if run.bad and whole:
        return f"{run.bad} rows must be mended: this file is the whole table, so every row must be right"
    if run.bad and not wishes["skip"]:
        return f"{run.bad} rows must be mended; --skip-bad leaves them out"
    if run.gone and wishes["write"] and not wishes["remove"]:
        return f"{run.gone} rows of the table are not in the file; --remove agrees that they go"
    return ""


def _tell(found: Mapping[str, Any]) -> None:
    for problem in found["problems"][:SHOWN]:
        note(f"row {problem['row']}, {problem['column'] or 'row'} {problem['cell']}: {problem['problem']} ({problem['value']!r})")
    if len(found["problems"]) > SHOWN:
        note(f"and {len(found['problems']) - SHOWN} more; --json tells all")
    say(f"{found['rows']} rows: {found['new']} new, {found['changed']} changed, {found['unchanged']} unchanged, {found['bad']} to be mended")
    if found["removed"]:
        say(f"{found['removed']} rows of the table {'were removed' if found['written'] else 'are not in the file'}")
    say("written" if found["written"] else f"nothing was written{': ' + found['why'] if found['why'] else ''}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter("write it as 2026-11-01", param_hint="--as-of") from None
