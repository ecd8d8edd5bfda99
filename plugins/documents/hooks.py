"""What documents add to the portal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core import Event, hookimpl

from .events import EVENTS
from .trial import Trial

if TYPE_CHECKING:
    from .signers import Signer


@hookimpl
def register_signers() -> Sequence[Signer]:
    return [Trial()]


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return EVENTS
