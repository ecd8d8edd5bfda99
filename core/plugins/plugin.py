"""A plugin as the portal knows it: identity, where it lies, and how far it got in its life."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal, TypeVar

from core.errors import PendopoError, PluginError, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel

    from core.plugins.manifest import Manifest
    from core.site import Site

    M = TypeVar("M", bound=BaseModel)
else:
    M = TypeVar("M")

Source = Literal["bundled", "distribution", "site"]


class State(enum.StrEnum):
    """`found → checked → imported → configured → registered → migrated → started`, or one of the ends."""

    FOUND = "found"
    CHECKED = "checked"
    IMPORTED = "imported"
    CONFIGURED = "configured"
    REGISTERED = "registered"
    MIGRATED = "migrated"
    STARTED = "started"
    FAILED = "failed"
    SKIPPED = "skipped"
    DISABLED = "disabled"


@dataclass(slots=True, eq=False)
class Plugin:
    """What a hook implementation is given. Its state changes while the portal is built, and not after."""

    slug: str
    folder: Path
    source: Source
    module_name: str
    site: Site
    manifest: Manifest | None = None
    state: State = State.FOUND
    stage: State = State.FOUND
    why: str = ""
    modules: dict[str, ModuleType] = field(default_factory=dict)
    values: BaseModel | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def alive(self) -> bool:
        return self.state not in (State.FAILED, State.SKIPPED, State.DISABLED)

    @property
    def version(self) -> str:
        return self.manifest.version if self.manifest else ""

    def settings(self, model: type[M]) -> M:
        """The operator's values at start, for declarations that depend on them."""
        if not isinstance(self.values, model):
            raise PluginError(f"the plugin {self.slug} has no settings of the type {model.__name__}", hint="Name your own settings.Settings.")
        return self.values

    def reached(self, state: State) -> None:
        self.state = self.stage = state

    def fail(self, error: BaseException, *, where: str = "") -> None:
        """End this plugin's life at the stage it was in. Its problem names file, line and mend."""
        from core.plugins.blame import problems_in

        self.problems = list(dict.fromkeys([*self.problems, *problems_in(error, self, where)]))
        self.why = f"failed after {self.stage}: {self.problems[0].message}"
        self.state = State.FAILED

    def skip(self, why: str, *, code: str = "plugin.skipped", hint: str = "") -> None:
        self.problems.append(Problem(code, f"{self.slug} is skipped: {why}", where=str(self.folder / "plugin.toml"), hint=hint, severity="error"))
        self.why = why
        self.state = State.SKIPPED


BOUNDARY = (Exception, SystemExit)
"""A plugin's mistake. CancelledError and KeyboardInterrupt pass through."""


def problems_of(plugins: Sequence[Plugin]) -> list[Problem]:
    return [problem for plugin in plugins for problem in plugin.problems]


def as_problem(error: PendopoError) -> Problem:
    return error.problem()
