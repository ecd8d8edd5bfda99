"""What the environment says over the file: `PENDOPO_PLUGINS__COMPLAINTS__ANSWER_WITHIN` is `[plugins.complaints] answer_within`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.errors import Problem, nearest
from core.reading.toml import Key
from core.reading.values import FromEnvironment
from core.site.config import Config

PREFIX = "PENDOPO_"
SECTIONS = (*Config.model_fields, "secrets")


def overrides(environ: Mapping[str, str]) -> tuple[dict[Key, str], list[Problem]]:
    """The variables that stand for a setting: path in the file → name of the variable; and those that were probably meant to."""
    found: dict[Key, str] = {}
    problems = []
    for name in sorted(environ):
        if not name.startswith(PREFIX):
            continue
        path = tuple(name.removeprefix(PREFIX).lower().split("__"))
        if len(path) > 1 and path[0] in SECTIONS and all(path):
            found[path] = name
        elif len(path) > 1:
            close = nearest(path[0], SECTIONS)
            hint = (
                f"Did you mean {variable((close, *path[1:]))}?"
                if close and all(path)
                else f"After {PREFIX} comes a section: {', '.join(SECTIONS)}; then __ and the key."
            )
            problems.append(Problem("site.variable", f"the variable {name} stands for no setting", name, hint))
        elif meant := _meant(path[0]):
            problems.append(
                Problem(
                    "site.variable",
                    f"the variable {name} stands for no setting",
                    name,
                    f"Did you mean {meant}? Sections and keys are joined by two underscores.",
                )
            )
    return found, problems


def variable(path: Key) -> str:
    """The name of the variable for a path of the file."""
    return PREFIX + "__".join(str(part).upper() for part in path)


def _meant(name: str) -> str:
    """`PENDOPO_DATABASE_URL`, with one underscore for two, is too likely a slip to pass over."""
    section, _, key = name.partition("_")
    return variable((section, key)) if section in SECTIONS and key else ""


def applied(values: dict[str, Any], found: Mapping[Key, str], environ: Mapping[str, str]) -> list[Problem]:
    """Put what the variables say into `values`, in place; answer what could not be put anywhere."""
    problems = []
    for path, name in found.items():
        if path[0] == "secrets":
            continue
        table: Any = values
        for key in path[:-1]:
            table = table.setdefault(key, {}) if isinstance(table, dict) else None
        if not isinstance(table, dict) or isinstance(table.get(str(path[-1])), dict):
            problems.append(
                Problem(
                    "site.variable", f"the variable {name} does not lead to a single value", name, "The parts joined by __ are tables, the last one is a key."
                )
            )
        else:
            table[str(path[-1])] = FromEnvironment(environ[name])
    return problems
