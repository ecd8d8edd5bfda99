"""Tasks: work that runs beside the requests, on a schedule or when woken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TYPE_CHECKING

from core.access import check_id
from core.errors import DeclarationError

if TYPE_CHECKING:
    from core.requests import Context


@dataclass(frozen=True, slots=True)
class Task:
    """`every` is a period, `at` a time of day in the site's zone; exactly one of them. One process runs it."""

    name: str
    run: Callable[[Context], Awaitable[None]]
    every: timedelta | None = field(default=None, kw_only=True)
    at: time | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        check_id("Task", self.name)
        if (self.every is None) == (self.at is None):
            raise DeclarationError(f"Task {self.name!r} needs either every= or at=", hint="every=timedelta(hours=1), or at=time(6, 0).", code="task.when")
        if self.every is not None and self.every < timedelta(seconds=1):
            raise DeclarationError(f"Task {self.name!r} runs every {self.every}", hint="At least one second.", code="task.every")
