"""`pendopo check`: read all that a start would, and name every problem at once, without opening the database."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.commands.console import browser_files_problem, exit_code, painted, say, say_json, site_folder
from core.errors import Problem, SiteError, ThemeError, did_you_mean

if TYPE_CHECKING:
    from core.plugins.plugin import Plugin
    from core.portal import Portal
    from core.site import Site

app = typer.Typer(add_completion=False)


@app.command("check")
def check(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document: ok, problems, plugins.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors, for CI.")] = False,
) -> None:
    """Read all that a start would, and name every problem with its place and its mend.

    Exit code 1 when there is an error. Example: pendopo check --site sites/blora --json
    """
    folder = site_folder(ctx)
    site, problems, plugins = examine(folder)
    if strict:
        problems = [dataclasses.replace(problem, severity="error") for problem in problems]
    if as_json:
        say_json({"ok": exit_code(problems) == 0, "problems": [problem.as_dict() for problem in problems], "plugins": [_row(plugin) for plugin in plugins]})
    else:
        say("\n".join(_report(folder, site, problems, plugins)))
    raise typer.Exit(exit_code(problems))


def examine(folder: Path) -> tuple[Site | None, list[Problem], Sequence[Plugin]]:
    """The site if its settings are sound, everything that is wrong (errors first), and how far each plugin got."""
    from core.site.load import read_site

    site, problems = read_site(folder)
    plugins: Sequence[Plugin] = ()
    if site is not None:
        found, plugins = _assembled(site)
        problems += found
    if missing := browser_files_problem():
        problems.append(missing)
    unique = list(dict.fromkeys(problems))
    return site, sorted(unique, key=lambda problem: problem.severity != "error"), plugins


def _assembled(site: Site) -> tuple[list[Problem], Sequence[Plugin]]:
    """Build the portal as leniently as can be: a broken theme or a required plugin shall not hide what else is wrong."""
    from core.portal import build_portal

    lenient = _with(site, "plugins", strict=False, required=())
    try:
        portal = build_portal(lenient)
    except ThemeError as error:
        if site.config.portal.theme == "pendopo":
            return list(error.problems), ()
        more, plugins = _assembled(_with(site, "portal", theme="pendopo"))
        return [*error.problems, *more], plugins
    except SiteError as error:
        return list(error.problems), ()
    return [*portal.problems, *look_closer(portal)], portal.plugins


def look_closer(portal: Portal) -> list[Problem]:
    """What a start does not take the time for: what plugins import, what their templates do, icons that are not there."""
    from core.plugins.imports import check_imports
    from core.templating.lint import lint_folder

    problems: list[Problem] = []
    for plugin in portal.in_order:
        if plugin.manifest:
            problems += check_imports(plugin.folder, plugin.manifest, plugin.module_name)
        problems += lint_folder(plugin.folder / "templates", plugin=True)
    for folder in portal.theme.chain:
        problems += lint_folder(folder / "templates")
    return [*problems, *_unknown_icons(portal)]


def _unknown_icons(portal: Portal) -> Iterator[Problem]:
    """Names of icons that the sprite does not hold, where there is one: their place stays empty."""
    sprite = portal.assets.at(portal.assets.address("vendor/icons.svg"))
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite.content.decode())) if sprite else set()
    used = [(name, owned.value.icon) for name, owned in portal.tables.menus.items()]
    used += [(name, owned.value.icon) for name, owned in portal.tables.services.items()]
    used += [(plugin.slug, plugin.manifest.icon) for plugin in portal.in_order if plugin.manifest]
    for name, icon in used:
        if known and icon and icon not in known:
            hint = did_you_mean(icon, known) or "Add it to core/static/icons.txt and run: python build_hooks.py"
            yield Problem("icon.unknown", f"{name} names the icon {icon!r}, which is not there", where=name, hint=hint, severity="warning")


def _with(site: Site, section: str, **changes: Any) -> Site:
    changed = getattr(site.config, section).model_copy(update=changes)
    return dataclasses.replace(site, config=site.config.model_copy(update={section: changed}))


def _row(plugin: Plugin) -> dict[str, str]:
    return {"slug": plugin.slug, "version": plugin.version, "state": str(plugin.state), "why": plugin.why, "source": plugin.source}


def _report(folder: Path, site: Site | None, problems: Sequence[Problem], plugins: Sequence[Plugin]) -> Iterator[str]:
    yield f"{site.name} ({_short(str(folder))})" if site else _short(str(folder))
    for problem in problems:
        mark = painted(f"{problem.severity:<7}", "31" if problem.severity == "error" else "33", sys.stdout)
        yield f"\n{mark}  {_short(problem.where) or 'the portal'}  [{problem.code}]"
        yield f"         {problem.message}"
        yield from (f"         {painted(line, '2', sys.stdout)}" for line in problem.hint.splitlines())
    if plugins:
        width = max(len(plugin.slug) for plugin in plugins)
        yield "\nPlugins"
        yield from (f"  {plugin.slug:<{width}}  {plugin.version:<8}  {plugin.why or plugin.state}".rstrip() for plugin in plugins)
    yield f"\n{_sum(problems)}"


def _sum(problems: Sequence[Problem]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    counted = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in ((errors, "error"), (len(problems) - errors, "warning")) if n]
    return f"{' and '.join(counted)}." if counted else "All is well."


def _short(place: str) -> str:
    """A path below this folder is shown from here."""
    return place.removeprefix(f"{Path.cwd()}/")
