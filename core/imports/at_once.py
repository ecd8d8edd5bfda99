"""A table from a file on this computer: read, compared and written in one go, for a command."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.access import Actor
from core.errors import UsageError, did_you_mean
from core.imports.runs import READY, facts_of, faults_of

if TYPE_CHECKING:
    from core.database.tables import Import
    from core.portal import Portal

SHOWN = 20
Progress = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]


async def import_file(portal: Portal, name: str, file: Path, wishes: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """What was found and done. Raises UsageError for a table that is not there, and for a file that is too large to begin with."""
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


def _obstacle(run: Import, whole: bool, wishes: Mapping[str, Any]) -> str:
    """Why it is not written as it is."""
    if run.bad and whole:
        return f"{run.bad} rows must be mended: this file is the whole table, so every row must be right"
    if run.bad and not wishes["skip"]:
        return f"{run.bad} rows must be mended; --skip-bad leaves them out"
    if run.gone and wishes["write"] and not wishes["remove"]:
        return f"{run.gone} rows of the table are not in the file; --remove agrees that they go"
    return ""


def tell(found: Mapping[str, Any], note: Callable[[str], None], say: Callable[[str], None]) -> None:
    """`note` the first wrong rows, a line each; `say` what was done."""
    for problem in found["problems"][:SHOWN]:
        note(f"row {problem['row']}, {problem['column'] or 'row'} {problem['cell']}: {problem['problem']} ({problem['value']!r})")
    if len(found["problems"]) > SHOWN:
        note(f"and {len(found['problems']) - SHOWN} more; --json tells all")
    say(f"{found['rows']} rows: {found['new']} new, {found['changed']} changed, {found['unchanged']} unchanged, {found['bad']} to be mended")
    if found["removed"]:
        say(f"{found['removed']} rows of the table {'were removed' if found['written'] else 'are not in the file'}")
    say("written" if found["written"] else f"nothing was written{': ' + found['why'] if found['why'] else ''}")
