"""What payments add to the portal."""

from __future__ import annotations

from collections.abc import Sequence

from core import Event, hookimpl

from .events import EVENTS


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return EVENTS
