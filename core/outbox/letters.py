"""Dead letters: deliveries that were given up, looked at and begun anew by an operator once the reason is mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.database import tables
from core.outbox.outbox import current_outbox

STATES = ("dead", "waiting")


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One delivery that was not made: which event, to whom, how often it was tried, and what was said."""

    id: int
    state: str
    event: str
    listener: str
    attempts: int
    created: datetime
    due: datetime
    error: str


async def undelivered(state: str = "dead", size: int = 50) -> list[Undelivered]:
    """The oldest deliveries in a state: "dead" or "waiting"."""
    rows = await tables.Outbox.filter(state=state).order_by("id").limit(size)
    return [Undelivered(row.id, row.state, row.event, row.listener, row.attempts, row.created, row.due, row.error) for row in rows]


async def revive(ids: Sequence[int] | None = None) -> int:
    """Let dead letters begin anew, with a whole day to arrive; all of them without `ids`. Returns how many there were."""
    outbox = current_outbox()
    now, rows = outbox.clock.now(), tables.Outbox.filter(state="dead")
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    number = await rows.update(state="waiting", attempts=0, created=now, due=now, error="", leased_until=None, leased_by="")
    outbox.wake()
    return number
