"""What happened to accounts that others may want to know. The ids alone: whoever listens reads the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from core import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeClaimed(Event):
    """Somebody says that they head an RT, an RW, a village or a kecamatan. `subject` is the claim's id."""

    name: ClassVar[str] = "office_claimed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDecided(Event):
    """An officer said yes or no to such a claim."""

    name: ClassVar[str] = "office_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeEnded(Event):
    """An office is over: its last day has passed, or it was taken away."""

    name: ClassVar[str] = "office_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class WardAsked(Event):
    """Somebody wants to act for a person who has an account. `subject` is the ward's id."""

    name: ClassVar[str] = "ward_asked"


EVENTS: Sequence[type[Event]] = (OfficeClaimed, OfficeDecided, OfficeEnded, WardAsked)
