"""The states of a charge as data, and the one rule that judges what somebody tells of it. No request, no database.

Money moves forward only: paid at a channel, received by the bank that collects, posted to the regency's account. What is
told late, twice, or in another order is either known already or moves on; what does not fit is never made to fit: it
changes no state and is looked at by a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

CREATED, WAITING, PAID, RECEIVED, POSTED = "created", "waiting", "paid", "received", "posted"
EXPIRED, FAILED, CANCELLED = "expired", "failed", "cancelled"

STEPS = (PAID, RECEIVED, POSTED)
"""The way of the money, in order."""
OPEN = frozenset({CREATED, WAITING})
"""Nothing was paid yet, and it still can be."""
ENDED = frozenset({EXPIRED, FAILED, CANCELLED})
"""Over without money; there may be another charge for the same thing."""
STATES = (CREATED, WAITING, *STEPS, EXPIRED, FAILED, CANCELLED)

ALLOWED: Mapping[str, frozenset[str]] = {
    CREATED: frozenset({WAITING, *STEPS, *ENDED}),
    WAITING: frozenset({*STEPS, *ENDED}),
    PAID: frozenset({RECEIVED, POSTED}),
    RECEIVED: frozenset({POSTED}),
    POSTED: frozenset(),
    EXPIRED: frozenset(),
    FAILED: frozenset(),
    CANCELLED: frozenset(),
}
"""From each state, where to. Out of an end only an officer leads, who has seen the money: `RECONCILED`."""
RECONCILED: Mapping[str, frozenset[str]] = {state: frozenset(STEPS) for state in ENDED}

AMOUNT, CURRENCY, LATE, DOUBLED, REVERSED, UNPOSTED, QRIS = "amount", "currency", "late", "doubled", "reversed", "unposted", "qris"
REASONS = (AMOUNT, CURRENCY, LATE, DOUBLED, REVERSED, UNPOSTED, QRIS)
"""Why somebody must look at a charge."""

RUPIAH = frozenset({"IDR", "360"})
Outcome = Literal["move", "note", "look", "again"]


@dataclass(frozen=True, slots=True)
class Stands:
    """What is known of a charge: its state, what it asks for, and which reference each step was told with."""

    state: str
    amount: int
    told: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows from a report: a move to `state` over the steps `passed`, a note, something to look at for `reason`, or nothing at all."""

    outcome: Outcome
    state: str = ""
    passed: tuple[str, ...] = ()
    reason: str = ""


def rank(state: str) -> int:
    """How far the money is: 0 for none, 1 paid, 2 received, 3 posted."""
    return STEPS.index(state) + 1 if state in STEPS else 0


def judge(stands: Stands, told: str, *, amount: int = 0, currency: str = "IDR", reference: str = "") -> Judged:
    """What to do when somebody says that a charge is `told`. ValueError for what nobody may tell."""
    if told in STEPS:
        return _money(stands, told, amount, currency, reference)
    if told not in (EXPIRED, FAILED):
        raise ValueError(f"nobody tells that a charge is {told!r}; say one of {', '.join((*STEPS, EXPIRED, FAILED))}")
    if stands.state in OPEN:
        return Judged("move", told)
    if told in stands.told or stands.state in ENDED:
        return Judged("again")
    return Judged("look", reason=REVERSED) if told == FAILED else Judged("note")


def _money(stands: Stands, told: str, amount: int, currency: str, reference: str) -> Judged:
    if currency.upper() not in RUPIAH:
        return Judged("look", reason=CURRENCY)
    if amount != stands.amount:
        return Judged("look", reason=AMOUNT)
    if stands.state in ENDED:
        return Judged("look", reason=LATE)
    before = stands.told.get(told, frozenset())
    if before:
        other = reference and any(before) and reference not in before
        return Judged("look", reason=DOUBLED) if other else Judged("again")
    if rank(told) <= rank(stands.state):
        return Judged("note")
    return Judged("move", told, STEPS[rank(stands.state) : rank(told)])
