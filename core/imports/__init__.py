"""Tables that officers import: the file is read, shown, confirmed, and written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazy

if TYPE_CHECKING:
    from core.imports.imports import Imports as Imports
    from core.imports.runs import LastImport as LastImport

_HOME = {"Imports": "core.imports.imports", "LastImport": "core.imports.runs"}

__all__ = ["Imports", "LastImport"]

__getattr__, __dir__ = lazy(__name__, _HOME)
