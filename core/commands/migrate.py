"""`pendopo migrate`: bring the tables to what the code knows, say how they stand, or write a plugin's next migration."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.commands.console import FINE, PROBLEMS, note, say, say_json, say_problems, say_table, site_folder
from core.errors import Problem

if TYPE_CHECKING:
    from core.database import Database
    from core.database.migrator import AppResult, AppStatus, Step
    from core.portal import Portal

app = typer.Typer(add_completion=False)


@app.command("migrate")
def migrate(
    ctx: typer.Context,
    status: Annotated[bool, typer.Option("--status", help="Only say what would be done; exit code 1 when there is something.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    make: Annotated[tuple[str, str] | None, typer.Option("--make", metavar="SLUG NAME", help="Write a plugin's next migration from its models.")] = None,
) -> None:
    """Bring the database up to date: one process at a time, after a backup, one transaction a migration.

    A plugin whose migration fails is named and the others go on; exit code 1. Example: pendopo migrate --status
    """
    portal = _portal(site_folder(ctx))
    if make is not None:
        path = asyncio.run(_make(_every_table(portal), *make))
        note("Read it before you keep it: a renamed column is a guess, and a new one needs null=True or db_default=….")
        say(str(path))
        return
    raise typer.Exit(asyncio.run(_status(portal, as_json) if status else _apply(portal, as_json)))


def _portal(folder: Path) -> Portal:
    """The portal with whatever works of it: a plugin without its migration does not, and that is to be mended here."""
    from core.commands.opening import built

    portal = built(folder, lenient=True)
    _ = portal.site.secrets  # made before the database is: a database without its keys is refused as lost
    return portal


def _every_table(portal: Portal) -> Database:
    """The tables of all plugins that could be imported, working or not; for reading files, not for opening."""
    from core.database import Database

    apps = {plugin.slug: [plugin.modules["models"]] for plugin in portal.plugins if "models" in plugin.modules}
    return Database(portal.site.config.database.url, apps, folder=portal.site.folder)


async def _make(database: Database, slug: str, name: str) -> Path:
    from core.making.migrations import make_migration

    return await make_migration(database, slug, name)


async def _status(portal: Portal, as_json: bool) -> int:
    from core.database import Migrator
    from core.making.migrations import drift
    from core.portal.running import database_of

    problems = await drift(_every_table(portal))
    database = database_of(portal)
    await database.open()
    try:
        standing = await Migrator(database).status()
    finally:
        await database.close()
    if as_json:
        say_json({"ok": _fine(standing, problems), "apps": [_row(each) for each in standing], "problems": [problem.as_dict() for problem in problems]})
    else:
        say_table(
            ("app", "applied", "pending", "unknown here"), [(s.app, len(s.applied), " ".join(s.pending) or "-", " ".join(s.ahead) or "-") for s in standing]
        )
        say_problems(problems)
    return FINE if _fine(standing, problems) else PROBLEMS


def _fine(standing: Sequence[AppStatus], problems: Sequence[Problem]) -> bool:
    return not problems and not any(each.pending or each.ahead for each in standing)


def _row(status: AppStatus) -> dict[str, Any]:
    return {"app": status.app, "applied": status.applied, "pending": status.pending, "ahead": status.ahead}


async def _apply(portal: Portal, as_json: bool) -> int:
    from core.database import Migrator
    from core.portal.running import database_of

    for plugin in portal.plugins:
        if not plugin.alive:
            note(f"{plugin.slug} does not work and is left as it is: {plugin.why}")
    database = database_of(portal)
    await database.open()
    try:
        results = await Migrator(database).migrate(progress=_tell)
    finally:
        await database.close()
    problems = [result.error.problem() for result in results if result.error is not None]
    if as_json:
        say_json({"ok": not problems, "apps": [_result(result) for result in results]})
    else:
        done = sum(len(result.applied) for result in results)
        say(f"{done} migrations applied." if done else "Nothing to apply." if not problems else "")
        say_problems(problems)
    return PROBLEMS if problems else FINE


def _tell(step: Step) -> None:
    note(f"{step.number} of {step.total}: {step.app} {step.name}")


def _result(result: AppResult) -> dict[str, Any]:
    return {"app": result.app, "applied": result.applied, "error": result.error.problem().as_dict() if result.error else None}
