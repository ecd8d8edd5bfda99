"""`pendopo cases`: an officer's desk on the command line, until there is one in the browser."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core import Portal

app = typer.Typer(help="List, show and move cases; verify their timelines.", no_args_is_help=True)

WITHHELD = "(confidential)"
"""What a list says in place of the title of a confidential case; whoever names its ticket reads it."""

Ticket = Annotated[str, typer.Argument(help="As printed, or as typed from the telephone: adu 7k3f9q2x.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
Name = Annotated[str, typer.Option("--as", metavar="NAME", help="Who acts; stands in the officers' timeline.")]


@app.command("list")
def list_(
    ctx: typer.Context,
    state: Annotated[str, typer.Option(help="Only cases in this state.")] = "",
    agency: Annotated[str, typer.Option(help="Only cases of this agency.")] = "",
    service: Annotated[str, typer.Option(help="Only cases of this service, such as complaints.report.")] = "",
    open_only: Annotated[bool, typer.Option("--open", help="Only cases that are not closed.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="At most so many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """The newest cases; what a confidential one is about, `show` tells. Example: pendopo cases list --open --agency dpupr"""
    rows: list[dict[str, Any]] = ctx.obj.run(
        lambda portal: _list(portal, {"state": state, "agency": agency, "service": service}, limit, open_only), plugin="cases"
    )
    if as_json:
        _json(rows)
    else:
        _table(("ticket", "state", "agency", "due", "title"), ((row["ticket"], row["state"], row["agency"], row["due"] or "-", row["title"]) for row in rows))


async def _list(portal: Portal, filters: dict[str, str], limit: int, open_only: bool) -> list[dict[str, Any]]:
    from tortoise.expressions import Q

    from .lists import list_cases
    from .visibility import is_public
    from .workdays import today

    page = await list_cases(Q(), filters=filters, size=limit, open_only=open_only)
    day = today(portal)
    return [
        {
            "ticket": case.ticket, "service": case.service, "state": case.state, "agency": case.agency, "opened": case.opened.isoformat(),
            "due": case.due.isoformat() if case.due else None, "late": bool(case.due and case.due < day), "visibility": case.visibility,
            "title": case.title if is_public(case) else WITHHELD,
        }
        for case in page.cases
    ]  # fmt: skip


@app.command()
def show(ctx: typer.Context, ticket: Ticket, as_json: AsJson = False) -> None:
    """One case: where it stands, what may be done now, and its whole timeline. Example: pendopo cases show ADU-7K3F-9Q2X"""
    found: dict[str, Any] = ctx.obj.run(lambda portal: _show(portal, ticket), plugin="cases")
    if as_json:
        _json(found)
        return
    for key in ("ticket", "service", "title", "state", "agency", "due", "late"):
        _say(f"{key:<12} {found[key] if found[key] is not None else '-'}")
    _say(f"{'transitions':<12} {', '.join(found['transitions']) or '-'}")
    for entry in found["timeline"]:
        who = " ".join(part for part in (entry["by"], entry["name"], entry["acting"]) if part)
        _say(f"\n{entry['n']:>3}  {entry['at'][:16].replace('T', ' ')}  {entry['title']}  ({who}{'' if entry['public'] else ', officers only'})")
        for line in entry["text"].splitlines():
            _say(f"     {line}")


async def _show(portal: Portal, ticket: str) -> dict[str, Any]:
    from .history import stand_of
    from .moving import find_case
    from .timeline import read_timeline
    from .workdays import calendar_of, today

    case = await find_case(ticket)
    found = await stand_of(portal, case, calendar_of(portal))
    language, zone = portal.site.languages[0], portal.site.zone
    lines = await read_timeline(portal, case, "officer")
    return {
        "ticket": case.ticket, "service": case.service, "title": case.title, "visibility": case.visibility, "state": case.state,
        "agency": case.agency,
        "class": found.standing.class_, "due": case.due.isoformat() if case.due else None, "late": found.standing.is_late(today(portal)),
        "version": case.version,
        "transitions": [name for name, one in found.procedure.leaving(case.state) if one.who != ("system",)],
        "timeline": [
            {
                "n": line.n, "at": line.at.astimezone(zone).isoformat(timespec="seconds"), "kind": line.kind, "state": line.state, "agency": line.agency,
                "acting": line.acting,
                "title": portal.say(line.title, language, "cases").replace("{agency}", line.agency).replace("{day}", line.values.get("day", "")),
                "by": line.by, "name": line.name, "text": line.text, "public": line.public, "files": [str(file.id) for file in line.files],
            }
            for line in lines
        ],
    }  # fmt: skip


@app.command()
def move(
    ctx: typer.Context,
    ticket: Ticket,
    transition: Annotated[str, typer.Argument(help="One of `transitions` of `pendopo cases show`.")],
    name: Name = "",
    note: Annotated[str, typer.Option(help="What the citizen reads about this step.")] = "",
    agency: Annotated[str, typer.Option(help="The agency that gets the case.")] = "",
    class_: Annotated[str, typer.Option("--class", help="How heavy the case is.")] = "",
    answer: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Another answer that the step asks for; may be given several times.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a step of the procedure. Example: pendopo cases move ADU-7K3F-9Q2X forward --agency dpupr --as "Sari" """
    answers = {"note": note, "agency": agency, "class": class_, **dict(_pair(one) for one in answer or ())}
    found: dict[str, Any] = ctx.obj.run(
        lambda portal: _move(portal, ticket, transition, name, {key: value for key, value in answers.items() if value}), plugin="cases"
    )
    if as_json:
        _json(found)
    else:
        _say(f"{found['ticket']} is in the state {found['state']!r}, with {found['agency'] or 'no agency'}, due {found['due'] or '-'}.")


