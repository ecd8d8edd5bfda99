"""What is promised to plugins, as text: public names with their signatures, hooks, public modules. A change shows in review.

python -m core.kit.contract FILE     write it anew
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import core
from core.plugins.frontdoor import core_specs
from core.plugins.imports import PUBLIC


def contract() -> str:
    """The whole text, the same on every run."""
    lines = [f"PLUGIN_API = {core.PLUGIN_API}", ""]
    for name in core.__all__:
        if name != "PLUGIN_API":
            lines += _described(f"core.{name}", getattr(core, name))
    lines += ["", "# hooks"]
    lines += [f"{name}{_signature(spec)}" for name, spec in sorted(core_specs().items())]
    for module in sorted(PUBLIC - {"core"}):
        lines += ["", f"# {module}"]
        loaded = import_module(module)
        for name in sorted(_offered(loaded)):
            lines += _described(name, getattr(loaded, name))
    return "\n".join(lines) + "\n"


def _offered(module: Any) -> list[str]:
    """`__all__`, or what the module itself defines."""
    own = [name for name, value in vars(module).items() if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__]
    return list(getattr(module, "__all__", own))


def _described(name: str, value: Any) -> Iterator[str]:
    """A line for the name, and one for each field or method that is public."""
    if inspect.isclass(value):
        yield f"class {name}{_bases(value)}"
        if value.__module__.startswith("core"):
            yield from _members(value)
    elif callable(value):
        yield f"{'async ' if inspect.iscoroutinefunction(value) else ''}def {name}{_signature(value)}"
    else:
        yield f"{name}: {type(value).__name__}"


def _bases(kind: type) -> str:
    names = [base.__name__ for base in kind.__bases__ if base is not object]
    return f"({', '.join(names)})" if names else ""


def _members(kind: type) -> Iterator[str]:
    if issubclass(kind, enum.Enum):
        yield from (f"    {one.name}" for one in kind)
    if dataclasses.is_dataclass(kind):
        for field in dataclasses.fields(kind):
            if not field.name.startswith("_") and field.init:
                needed = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
                yield f"    {field.name}: {field.type}{'' if needed else ' = …'}"
    elif "__init__" in vars(kind):
        yield f"    __init__{_signature(kind.__init__)}"  # type: ignore[misc]
    for name, member in sorted(vars(kind).items()):
        if name.startswith("_"):
            continue
        plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if isinstance(plain, property):
            yield f"    {name}  # property"
        elif inspect.isfunction(plain):
            yield f"    {'async ' if inspect.iscoroutinefunction(plain) else ''}def {name}{_signature(plain)}"


def _signature(function: Any) -> str:
    """As it is written; what a default is, is its own affair."""
    try:
        found = inspect.signature(function)
    except (TypeError, ValueError):
        return "(…)"
    empty = inspect.Parameter.empty
    parameters = [one if one.default is empty else one.replace(default=_Default()) for one in found.parameters.values()]
    return str(found.replace(parameters=parameters))


class _Default:
    def __repr__(self) -> str:
        return "…"


def main(arguments: Sequence[str]) -> int:
    if len(arguments) == 1:
        Path(arguments[0]).write_text(contract(), encoding="utf-8")
    else:
        sys.stdout.write(contract())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
