"""The front door of a plugin, `hooks.py`: every mistake in it is named before anything is called."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pluggy

from core import hooks as core_hooks
from core.errors import DeclarationError, did_you_mean

PROJECT = "pendopo"


def core_specs() -> dict[str, Callable[..., Any]]:
    """Name → spec function of every hook of the core."""
    return specs_in(core_hooks)


def specs_in(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Name → spec function for each `@hookspec` in `module`."""
    return {name: value for name, value in vars(module).items() if isinstance(value, FunctionType) and hasattr(value, f"{PROJECT}_spec")}


def specs_named_in(file: Path) -> frozenset[str]:
    """The hooks that an `api.py` opens, itself or by a name from beside it, read without importing it: of plugins that are installed but not enabled."""
    statements = _statements(file)
    found = _specs_among(statements)
    for node in statements:
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module:
            beside = _specs_among(_statements(file.parent.joinpath(*node.module.split(".")).with_suffix(".py")))
            found |= beside & {name.name for name in node.names}
    return frozenset(found)


def _statements(file: Path) -> list[ast.stmt]:
    try:
        return ast.parse(file.read_text(encoding="utf-8")).body
    except (OSError, SyntaxError, ValueError):
        return []


def _specs_among(statements: list[ast.stmt]) -> set[str]:
    return {node.name for node in statements if isinstance(node, ast.FunctionDef) and any(_is_spec(d) for d in node.decorator_list)}


def _is_spec(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(called, ast.Name) and called.id == "hookspec"


def implementations(module: ModuleType, known: Mapping[str, Callable[..., Any]], sleeping: frozenset[str]) -> dict[str, Callable[..., Any]]:
    """The marked functions of `module` by hook name, all checked. `sleeping` hooks belong to plugins that are not enabled: left out."""
    found: dict[str, Callable[..., Any]] = {}
    for name, value in _functions(module):
        marked = _is_marked(value)
        where = f"{value.__code__.co_filename}:{value.__code__.co_firstlineno}"
        if not marked and name.startswith("register_"):
            raise DeclarationError(f"{name} is not marked", where=where, hint="Write @hookimpl above it, or it is never called.", code="hook.unmarked")
        if not marked or name in sleeping:
            continue
        if name not in known:
            raise DeclarationError(f"there is no hook {name!r}", where=where, hint=did_you_mean(name, known), code="hook.unknown")
        _check_signature(name, value, where)
        found[name] = value
    return found


def marked_in(module: ModuleType) -> list[str]:
    """The names of all hooks that `module` implements, also of those that nobody asks for here."""
    return [name for name, value in _functions(module) if _is_marked(value)]


def _functions(module: ModuleType) -> list[tuple[str, FunctionType]]:
    return [(name, value) for name, value in vars(module).items() if isinstance(value, FunctionType) and value.__module__ == module.__name__]


def _is_marked(function: FunctionType) -> bool:
    return hasattr(function, f"{PROJECT}_impl")


def _check_signature(name: str, value: FunctionType, where: str) -> None:
    if inspect.iscoroutinefunction(value) or inspect.isasyncgenfunction(value):
        raise DeclarationError(
            f"{name} is an `async def`",
            where=where,
            hint="A hook is a plain `def`, called once at start; what awaits goes into the functions it declares.",
            code="hook.async",
        )
    wrong = [p for p in inspect.signature(value).parameters if p != "plugin"]
    if wrong:
        raise DeclarationError(f"{name} takes the argument {wrong[0]!r}", where=where, hint="It may take `plugin`, or nothing.", code="hook.argument")


def manager_of(specs: Mapping[str, Callable[..., Any]]) -> pluggy.PluginManager:
    """A plugin manager of its own for one portal, knowing all specs."""
    manager = pluggy.PluginManager(PROJECT)
    module = ModuleType("pendopo_specs")
    vars(module).update(specs)
    manager.add_hookspecs(module)
    return manager
