"""What must happen after the answer: events told to listeners at least once, tasks on a schedule, health seen every 30 s."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.outbox.outbox import Outbox as Outbox
    from core.outbox.outbox import OutboxMiddleware as OutboxMiddleware
    from core.outbox.outbox import emit as emit
    from core.outbox.worker import OutboxWorker as OutboxWorker

_HOME = {"Outbox": "core.outbox.outbox", "OutboxMiddleware": "core.outbox.outbox", "OutboxWorker": "core.outbox.worker", "emit": "core.outbox.outbox"}

__all__ = ["Outbox", "OutboxMiddleware", "OutboxWorker", "emit"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
