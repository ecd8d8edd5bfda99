"""A theme and those it extends: read, in order, and merged table by table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import ThemeError, did_you_mean
from core.reading.toml import Document
from core.themes.file import Table, ThemeFile, read_theme_file, said

DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Layer:
    """One theme of a chain, as read."""

    name: str
    folder: Path
    file: ThemeFile
    document: Document


Chain = Sequence[Layer]
"""A theme, then its parent, then its parent's parent."""


def find_themes(folders: Sequence[Path]) -> Mapping[str, Path]:
    """Every folder with a `theme.toml`, by name; an earlier folder stands over a later one."""
    found: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(folder.glob("*/theme.toml")) if folder.is_dir() else ():
            found.setdefault(file.parent.name, file.parent)
    return dict(sorted(found.items()))


def read_chain(name: str, known: Mapping[str, Path], where: str = "") -> Chain:
    """The theme and those it extends. Raises ThemeError where one is missing, broken, or stands on itself. `where` is the place that names it."""
    chain: list[Layer] = []
    while name:
        _may_follow(name, chain, known, where)
        read = read_theme_file(known[name], name)
        if isinstance(read, list):
            raise ThemeError.of(read)
        chain.append(Layer(name, known[name], *read))
        where, name = read[1].where(("extends",)), read[0].extends
    if not any(layer.file.brand for layer in chain):
        hint = 'Write [brand] with primary = "#114e3b" and accent = "#e6ac2c".'
        raise ThemeError("the theme does not say its brand's colours", where=chain[0].document.name, hint=hint, code="theme.missing")
    return chain


def _may_follow(name: str, chain: Chain, known: Mapping[str, Path], where: str) -> None:
    if name not in known:
        raise ThemeError(f"there is no theme {name!r}", where=where, hint=did_you_mean(name, known), code="theme.unknown")
    names = [layer.name for layer in chain]
    if name in names:
        raise ThemeError(f"the theme {names[0]!r} extends itself: {' → '.join([*names, name])}", where=where, hint="Break the circle.", code="theme.circle")
    if len(chain) == DEEPEST:
        raise ThemeError(f"the theme {names[0]!r} stands on more than {DEEPEST - 1} others", where=where, hint="Extend one further down.", code="theme.deep")


def merged(chain: Chain, table: str) -> dict[str, Any]:
    """A table of the theme, with what its parents say where it says nothing."""
    found: dict[str, Any] = {}
    for layer in reversed(chain):
        values = getattr(layer.file, table)
        found |= said(values) if isinstance(values, Table) else {}
    return found


def art(chain: Chain) -> dict[str, str]:
    """Each drawing as `owner/file.svg`, from the nearest theme that has it."""
    found: dict[str, str] = {}
    for layer in reversed(chain):
        found |= {key: f"{layer.name}/{file}" for key, file in said(layer.file.art).items()}
    return found
