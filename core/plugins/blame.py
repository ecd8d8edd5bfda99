"""From an exception in a plugin's code to a problem with file and line."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import ManyProblems, PendopoError, PluginError, Problem
from core.plugins.boundary import words_of

if TYPE_CHECKING:
    from core.plugins.plugin import Plugin

MEND = "Mend the plugin, or take it out of [plugins] enabled."


def line_in(error: BaseException, folder: Path) -> str:
    """`file:line` of the last frame of `error` that lies in `folder`, or an empty string."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno or 0}"
    root = str(folder)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(root):
            return f"{frame.filename}:{frame.lineno}"
    return ""


def problems_in(error: BaseException, plugin: Plugin, where: str = "") -> list[Problem]:
    """All that `error` tells: what a file of the plugin's or the site's has many of says its own place."""
    if isinstance(error, ManyProblems) and (len(error.problems) > 1 or not isinstance(error, PluginError)):
        return list(error.problems)
    return [problem_of(error, plugin, where)]


def problem_of(error: BaseException, plugin: Plugin, where: str = "") -> Problem:
    """What went wrong, in words: our own errors keep theirs, others say their type."""
    place = where or line_in(error, plugin.folder) or str(plugin.folder)
    if isinstance(error, PendopoError):
        return Problem(error.code, f"{plugin.slug}: {error.message}", error.where or place, error.hint or MEND)
    said = words_of(error) or "no message"
    if isinstance(error, TypeError) and "'access'" in said and "missing" in said:
        return Problem("route.access", f"{plugin.slug}: a Route does not say who may ask", place, "Give access=PUBLIC, CITIZEN or permission('name').")
    missing = f"Correct the import, or install what brings {error.name!r}." if isinstance(error, ModuleNotFoundError) and error.name else ""
    return Problem("plugin.raised", f"{plugin.slug}: {type(error).__name__}: {said}", place, missing or MEND)
