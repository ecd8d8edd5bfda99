"""Write docs/hooks.md from the docstrings of the hooks and of what they return: `python docs/make_hooks.py`.

The core's hooks come first, then those that bundled plugins open. Each heading is the hook's exact signature.
"""

from __future__ import annotations

import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import core
from core import hooks as core_hooks
from core import tables
from core.plugins.frontdoor import specs_in
from core.slots import CORE_SLOTS

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "hooks.md"
DECLARATIONS = (
    "Route", "MenuItem", "Form", "Step", "FormFields", "Fragment", "Slot", "SearchSource", "Hit", "Service", "Permission", "Event", "Listener",
    "Task", "HealthCheck", "Health", "Identity", "Officer", "UploadScanner", "PersonalData", "Subject", "Erasure", "Demo",
    "TableImport", "Column",
)  # fmt: skip
HEAD = """\
# Hooks

For whoever writes a plugin. This page is made from the docstrings by `python docs/make_hooks.py`; do not change it by hand.
`./pendopo hooks` says which plugin answers which hook in your site.

A hook is a plain function in the plugin's `hooks.py`, marked `@hookimpl`. It may take `plugin` or nothing. It is called once, when
the portal is built, reads and writes nothing, and returns a list of declarations. What a plugin does while serving are the `async`
functions inside its declarations.

If an implementation raises, returns a wrong value or contradicts another plugin, everything that the plugin declared is left out,
its address answers 503, and `./pendopo check` names the file, the line and the mend. The rest of the portal goes on.

`plugin` has `.slug`, `.folder`, `.manifest`, `.site` and `.settings(Settings)`, so that declarations may depend on what the operator set.

Ids are bare in a declaration (`"list"`) and full everywhere else (`slug.list`, a route `slug:list`).
"""
OPENED = """\
## Hooks that plugins open

A plugin opens a hook by a function marked `@hookspec` in its `api.py`, and asks for what was declared with `portal.declared(register_…)`.
Import the spec from nowhere: an implementation only needs the name. An implementation for a plugin that is not enabled is left out quietly.
"""
SLOTS = """\
## Slots

The core's own pages have the slots {slots}. `head` is on every page.
A plugin's slots have the names `slug.name`; `cases` has `cases.side`.
"""
RETURNED = """\
## What hooks return

All are frozen dataclasses from `core` (of tables from `core.tables`), and check themselves when they are made.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, "## Hooks of the core\n", *(_hook(name, spec) for name, spec in sorted(specs_in(core_hooks).items())), OPENED]
    parts += [_hook(name, spec, f"Opened by `{slug}`. ") for slug, name, spec in opened()]
    return "\n".join([*parts, SLOTS.format(slots=", ".join(f"`{slot}`" for slot in shown_slots())), RETURNED, *(_declaration(name) for name in DECLARATIONS)])


def shown_slots() -> list[str]:
    """The core's slots that one of its pages has today."""
    pages = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "core" / "templates").rglob("*.html"))
    return [slot for slot in CORE_SLOTS if f'slot("{slot}")' in pages]


def opened() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """The hooks of the bundled plugins: slug, name, spec."""
    for file in sorted((ROOT / "plugins").glob("*/api.py")):
        slug = file.parent.name
        found = specs_in(importlib.import_module(f"plugins.{slug}.api"))
        yield from ((slug, name, spec) for name, spec in sorted(found.items()))


def heading(name: str, spec: Callable[..., Any]) -> str:
    """`register_menus(plugin: Plugin) -> Sequence[MenuItem]`."""
    return f"{name}{_signature(spec)}"


def _hook(name: str, spec: Callable[..., Any], before: str = "") -> str:
    words, code = words_and_example(spec)
    example = f"\n```python\n{code}\n```\n" if code else ""
    return f"### `{heading(name, spec)}`\n\n{before}{words}\n{example}"


def words_and_example(spec: Callable[..., Any]) -> tuple[str, str]:
    """A docstring's sentences, and its example without indentation."""
    lines = inspect.cleandoc(spec.__doc__ or "").splitlines()
    start = next((n for n, line in enumerate(lines) if line.strip().startswith("@hookimpl")), len(lines))
    return "\n".join(lines[:start]).strip(), textwrap.dedent("\n".join(lines[start:])).strip()


def _declaration(name: str) -> str:
    kind = getattr(tables, name, None) or getattr(core, name)
    words = inspect.cleandoc(kind.__doc__ or "")
    return f"### `{name}{_signature(kind)}`\n\n{words}\n"


def _signature(what: Callable[..., Any]) -> str:
    """As it is written in the code: annotations without quotes, defaults in double ones."""
    signature = inspect.signature(what)
    plain = [one.replace(annotation=one.empty, default=one.empty) for one in signature.parameters.values()]
    written = {one.name: _parameter(one) for one in signature.parameters.values()}
    names = [part.strip() for part in str(inspect.Signature(plain)).strip("()").split(",")]
    answer = "" if signature.return_annotation in (inspect.Signature.empty, None, "None") else f" -> {signature.return_annotation}"
    return f"({', '.join(written.get(name, name) for name in names)}){answer}"


def _parameter(one: inspect.Parameter) -> str:
    default = "PUBLIC" if one.default is core.PUBLIC else repr(one.default).replace("'", '"')
    return f"{one.name}: {one.annotation}" + ("" if one.default is one.empty else f" = {default}")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
