"""`pendopo outbox`: what listeners were told in vain, and telling them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.console import Call, say, say_json, say_table
from core.errors import UsageError

if TYPE_CHECKING:
    from core.outbox.letters import Undelivered
    from core.portal import Portal

app = typer.Typer(no_args_is_help=True, help="Events that could not be told to their listeners: list them, and tell them again.")


@app.command("list")
def list_letters(
    ctx: typer.Context,
    waiting: Annotated[bool, typer.Option("--waiting", help="Those that wait to be told, instead of those that were given up.")] = False,
    size: Annotated[int, typer.Option(help="At most so many, the oldest.", min=1, max=1000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
) -> None:
    """Dead letters, with what was said at the last try. Example: pendopo outbox list"""

    async def work(_portal: Portal) -> list[Undelivered]:
        from core.outbox.letters import undelivered

        return await undelivered("waiting" if waiting else "dead", size)

    call: Call = ctx.obj
    found = call.run(work)
    if as_json:
        say_json([{name: getattr(one, name) for name in one.__slots__} for one in found])
        return
    say_table(("id", "since", "event", "listener", "tries", "error"), [
        (one.id, f"{one.created:%Y-%m-%d %H:%M}", one.event, one.listener, one.attempts, one.error) for one in found
    ])  # fmt: skip


@app.command()
def retry(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Dead letters as `list` numbers them.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Tell dead letters again, once the reason is mended; each has a day to arrive. Example: pendopo outbox retry --all"""
    if bool(ids) == every:
        raise UsageError("say which dead letters are told again", hint="Number them, or --all.", code="usage.outbox")

    async def work(_portal: Portal) -> int:
        from core.outbox.letters import revive

        return await revive(None if every else ids)

    call: Call = ctx.obj
    say(f"{call.run(work)} dead letters wait to be told again.")
