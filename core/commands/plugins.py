"""`pendopo plugins`: what is found, what is enabled, how each is; enabling and disabling in `portal.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from core.commands.console import note, say, say_json, say_problems, say_table, site_folder
from core.errors import UsageError, did_you_mean

app = typer.Typer(help="Make, check, list, enable and disable plugins.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("list")
def list_plugins(ctx: typer.Context, as_json: AsJson = False) -> None:
    """All plugins that are found here, and the state of each. Example: pendopo plugins list"""
    rows = plugin_rows(_portal(ctx))
    if as_json:
        say_json(rows)
    else:
        say_table(("plugin", "version", "state", "source", "why"), [(r["slug"], r["version"], r["state"], r["source"], r["why"]) for r in rows])


@app.command()
def info(ctx: typer.Context, slug: str, as_json: AsJson = False) -> None:
    """Everything about one plugin. Example: pendopo plugins info complaints"""
    portal = _portal(ctx)
    row: dict[str, Any] = next((dict(r) for r in plugin_rows(portal) if r["slug"] == slug), {})
    if not row:
        raise UsageError(f"there is no plugin {slug!r}", hint=did_you_mean(slug, portal.found), code="plugin.unknown")
    known = portal.plugin(slug)
    if known and known.manifest:
        row |= {
            "title": str(known.manifest.title),
            "requires": list(known.manifest.requires),
            "segments": list(known.manifest.segments),
            "data": {k: v.model_dump() for k, v in known.manifest.data.items()},
        }
        row["routes"] = [e.path for e in portal.routing.endpoints if e.owner == slug]
    row["folder"] = str(portal.found[slug].folder)
    if as_json:
        say_json(row)
    else:
        for key, value in row.items():
            say(f"{key:<10} {', '.join(map(str, value)) if isinstance(value, list) else value}")
    if known:
        say_problems(known.problems)


@app.command()
def enable(ctx: typer.Context, slug: str) -> None:
    """Add a plugin to [plugins] enabled of portal.toml; comments stay. Example: pendopo plugins enable jobs"""
    from core.plugins.finding import find_plugins
    from core.site import load_site
    from core.site.write import enable_plugin

    site = load_site(site_folder(ctx))
    found, _ = find_plugins(site.folder)
    if slug not in found:
        raise UsageError(f"there is no plugin {slug!r}", hint=did_you_mean(slug, found), code="plugin.unknown")
    changed = enable_plugin(site, slug)
    note(f"{slug} is enabled; it opens at the next start." if changed else f"{slug} was enabled already.")


@app.command()
def disable(ctx: typer.Context, slug: str) -> None:
    """Take a plugin out of [plugins] enabled of portal.toml; its data stays. Example: pendopo plugins disable jobs"""
    from core.site import load_site
    from core.site.write import disable_plugin

    changed = disable_plugin(load_site(site_folder(ctx)), slug)
    note(f"{slug} is disabled; its data stays where it is." if changed else f"{slug} was not enabled.")


@app.command("new")
def new_plugin(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The plugin's name: a-z, 0-9 and _.")],
    title: Annotated[str, typer.Option(help="What people read on the tile; else the name.")] = "",
    with_form: Annotated[bool, typer.Option("--with-form", help="A form, too.")] = False,
    with_model: Annotated[bool, typer.Option("--with-model", help="A table, with its migration, and a form that fills it.")] = False,
    with_procedure: Annotated[bool, typer.Option("--with-procedure", help="A procedure with a promised day, and the form that begins it.")] = False,
    package: Annotated[bool, typer.Option("--package", help="A distribution of its own, in this folder, instead of a folder of the site.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a plugin that works, in the site, and enable it.

    Example: pendopo plugins new trees --title "Pohon tepi jalan"
    """
    from core.making.plugins import Scaffold, make_plugin
    from core.site import load_site

    site = load_site(site_folder(ctx))
    wanted = Scaffold(name, title, with_form, with_model, with_procedure, package)
    made = make_plugin(site, wanted, Path.cwd())
    if as_json:
        say_json({"folder": str(made.folder), "files": made.files, "enabled": made.enabled})
        return
    say(f"Made {made.folder}: {', '.join(made.files)}.")
    if package:
        say(f"\nNext:\n  pip install -e {made.folder}\n  pendopo plugins enable {name} --site {site.folder}\n  python -m pytest {made.folder}")
        return
    say(f"Enabled in {site.folder / 'portal.toml'}: {', '.join(made.enabled)}.")
    say(f"\nNext:\n  pendopo serve --dev --site {site.folder}    its page is /{wanted.segment}\n  python -m pytest {made.folder}")


@app.command("check")
def check_one(ctx: typer.Context, slug: str, as_json: AsJson = False) -> None:
    """Hold a plugin against every rule: bronze, silver, gold. Exit code 1 below gold. Example: pendopo plugins check complaints"""
    from core.kit.checking import on_the_command_line

    card = on_the_command_line(slug, site_folder(ctx))
    if as_json:
        say_json(card.as_dict())
    else:
        say("\n".join(card.lines()).strip())
    raise typer.Exit(0 if card.tier == "gold" else 1)


def _portal(ctx: typer.Context) -> Any:
    from core.commands.opening import built

    return built(site_folder(ctx), lenient=True)


def plugin_rows(portal: Any) -> list[dict[str, str]]:
    """One row a plugin, as `pendopo check --json` and `plugins list --json` show it; those that are not enabled come last."""
    rows = [{"slug": p.slug, "version": p.version, "state": str(p.state), "why": p.why, "source": p.source} for p in portal.plugins]
    known = {p.slug for p in portal.plugins}
    rows += [{"slug": f.slug, "version": _version(f), "state": "disabled", "why": "", "source": f.source} for f in portal.found.values() if f.slug not in known]
    return rows


def _version(found: Any) -> str:
    from core.errors import PluginError
    from core.plugins.manifest import read_manifest

    try:
        return read_manifest(found.folder / "plugin.toml", found.slug).version
    except PluginError:
        return ""
