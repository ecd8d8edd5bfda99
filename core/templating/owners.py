"""Whose template is it: the first folder of a name says so."""

from __future__ import annotations

import functools

CORE_FOLDERS = frozenset({"macros"})
"""Folders of the core's own templates; every other first folder is a plugin's slug."""


@functools.lru_cache(maxsize=1024)
def owner_of(template: str) -> str:
    """The slug whose template this is, or an empty string for the core's. Asked for every sentence of a page."""
    first, slash, _ = template.partition("/")
    return first if slash and first not in CORE_FOLDERS else ""
