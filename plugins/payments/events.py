"""What is told of charges once it is written: each at most once for one charge.

A charge that jumps, because its bank only says that the money is posted, tells every step that it passed: whoever waits for
`ChargePaid` hears it in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core import Event

from .states import CANCELLED, EXPIRED, FAILED, PAID, POSTED, RECEIVED


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeEvent(Event):
    """Base. `subject` is the charge's id, `owner` the slug of the service that made it, `about` that service's own key."""

    number: str
    owner: str
    purpose: str
    about: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeMade(ChargeEvent):
    """A charge was made; its provider is asked for a code now."""

    name: ClassVar[str] = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePaid(ChargeEvent):
    """Paid at a channel: the citizen has done their part."""

    name: ClassVar[str] = "paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeReceived(ChargeEvent):
    """The bank that collects has the money."""

    name: ClassVar[str] = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePosted(ChargeEvent):
    """The money is in the regency's account, and written down there."""

    name: ClassVar[str] = "posted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeExpired(ChargeEvent):
    """Nobody paid in time."""

    name: ClassVar[str] = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFailed(ChargeEvent):
    """The provider refused it, or gave it up."""

    name: ClassVar[str] = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeCancelled(ChargeEvent):
    """The service took it back."""

    name: ClassVar[str] = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeNeedsLook(ChargeEvent):
    """Something was told that does not fit: `reason` says what. No state has changed by it."""

    name: ClassVar[str] = "needs_look"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeSettled(ChargeEvent):
    """An officer has settled what did not fit."""

    name: ClassVar[str] = "settled"


EVENTS: tuple[type[Event], ...] = (
    ChargeMade, ChargePaid, ChargeReceived, ChargePosted, ChargeExpired, ChargeFailed, ChargeCancelled, ChargeNeedsLook, ChargeSettled,
)  # fmt: skip
OF_STATE: dict[str, type[ChargeEvent]] = {
    PAID: ChargePaid,
    RECEIVED: ChargeReceived,
    POSTED: ChargePosted,
    EXPIRED: ChargeExpired,
    FAILED: ChargeFailed,
    CANCELLED: ChargeCancelled,
}
