"""Where plugins are found: the bundled folder, installed distributions, a site's own folder. Nothing is imported here."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.machinery import PathFinder
from importlib.metadata import entry_points
from pathlib import Path

from core.errors import PluginError, Problem
from core.plugins.plugin import Source

BUNDLED = Path(__file__).parents[2] / "plugins"
GROUP = "pendopo.plugins"


@dataclass(frozen=True, slots=True)
class Found:
    """A plugin's place. `module_name` is the package it will be imported as."""

    slug: str
    folder: Path
    source: Source
    module_name: str


def find_plugins(site_folder: Path, extra: Iterable[Path] = ()) -> tuple[Mapping[str, Found], list[Problem]]:
    """Every plugin that could be enabled, by slug, and what is wrong with the finding (a slug twice names both places)."""
    problems: list[Problem] = []
    found: dict[str, Found] = {}
    candidates = [*_in_folder(BUNDLED, "bundled"), *_installed(problems), *_in_folder(site_folder / "plugins", "site")]
    for folder in extra:
        candidates += _in_folder(folder, "site")
    for one in candidates:
        other = found.get(one.slug)
        if other:
            problems.append(
                Problem(
                    "plugin.twice",
                    f"the plugin {one.slug!r} is found twice",
                    where=f"{other.folder} and {one.folder}",
                    hint="Remove or rename one of them: a slug names one plugin.",
                )
            )
            continue
        found[one.slug] = one
    return found, problems


def _in_folder(folder: Path, source: Source) -> list[Found]:
    if not folder.is_dir():
        return []
    names = sorted(p.name for p in folder.iterdir() if p.is_dir() and (p / "plugin.toml").is_file())
    return [Found(name, folder / name, source, f"plugins.{name}" if source == "bundled" else f"{private_package(folder)}.{name}") for name in names]


def private_package(folder: Path) -> str:
    """The package that holds a site's own plugins: one per folder, so that two sites may use the same slug."""
    return f"_site_{zlib.crc32(str(folder.resolve()).encode()):08x}"


def _installed(problems: list[Problem]) -> list[Found]:
    found = []
    for point in entry_points(group=GROUP):
        try:
            found.append(_place(point.name, point.value))
        except PluginError as error:
            problems.append(error.problem("warning"))
    return found


def _place(slug: str, package: str) -> Found:
    """Find the package's folder without importing it, which only a top-level package allows."""
    if "." in package or ":" in package:
        raise PluginError(
            f"the entry point {slug!r} of {GROUP} names {package!r}",
            hint="Name a top-level package: it is found without importing it.",
            code="plugin.entry_point",
        )
    spec = PathFinder.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise PluginError(
            f"the entry point {slug!r} of {GROUP} names the package {package!r}, which is not there",
            hint="Install the distribution again.",
            code="plugin.entry_point",
        )
    return Found(slug, Path(next(iter(spec.submodule_search_locations))), "distribution", package)
