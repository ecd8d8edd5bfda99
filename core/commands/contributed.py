"""Commands that a site's plugins add, read from their `plugin.toml` without running any of their code.

Only the few keys that the help needs are read here, with the standard library: `core.plugins` checks manifests
thoroughly and takes 0.1 s to import, which `pendopo --help` cannot afford.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import PluginError

BUNDLED = Path(__file__).parents[2] / "plugins"


@dataclass(frozen=True, slots=True)
class Contribution:
    """A command of a plugin: what bears its name in the plugin's `commands.py`, a function, or else `app`, the typer group."""

    name: str
    slug: str
    summary: str
    site: Path

    def load(self) -> Any:
        """Import the plugin's `commands.py` and nothing else of it."""
        from importlib import import_module

        from core.plugins.finding import find_plugins

        found, _ = find_plugins(self.site)
        place = found[self.slug]
        if not (place.folder / "commands.py").is_file():
            raise PluginError(
                f"{self.slug} names the command {self.name!r} but has no commands.py",
                where=str(place.folder / "plugin.toml"),
                hint="Add it with `app`, a typer group.",
            )
        if place.source == "site":
            from core.plugins.loading import open_private_package

            open_private_package(place.folder.parent)
        module = import_module(f"{place.module_name}.commands")
        found_app = getattr(module, self.name, None) or getattr(module, "app", None)
        if found_app is None:
            raise PluginError(
                f"{self.slug} has a commands.py with neither `{self.name}` nor `app`",
                where=str(place.folder / "commands.py"),
                hint="Write `app = typer.Typer(help=…)`.",
            )
        return found_app


def contributed(site: Path) -> Mapping[str, Contribution]:
    """The command groups of the plugins that `portal.toml` enables, by name; what cannot be read is left to `check`."""
    enabled = _read(site / "portal.toml").get("plugins", {}).get("enabled", [])
    return {one.name: one for slug in enabled if isinstance(slug, str) for one in _of(slug, site)}


def _of(slug: str, site: Path) -> Iterator[Contribution]:
    for folder in (BUNDLED / slug, site / "plugins" / slug):
        manifest = _read(folder / "plugin.toml")
        names = manifest.get("commands", [])
        if manifest:
            summary = manifest.get("summary") or manifest.get("title") or ""
            words = str(summary.get("en") or next(iter(summary.values()), "") if isinstance(summary, dict) else summary)
            yield from (Contribution(name, slug, _told(folder, name) or words, site) for name in names if isinstance(name, str))
            return
    yield from _installed(slug, site)


def _installed(slug: str, site: Path) -> Iterator[Contribution]:
    """An installed distribution's plugin: asked last, for reading all entry points takes 20 ms."""
    from importlib.machinery import PathFinder
    from importlib.metadata import entry_points

    for point in entry_points(group="pendopo.plugins", name=slug):
        spec = PathFinder.find_spec(point.value)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            names = _read(Path(folder) / "plugin.toml").get("commands", [])
            yield from (Contribution(name, slug, f"from the plugin {slug}", site) for name in names if isinstance(name, str))


def _told(folder: Path, name: str) -> str:
    """The first line of the function that is the command `name`, read without running it."""
    try:
        lines = ast.parse((folder / "commands.py").read_bytes()).body
    except (OSError, ValueError, SyntaxError):
        return ""
    words = next((ast.get_docstring(one) for one in lines if isinstance(one, ast.FunctionDef) and one.name == name), None) or ""
    return words.partition("Example:")[0].strip().partition("\n")[0]


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