def _pair(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise typer.BadParameter(f"{text!r} is not NAME=VALUE")
    return name, value


async def _move(portal: Portal, ticket: str, transition: str, name: str, answers: dict[str, str]) -> dict[str, Any]:
    from core import Context

    from .entries import By
    from .history import stand_of
    from .moving import find_case
    from .moving import move as make
    from .procedure import STAFF
    from .workdays import calendar_of

    case = await find_case(ticket)
    found = await stand_of(portal, case, calendar_of(portal))
    known = found.procedure.transitions.get(transition)
    who = known.who if known else ("handler",)
    # Whoever may use this command is trusted with every function but the clock's.
    function = next((one for one in who if one in STAFF), next((one for one in who if one != "system"), "supervisor"))
    await make(Context(portal, "cases", portal.site.languages[0]), case.id, transition, By(function, "", name), answers, version=case.version)
    return await _show(portal, ticket)


@app.command()
def verify(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Prove that no timeline was altered; exit code 1 when one was. Example: pendopo cases verify"""
    from .verifying import Verdict, verify_chains

    verdict: Verdict = ctx.obj.run(verify_chains, plugin="cases")
    faults = [str(fault) for fault in verdict.faults]
    if as_json:
        _json({"ok": verdict.ok, "cases": verdict.cases, "entries": verdict.entries, "days": verdict.days, "erased": dict(verdict.erased), "faults": faults})
    else:
        for fault in faults:
            _say(fault)
        _say(f"{verdict.cases} cases, {verdict.entries} entries, {verdict.days} daily roots: {verdict.sentence()}")
    raise typer.Exit(0 if verdict.ok else 1)


@app.command()
def recompute(ctx: typer.Context, reason: Annotated[str, typer.Option(help="Stands in the timeline of every case whose due day moves.")] = "") -> None:
    """Ask the calendar again for every open case, after its days off have changed. Example: pendopo cases recompute"""
    moved: int = ctx.obj.run(lambda portal: _recompute(portal, reason), plugin="cases")
    _say(f"{moved} due days moved.")


async def _recompute(portal: Portal, reason: str) -> int:
    from core import Context

    from .overdue import recompute as ask_again

    return (await ask_again(Context(portal, "cases", portal.site.languages[0]), reason)).recomputed


@app.command()
def examples(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Play the examples of every procedure; exit code 1 when one comes out otherwise. Example: pendopo cases examples"""
    outcomes: Sequence[dict[str, Any]] = ctx.obj.run(_examples, plugin="cases")
    if as_json:
        _json(outcomes)
    else:
        for outcome in outcomes:
            _say(f"{'fine ' if outcome['ok'] else 'WRONG'}  {outcome['procedure']}: {outcome['title']}")
            for difference in outcome["differences"]:
                _say(f"       {difference}")
    raise typer.Exit(0 if all(outcome["ok"] for outcome in outcomes) else 1)


async def _examples(portal: Portal) -> list[dict[str, Any]]:
    from .examples import run_examples
    from .procedures import declared_procedures
    from .workdays import national_days

    days = [day for day, _kind in national_days()]
    return [
        {"procedure": name, "title": outcome.title, "ok": outcome.ok, "differences": list(outcome.differences)}
        for name, procedure in declared_procedures(portal).items()
        for outcome in run_examples(procedure, days, zone=portal.site.zone)
    ]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _json(value: Any) -> None:
    _say(json.dumps(value, ensure_ascii=False, indent=2))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [tuple(headings), *(tuple(row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(headings) - 1)]
    for line in lines:
        _say("  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]).rstrip())
