"""Taking what somebody tells of a charge: judged, written down once, told to the services; or shown to an officer when it does not fit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from core import emit, transaction
from core.errors import PendopoError

from .events import ChargeNeedsLook, ChargeSettled
from .looking import open_look
from .models import Change, Charge
from .providers import Report
from .states import DOUBLED, POSTED, QRIS, STEPS, UNPOSTED, Stands, judge
from .writing import Writing, change

if TYPE_CHECKING:
    from core import Context, Request

Taken = Literal["move", "note", "look", "again", "unknown"]
LONGEST_EVENT = 140


async def take(context: Request | Context, provider: str, report: Report, source: str) -> Taken:
    """Take one report in a transaction of its own; what came of it. Twenty of the same at once make one change and one event.

    Raises PendopoError for a report that cannot be one: nothing of it is kept."""
    _check(report)
    async with transaction():
        charge = await _find(provider, report.order)
        return await take_of(context, charge, report, source) if charge else "unknown"


async def take_of(context: Request | Context, charge: Charge, report: Report, source: str) -> Taken:
    """As `take`, of a charge that was found and is locked by the caller's transaction."""
    _check(report)
    async with transaction():
        key = f"{charge.id}:{report.event}"
        if await Change.exists(key=key):
            return "again"
        judged = judge(await stands(charge), report.state, amount=report.amount, currency=report.currency, reference=report.reference)
        money = report.amount if report.state in STEPS else None
        writing = Writing(source, report.state, report.at, report.reference, report.channel, money, judged.reason, key=key)
        if judged.outcome == "move":
            attention = "" if judged.state == POSTED and charge.attention == UNPOSTED else charge.attention
            await change(context.portal, charge, judged.state, writing, passed=judged.passed or (judged.state,), attention=attention)
        elif judged.outcome == "note":
            await change(context.portal, charge, charge.state, writing)
        elif judged.outcome == "look":
            await look(context, charge, judged.reason, writing)
        return judged.outcome


async def stands(charge: Charge) -> Stands:
    """What is known of the charge. What did not fit tells of no step, but for a second payment, which is the same one when told again."""
    told: dict[str, set[str]] = {}
    rows: Iterable[tuple[str, str]] = await Change.filter(charge=charge.id, reason__in=["", DOUBLED]).exclude(told="").values_list("told", "reference")
    for state, reference in rows:
        told.setdefault(state, set()).add(reference)
    return Stands(charge.state, charge.amount, {state: frozenset(references) for state, references in told.items()})


async def look(context: Request | Context, charge: Charge, reason: str, writing: Writing, **columns: Any) -> None:
    """Write down that something does not fit, and have it looked into: by one case for each charge. In the caller's transaction."""
    if reason != QRIS:  # nobody has paid by a code that was never shown
        columns["case"] = charge.case or await open_look(context, charge, reason)
    first = charge.attention if charge.attention not in ("", UNPOSTED) else reason
    await change(context.portal, charge, charge.state, writing, attention=first, **columns)
    await emit(ChargeNeedsLook(
        subject=str(charge.id), number=charge.number, owner=charge.owner, purpose=charge.purpose, about=charge.about, amount=charge.amount, reason=reason,
    ))  # fmt: skip


async def tell_settled(charge: Charge) -> None:
    """Say that an officer has settled it. In the caller's transaction."""
    await emit(ChargeSettled(
        subject=str(charge.id), number=charge.number, owner=charge.owner, purpose=charge.purpose, about=charge.about, amount=charge.amount,
    ))  # fmt: skip


async def _find(provider: str, order: str) -> Charge | None:
    """The charge of a report, which until the end of the transaction only this one changes: by our id, or by the provider's own reference."""
    rows = Charge.select_for_update().filter(provider=provider)
    try:
        return await rows.get_or_none(id=UUID(order))
    except ValueError:
        return await rows.filter(reference=order).order_by("-created").first() if order else None


def _check(report: Report) -> None:
    wrong = ""
    if not report.event or len(report.event) > LONGEST_EVENT:
        wrong = f"its event id is empty or longer than {LONGEST_EVENT} characters"
    elif report.at.tzinfo is None:
        wrong = "its moment has no time zone"
    elif type(report.amount) is not int or not 0 <= report.amount < 2**63:
        wrong = "its amount is not whole rupiah"
    elif len(report.reference) > 100 or len(report.order) > 100:
        wrong = "its reference is longer than 100 characters"
    if wrong:
        raise PendopoError(f"a report cannot be taken: {wrong}", hint="See docs/payments.md.", code="payments.report")
