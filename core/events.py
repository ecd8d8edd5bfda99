"""Events: what happened, told after commit to whoever listens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from core.access import check_id

if TYPE_CHECKING:
    from core.requests import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events: a frozen dataclass in its owner's `api.py`, JSON-able. `at` is set by `emit`."""

    name: ClassVar[str] = ""
    subject: str = ""
    at: datetime | None = None


Handle = Callable[["Context", Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Listener:
    """`event` is the class, or its full name `slug.name` when its owner may be absent."""

    event: type[Event] | str
    handle: Handle


def check_event(event: type[Event]) -> None:
    """Refuse an event class whose name is not a bare word."""
    check_id("Event", event.name)
