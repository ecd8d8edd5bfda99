"""What must happen after the answer: events told to listeners at least once, tasks on a schedule, health seen every 30 s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazy import lazy

if TYPE_CHECKING:
    from core.outbox.outbox import Outbox as Outbox
    from core.outbox.outbox import OutboxMiddleware as OutboxMiddleware
    from core.outbox.outbox import emit as emit
    from core.outbox.worker import OutboxWorker as OutboxWorker

_HOME = {"Outbox": "core.outbox.outbox", "OutboxMiddleware": "core.outbox.outbox", "OutboxWorker": "core.outbox.worker", "emit": "core.outbox.outbox"}

__all__ = ["Outbox", "OutboxMiddleware", "OutboxWorker", "emit"]

__getattr__, __dir__ = lazy(__name__, _HOME)
