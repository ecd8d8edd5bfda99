"""Each hook says when it is called, what to return, what failure does, and its example runs."""

from __future__ import annotations

import inspect
import textwrap
from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType
from typing import Any, ClassVar

import pytest

import core
from core import fields
from core import hooks as core_hooks
from core.language import gettext_lazy
from core.plugins.declarations import allowed_types
from core.plugins.frontdoor import core_specs, implementations
from core.tables import TableImport

SPECS = core_specs()


async def anything(*_arguments: Any) -> Any:
    """Stands for a page, a fragment, a listener."""


def names() -> dict[str, Any]:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Opened(core.Event):
        name: ClassVar[str] = "opened"

    given = {name: getattr(core, name) for name in core.__all__}
    stand_ins = dict.fromkeys(("page", "fragment", "find", "listen", "work", "check", "find_actor", "scan", "export", "erase", "connection", "fill"), anything)
    return {**given, **stand_ins, "fields": fields, "_": gettext_lazy, "timedelta": timedelta, "Opened": Opened, "TableImport": TableImport}


@pytest.mark.parametrize("hook", SPECS)
def test_a_hooks_docstring_tells_all_and_its_example_runs(hook: str) -> None:
    text = inspect.getdoc(SPECS[hook]) or ""
    prose, _, _ = text.partition("@hookimpl")
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines) if line.strip() == "@hookimpl")
    module = ModuleType("example")
    vars(module).update(names())
    source = textwrap.dedent("\n".join(lines[first:]))

    exec(compile(source, "example", "exec"), vars(module))
    found = implementations(module, SPECS, frozenset())
    values = found[hook]()

    assert len(prose.split()) >= 5
    assert values
    allowed = allowed_types(hook)
    assert all(isinstance(value, allowed) for value in values) or not allowed


def test_every_hook_takes_the_plugin_and_nothing_else() -> None:
    for name, function in SPECS.items():
        assert list(inspect.signature(function).parameters) == ["plugin"], name
        assert name.startswith("register_")
        assert not inspect.iscoroutinefunction(function)


def test_calling_a_spec_by_hand_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        core_hooks.register_routes(None)  # type: ignore[arg-type]
