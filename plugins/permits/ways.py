"""The ways of an application through the offices: a procedure each, which a site may replace or add to."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.errors import Problem, SiteError
from plugins.cases.api import Procedure, read_procedure

from .settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from core import Plugin

PREFIX = "permits-"
"""Of a site's own files in its folder `procedures/`."""
STATES: Mapping[str, str] = {"issue": "issued", "fee": "issue"}
"""States that this plugin leads on from, where a procedure has them, and where to; `issue` is in each."""
MADE_HERE: Mapping[str, tuple[str, str]] = {"issue": ("issue", "system"), "paid": ("fee", "system"), "resubmit": ("completing", "reporter")}
"""Transitions that this plugin makes itself: where from, and as whom."""


@functools.lru_cache(maxsize=2)
def ways_of(plugin: Plugin) -> Mapping[str, Procedure]:
    """Every way by its name. Raises SiteError with all problems."""
    files: dict[str, Path] = {file.stem: file for file in sorted((plugin.folder / "procedures").glob("*.toml"))}
    files |= {file.stem.removeprefix(PREFIX): file for file in sorted((plugin.site.folder / "procedures").glob(f"{PREFIX}*.toml"))}
    found = {name: read_procedure(file, settings=Settings.model_fields) for name, file in files.items()}
    problems = [problem for name, file in files.items() for problem in _look(name, str(file), found[name])]
    if problems:
        raise SiteError.of(problems)
    return found


def _look(name: str, where: str, procedure: Procedure) -> list[Problem]:
    """What this plugin relies on in a procedure, whoever wrote it."""
    wrong = []
    if procedure.id != name:
        wrong.append(f"its id is {procedure.id!r}, and its file is called {name!r}")
    for transition, (start, who) in MADE_HERE.items():
        if start not in procedure.states and start != "issue":
            continue
        made = procedure.transitions.get(transition)
        if made is None or start not in made.from_ or who not in made.who:
            wrong.append(f"it has no transition {transition!r} from {start!r} that {who} makes")
    hint = "Begin with a copy of plugins/permits/procedures/charged.toml."
    return [Problem("permits.way", f"the procedure {name!r} cannot carry permits: {one}", where, hint) for one in wrong]
