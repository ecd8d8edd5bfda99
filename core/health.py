"""Health checks: what a plugin needs from elsewhere, and whether it is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.access import check_id

if TYPE_CHECKING:
    from core.requests import Context

State = Literal["ok", "degraded", "down"]


@dataclass(frozen=True, slots=True)
class Health:
    """A state and a sentence for the operator."""

    state: State
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """Run every 30 s by the worker; `/siap` reports the last result and runs nothing."""

    name: str
    check: Callable[[Context], Awaitable[Health]]

    def __post_init__(self) -> None:
        check_id("HealthCheck", self.name)
