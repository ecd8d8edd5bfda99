"""The conformance kit: is this plugin what the portal's other guests may expect of it? `pendopo plugins check NAME` says so.

A rule is one small function with a page in docs/plugins/rules; a plugin that keeps all rules of a tier has it: bronze, silver, gold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazy

if TYPE_CHECKING:
    from core.kit.checking import assert_plugin_ok as assert_plugin_ok
    from core.kit.checking import check_plugin as check_plugin

_HOME = {"assert_plugin_ok": "core.kit.checking", "check_plugin": "core.kit.checking"}

__all__ = ["assert_plugin_ok", "check_plugin"]

__getattr__, __dir__ = lazy(__name__, _HOME)
