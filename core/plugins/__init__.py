"""Plugins: found, checked, imported, asked once; a mistake in one never takes the portal down."""

from __future__ import annotations

from core.plugins.boundary import Boundary
from core.plugins.declarations import Declarations, Hooks, Owned
from core.plugins.life import Life
from core.plugins.plugin import BOUNDARY, Plugin, State

__all__ = ["BOUNDARY", "Boundary", "Declarations", "Hooks", "Life", "Owned", "Plugin", "State"]
