"""What a process sees of its own work: the log of answers, the counters, and whether it is about to stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.web.logs import AccessLog
from core.web.metrics import Metrics


class Observation:
    """One a process, across the portals that follow each other in it. Without an `access` log answers are only counted."""

    def __init__(self, access: AccessLog | None = None) -> None:
        self.access = access
        self.metrics = Metrics()
        self.stopping = False

    def answered(self, answer: Mapping[str, Any]) -> None:
        """Take note of one answer."""
        self.metrics.answered(answer)
        if self.access is not None:
            self.access(answer)
