"""`pendopo hooks`: every hook, who opens it, and which plugins answer it."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands.console import say_json, say_table, site_folder


def app(ctx: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False) -> None:
    """Which plugin answers which hook. Example: pendopo hooks --json"""
    from core.commands.opening import built
    from core.plugins.finding import find_plugins
    from core.plugins.frontdoor import marked_in, specs_named_in

    portal = built(site_folder(ctx), lenient=True)
    answered: dict[str, list[str]] = {name: [] for name in portal.spec_owners}
    for declared in portal.hooks.declarations:
        for name in declared.by_hook:
            answered[name].append(declared.slug)
    owners = dict(portal.spec_owners)
    for slug, found in find_plugins(portal.site.folder)[0].items():
        for name in specs_named_in(found.folder / "api.py"):
            owners.setdefault(name, f"{slug} (not enabled)")
    for plugin in portal.in_order:
        for name in marked_in(plugin.modules["hooks"]):
            if plugin.slug not in answered.setdefault(name, []):
                answered[name].append(plugin.slug)
    rows = [{"hook": name, "owner": owner, "plugins": answered.get(name, [])} for name, owner in sorted(owners.items())]
    if as_json:
        say_json(rows)
    else:
        say_table(("hook", "owner", "plugins"), [(row["hook"], row["owner"], ", ".join(row["plugins"]) or "-") for row in rows])
