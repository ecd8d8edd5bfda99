"""`pendopo privacy`: which personal data the plugins keep, why and how long; and what is due to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.console import FINE, PROBLEMS, Call, note, say, say_json, say_table

if TYPE_CHECKING:
    from core.portal import Portal
    from core.retention import Expired

app = typer.Typer(no_args_is_help=True, help="Which personal data is kept, why, how long; and what is due to go.")

AsJson = Annotated[bool, typer.Option("--json", help="One JSON list.")]


@app.command()
def inventory(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every column about a person, of all enabled plugins. Example: pendopo privacy inventory"""
    call: Call = ctx.obj

    async def work(portal: Portal) -> list[dict[str, str | int | None]]:
        language = "en" if "en" in portal.catalogues else portal.site.languages[0]
        return [
            {
                "plugin": plugin.slug, "column": column, "days": keeping.days, "after": keeping.after,
                "why": portal.say(keeping.why, language, plugin.slug), "keep": portal.say(keeping.keep, language, plugin.slug),
            }
            for plugin in portal.in_order
            for column, keeping in (plugin.manifest.data if plugin.manifest else {}).items()
        ]  # fmt: skip

    rows = call.run(work)
    if as_json:
        say_json(rows)
    else:
        say_table(("column", "why", "kept"), [(row["column"], row["why"], row["keep"]) for row in rows])


@app.command()
def expire(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would go, and touch nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what may be kept no longer, as the portal does every night. Example: pendopo privacy expire --dry-run"""
    call: Call = ctx.obj

    async def work(portal: Portal) -> list[Expired]:
        from core.retention import expire as expire_all

        return await expire_all(portal, dry=dry_run)

    found = call.run(work)
    if as_json:
        say_json([{"plugin": one.plugin, "counts": dict(one.counts), "error": one.error} for one in found])
    else:
        for one in found:
            for what, count in one.counts.items():
                say(f"{one.plugin}: {what}: {count}" + (" would go" if dry_run else " removed"))
            if one.error:
                note(f"{one.plugin}: {one.error}")
        if not any(any(one.counts.values()) for one in found):
            say("nothing is over")
    raise typer.Exit(PROBLEMS if any(one.error for one in found) else FINE)
