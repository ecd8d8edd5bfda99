"""Writing down what changed: one conditional UPDATE of the charge, one row more, the events; in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from core import emit, transaction
from core.errors import PendopoError, did_you_mean
from core.models import insert, new_row

from .events import OF_STATE
from .models import Change, Charge
from .settings import Settings
from .states import ALLOWED, ENDED, PAID, POSTED, RECEIVED, RECONCILED, STATES, rank

if TYPE_CHECKING:
    from core import Portal

PORTAL, PROVIDER, ASKED, OFFICER, STATEMENT = "portal", "callback", "asked", "officer", "statement"
"""From whom something is known: the portal itself, the provider that called, the provider that was asked, an officer, the bank's statement."""


class Overtaken(PendopoError):
    """Somebody else changed the charge in the meantime; nothing was written."""

    code = "payments.overtaken"


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written of a change, beside the states: who says so, of what moment, with which reference."""

    source: str
    told: str = ""
    told_at: datetime | None = None
    reference: str = ""
    channel: str = ""
    amount: int | None = None
    reason: str = ""
    by: str = ""
    key: str | None = None


async def change(portal: Portal, charge: Charge, state: str, writing: Writing, *, passed: tuple[str, ...] = (), **columns: Any) -> None:
    """Bring `charge` to `state`, with further `columns`; the events of the states `passed` are told. Raises Overtaken if it is not as it was read."""
    before, now = charge.state, portal.clock.now()
    allowed = ALLOWED[before] | (RECONCILED.get(before, frozenset()) if writing.source == OFFICER else frozenset())
    if state != before and state not in allowed:
        raise PendopoError(f"a charge does not go from {before!r} to {state!r}", hint=did_you_mean(state, STATES), code="payments.state")
    changes: dict[str, Any] = {"state": state, "version": charge.version + 1, **(_times(portal, charge, state, now) if state != before else {}), **columns}
    async with transaction():
        if not await Charge.filter(id=charge.id, state=before, version=charge.version).update(**changes):
            raise Overtaken(f"{charge.number} was changed meanwhile", hint="Read it again.")
        for name, value in changes.items():
            setattr(charge, name, value)
        await insert(new_row(
            Change, id=uuid4(), charge=charge.id, n=charge.version, at=now, before=before, after=state, told=writing.told, told_at=writing.told_at,
            source=writing.source, provider=charge.provider, reference=writing.reference[:100], channel=writing.channel[:60], amount=writing.amount,
            reason=writing.reason, by=writing.by, key=writing.key,
        ))  # fmt: skip
        for one in passed:
            await emit(OF_STATE[one](
                subject=str(charge.id), number=charge.number, owner=charge.owner, purpose=charge.purpose, about=charge.about, amount=charge.amount,
            ))  # fmt: skip


def _times(portal: Portal, charge: Charge, state: str, now: datetime) -> dict[str, Any]:
    """What a new state means for the questions still to be asked and for what is watched."""
    if state in ENDED:
        return {"living": None, "ended": now, "ask_at": None, "watch_at": None}
    if state == POSTED:
        return {"ended": now, "ask_at": None, "watch_at": None}
    found: dict[str, Any] = {"asks": 0, "ask_at": now + timedelta(minutes=1)}
    if state in (PAID, RECEIVED) and not rank(charge.state):
        found["watch_at"] = now + timedelta(hours=portal.settings(Settings).hours_of(charge.provider))
    return found
