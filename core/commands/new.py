"""`pendopo new`: make a site, from a few answers or from a copy of one that is there. What it makes passes `pendopo check`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from core.commands.console import note, say, say_json
from core.making.sites import PLACEHOLDER, Wanted, make_site, name_from, refuse_full, site_to_copy, themes

app = typer.Typer(add_completion=False)


@app.command("new")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it must not hold anything yet.")],
    source: Annotated[str, typer.Option("--from", metavar="SITE", help="Copy this site: blora, sumedang, or a folder.")] = "",
    name: Annotated[str, typer.Option(help="The portal's name, at the top of every page.")] = "",
    region: Annotated[str, typer.Option(help="The regency's code, such as 33.16.")] = "",
    language: Annotated[list[str] | None, typer.Option(help="A language to offer, the first for those who do not choose; may be given again.")] = None,
    theme: Annotated[str, typer.Option(help="How it looks; `pendopo themes list` shows them.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document: folder, files.")] = False,
) -> None:
    """Make a new site. On a terminal it asks for what is not said.

    Example: pendopo new kudus --name "Kudus Melayani" --region 33.19
    """
    refuse_full(folder)
    wanted = Wanted(name, region, tuple(part for one in language or () for part in one.split(",") if part), theme)
    if not source and sys.stdin.isatty() and sys.stderr.isatty() and not as_json:
        wanted = _asked(wanted, folder)
    files = make_site(folder, wanted, site_to_copy(source) if source else None)
    if as_json:
        say_json({"folder": str(folder.resolve()), "files": files})
        return
    say(f"Made {folder}: {', '.join(files)}.")
    if source:
        say("It is a copy: agencies, categories and numbers are still the other regency's.")
    say(f"\nNext:\n  pendopo check --site {folder}\n  pendopo serve --site {folder}")


def _asked(wanted: Wanted, folder: Path) -> Wanted:
    import re

    note("A new portal. Enter takes what stands in brackets; everything can be changed later in portal.toml.")
    name = wanted.name or _ask("Name of the portal", name_from(folder.name), lambda text: 0 < len(text) <= 60, "At most 60 letters.")
    region = wanted.region or _ask("Code of the regency", PLACEHOLDER, lambda text: bool(re.fullmatch(r"\d\d\.\d\d", text)), "Such as 33.16.")
    known = sorted(themes())
    theme = wanted.theme or _ask(f"Theme ({', '.join(known)})", "pendopo", lambda text: text in known, f"One of {', '.join(known)}.")
    return Wanted(name, region, wanted.languages, theme)


def _ask(question: str, default: str, sound: Callable[[str], bool], hint: str) -> str:
    while True:
        answer = str(typer.prompt(question, default=default, err=True)).strip()
        if sound(answer):
            return answer
        note(hint)
