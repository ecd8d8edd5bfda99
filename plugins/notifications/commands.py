"""`pendopo notifications`: what could not be sent, what a test site holds, and sending again."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from core.errors import UsageError

if TYPE_CHECKING:
    from core import Portal

app = typer.Typer(help="List messages that failed, wait or are held, and send failed ones again.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("list")
def list_(
    ctx: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", help="Those that were given up; this is what is listed without any option.")] = False,
    held: Annotated[bool, typer.Option("--held", help="Those that a test site keeps, with their words.")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="Those that wait to be sent.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """The newest deliveries in one state. Example: pendopo notifications list --failed --json"""
    if failed + held + waiting > 1:
        raise UsageError("one state at a time", hint="--failed, --held or --waiting.", code="usage.notifications")
    state = "held" if held else "queued" if waiting else "failed"
    rows: list[dict[str, Any]] = ctx.obj.run(lambda portal: _list(portal, state, limit), plugin="notifications")
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    for row in rows:
        _say("  ".join(str(row[name]) for name in ("id", "channel", "to", "kind", "tries", "error") if row[name] != ""))
        if row.get("words"):
            _say("    " + row["words"].replace("\n", "\n    "))


async def _list(portal: Portal, state: str, limit: int) -> list[dict[str, Any]]:
    from .deliveries import deliveries, words_of

    found, _next = await deliveries(portal, state, size=limit)
    words = await words_of(portal, [row.id for row in found])
    return [
        {
            "id": str(row.id), "state": row.state, "channel": row.channel, "to": row.to, "kind": row.kind, "tries": row.tries,
            "created": row.created.isoformat(), "due": row.due.isoformat(), "error": row.error, **({"words": words[row.id]} if row.id in words else {}),
        }
        for row in found
    ]  # fmt: skip


@app.command()
def retry(
    ctx: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Deliveries as `list` names them.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that failed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Send failed messages again, from the beginning. Example: pendopo notifications retry --all"""
    if bool(ids) == every:
        raise UsageError("say what is to be sent again", hint="Name deliveries, or --all.", code="usage.notifications")
    try:
        wanted = None if every else [UUID(one) for one in ids or ()]
    except ValueError:
        raise UsageError("this is not the id of a delivery", hint="`pendopo notifications list` names them.", code="usage.notifications") from None
    number: int = ctx.obj.run(lambda portal: _retry(portal, wanted), plugin="notifications")
    if as_json:
        sys.stdout.write(json.dumps({"retried": number}) + "\n")
    else:
        _say(f"{number} messages wait to be sent again.")


async def _retry(portal: Portal, ids: list[UUID] | None) -> int:
    from .deliveries import send_again

    return await send_again(portal, ids)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
