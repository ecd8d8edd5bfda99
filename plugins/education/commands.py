"""`pendopo admission`: try this year's admission with the applicants so far, before the day."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .trial import Trial

app = typer.Typer(help="Try the admission of new pupils before the day.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Try the admission of new pupils before the day."""


@app.command()
def trial(
    ctx: typer.Context,
    level: Annotated[str, typer.Argument(help="sd, smp or sma, as in spmb.toml.")],
    file: Annotated[Path, typer.Argument(help="A CSV file: number, path, choices; distance, born, score, applied.")],
    places: Annotated[bool, typer.Option("--places", help="Every application with its place, or why it has none.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, with every place.")] = False,
) -> None:
    """Give the seats as on the day, tell what is doubtful, keep nothing. Example: pendopo admission trial sd applicants.csv"""
    from .trial import lines_of, run_trial

    found: Trial = ctx.obj.run(lambda portal: run_trial(portal, level, file), plugin="education")
    if as_json:
        _say(json.dumps(_told(found), ensure_ascii=False, indent=2))
        return
    for npsn, name, path, seats, taken, named in lines_of(found):
        _say(f"{npsn}  {path:<9} {seats:>5} seats {taken:>5} taken {named:>5} named it  {name}")
    if places:
        for row in _places(found):
            why = f"{row['school']} as choice {row['choice']}, {row['rank']} in the order" if row["school"] else "no seat"
            _say(f"{row['number']}  {row['path']:<9} {why}{''.join(f'; not {one}' for one in row['refused'])}")
    _say(f"\n{len(found.candidates)} applicants, {len(found.result.places)} with a seat, {len(found.candidates) - len(found.result.places)} without.")
    for line in _doubts(found):
        _say(f"! {line}")
    _say(f"digest {found.digest}")


def _doubts(found: Trial) -> list[str]:
    lost = [f"application {number}: {what} is missing for {school}, so it stands last" for number, school, what in found.unknown]
    equal = [f"{school}, {path}: only the number put {high} before {low}" for school, path, high, low in found.result.ties]
    return [*lost, *equal, *(f"school {npsn} has applicants, and nobody has written its seats" for npsn in found.without)]


def _places(found: Trial) -> list[dict[str, Any]]:
    rows = []
    for one in sorted(found.candidates, key=lambda one: one.number):
        place = found.result.places.get(one.number)
        refused = [
            f"{why.school}: no seats" if not why.criterion else f"{why.school}: {why.criterion} {_shown(why.own)}, the last has {_shown(why.last)}"
            for why in found.result.refused.get(one.number, ())
        ]  # fmt: skip
        seat = (place.school, place.choice, place.rank) if place else ("", None, None)
        rows.append({"number": one.number, "path": one.path, "school": seat[0], "choice": seat[1], "rank": seat[2], "refused": refused})
    return rows


def _told(found: Trial) -> dict[str, Any]:
    return {"digest": found.digest, "doubts": _doubts(found), "places": _places(found)}


def _shown(value: object) -> str:
    return "-" if value is None else str(value)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
