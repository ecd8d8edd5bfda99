"""What happens to a number, for whoever listens. Nothing here says whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNear(Event):
    """It is nearly the turn of a number. `subject` is the id of the booking."""

    name: ClassVar[str] = "queue_near"

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueEnded(Event):
    """A session was ended while this number still waited. `subject` is the id of the booking."""

    name: ClassVar[str] = "queue_ended"

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTomorrow(Event):
    """Tomorrow is the day of this number. `subject` is the id of the booking."""

    name: ClassVar[str] = "queue_tomorrow"

    number: str
