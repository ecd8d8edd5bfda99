"""`pendopo audit`: who did what, and proof that the log of it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.commands.console import FINE, PROBLEMS, Call, say, say_json, say_table

if TYPE_CHECKING:
    from core.audit import AuditEntry
    from core.portal import Portal

app = typer.Typer(no_args_is_help=True, help="Who did what to which object, and whose data it was.")


@app.command("list")
def list_entries(
    ctx: typer.Context,
    actor: Annotated[str, typer.Option(help="Only what this actor did.")] = "",
    subject: Annotated[str, typer.Option(help="Only what was done with this person's data.")] = "",
    about: Annotated[str, typer.Option(help="Only this object, such as cases:ID.")] = "",
    size: Annotated[int, typer.Option(help="At most so many, the newest.", min=1, max=1000)] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
) -> None:
    """The newest entries. Example: pendopo audit list --about cases:9f1c…"""
    call: Call = ctx.obj
    entries: list[AuditEntry] = call.run(lambda portal: portal.audit.read(actor=actor, subject=subject, about=about, size=size))
    if as_json:
        say_json([{name: getattr(entry, name) for name in entry.__slots__} for entry in entries])
        return
    say_table(
        ("nr", "at", "actor", "action", "about", "reason"), [(e.seq, f"{e.at:%Y-%m-%d %H:%M}", e.actor or e.kind, e.action, e.about, e.reason) for e in entries]
    )


@app.command()
def verify(ctx: typer.Context, head: Annotated[str, typer.Option(help="NUMBER:DIGEST of an entry, as the portal's log tells it every night.")] = "") -> None:
    """Prove that the log is whole; exit code 1 when it is not. Example: pendopo audit verify"""
    number, _, digest = head.partition(":")
    if head and not (number.isdigit() and digest):
        raise typer.BadParameter("write it as the log does: NUMBER:DIGEST", param_hint="--head")
    known = (int(number), digest) if head else (0, "")

    async def work(portal: Portal) -> tuple[list[str], int]:
        faults = [fault async for fault in portal.audit.verify(known)]
        return faults, (await portal.audit.head())[0]

    call: Call = ctx.obj
    faults, entries = call.run(work)
    for fault in faults:
        say(fault)
    say(f"{entries} entries: {'NOT whole' if faults else 'whole'}")
    raise typer.Exit(PROBLEMS if faults else FINE)
