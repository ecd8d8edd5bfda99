"""Importing a plugin: its package and the modules that the house knows by name."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from core.errors import PluginError
from core.plugins.finding import private_package
from core.plugins.plugin import Plugin

KNOWN = ("settings", "models", "api", "hooks")
"""Modules of a plugin that mean something to the core, in the order they are imported."""


def import_plugin(plugin: Plugin) -> None:
    """Import the package and those of KNOWN that exist. The boundary of the stage is the caller's."""
    if plugin.source == "site":
        open_private_package(plugin.folder.parent)
    package = importlib.import_module(plugin.module_name)
    if Path(getattr(package, "__file__", None) or plugin.folder).parent.resolve() != plugin.folder.resolve() and getattr(package, "__file__", None):
        raise PluginError(
            f"importing {plugin.module_name} gave {package.__file__}, not this folder",
            where=str(plugin.folder),
            hint="Another package of the same name comes first; rename one.",
            code="plugin.shadowed",
        )
    for name in KNOWN:
        if _exists(plugin.folder, name):
            plugin.modules[name] = importlib.import_module(f"{plugin.module_name}.{name}")
    if "hooks" not in plugin.modules:
        raise PluginError(
            "hooks.py is missing", where=str(plugin.folder), hint="It is the plugin's front door: every @hookimpl, nothing else.", code="plugin.front_door"
        )


def _exists(folder: Path, name: str) -> bool:
    return (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()


def open_private_package(folder: Path) -> ModuleType:
    """A package of our own naming whose path is `folder`: the site's folder is never on sys.path."""
    name = private_package(folder)
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        package.__package__ = name
        sys.modules[name] = package
    return sys.modules[name]
