"""`pendopo documents`: prove that nothing of what happened to documents was altered."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from core import Portal

app = typer.Typer(help="Verify the histories of documents.", no_args_is_help=True)


@app.callback()
def _documents() -> None:
    """Verify the histories of documents."""


@app.command()
def verify(ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False) -> None:
    """Prove that no history of a document was altered; exit code 1 when one was. Example: pendopo documents verify"""
    found: dict[str, Any] = ctx.obj.run(_verified, plugin="documents")
    if as_json:
        lines = [json.dumps(found, ensure_ascii=False, indent=2)]
    else:
        wrong = len(found["faults"])
        said = f"{wrong} places are not what they were" if wrong else "intact"
        lines = [*found["faults"], f"{found['documents']} documents: {said}"]
    sys.stdout.write("\n".join(lines) + "\n")
    raise typer.Exit(0 if found["ok"] else 1)


async def _verified(portal: Portal) -> dict[str, Any]:
    from .history import verify_all

    count, faults = await verify_all(portal)
    return {"ok": not faults, "documents": count, "faults": faults}
