"""A pytest plugin (`-p tests.house.ours_for_pluggy`): whoever imports `pluggy.PluginManager` gets the class that a portal's hooks stand on.

The class is taken from a portal's gatherer after the whole core was imported, so that neither a class of our own nor a
method replaced in theirs would be missed.
"""

from __future__ import annotations

import pluggy
import pytest

import core
from core.plugins.declarations import Gatherer
from core.plugins.frontdoor import core_specs

for name in core.__all__:
    getattr(core, name)
OURS = type(Gatherer(core_specs()).manager)
pluggy.PluginManager = OURS  # type: ignore[misc]


def pytest_report_header() -> str:
    return f"the manager is {OURS.__module__}.{OURS.__qualname__}"


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Their modules have to hold our class, or the suite would say nothing about it."""
    held = [module.PluginManager for module in {item.getparent(pytest.Module).obj for item in session.items} if hasattr(module, "PluginManager")]
    assert held, "no module of the suite uses a plugin manager"
    assert all(kind is OURS for kind in held), held
