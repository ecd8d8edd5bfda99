"""`pendopo themes`: which themes are found, and whether each keeps its contrasts."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands.console import PROBLEMS, say, say_json, say_problems, say_table, site_folder
from core.errors import Problem, ThemeError, UsageError, did_you_mean

app = typer.Typer(help="List and check themes.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("list")
def list_themes(ctx: typer.Context, as_json: AsJson = False) -> None:
    """All themes that are found here; the site's own is marked. Example: pendopo themes list"""
    from core.portal.build import theme_folders
    from core.site import load_site
    from core.themes import find_themes

    site = load_site(site_folder(ctx))
    rows = [{"theme": name, "folder": str(folder), "used": name == site.config.portal.theme} for name, folder in find_themes(theme_folders(site)).items()]
    if as_json:
        say_json(rows)
    else:
        say_table(("", "theme", "folder"), [("*" if r["used"] else "", r["theme"], r["folder"]) for r in rows])


@app.command()
def check(ctx: typer.Context, name: Annotated[str, typer.Argument(help="One theme; without it, all.")] = "", as_json: AsJson = False) -> None:
    """Colours, contrasts and drawings in both schemes, and what its templates do. Example: pendopo themes check blora"""
    from core.portal.build import theme_folders
    from core.site import load_site
    from core.templating.lint import lint_folder
    from core.themes import find_themes, load_theme

    folders = theme_folders(load_site(site_folder(ctx)))
    known = find_themes(folders)
    if name and name not in known:
        raise UsageError(f"there is no theme {name!r}", hint=did_you_mean(name, known), code="theme.unknown")
    problems: dict[str, list[Problem]] = {}
    for theme in [name] if name else sorted(known):
        try:
            problems[theme] = list(load_theme(theme, folders).warnings)
        except ThemeError as error:
            problems[theme] = list(error.problems)
        problems[theme] += lint_folder(known[theme] / "templates")
    wrong = any(p.severity == "error" for every in problems.values() for p in every)
    if as_json:
        say_json({"ok": not wrong, "themes": {theme: [p.as_dict() for p in every] for theme, every in problems.items()}})
    else:
        for theme, every in problems.items():
            say(f"{theme}: {'fine' if not every else f'{len(every)} to mend'}")
            say_problems(every)
    if wrong:
        raise typer.Exit(PROBLEMS)
