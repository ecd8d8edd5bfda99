"""Asking providers: for a code as soon as a charge is made, and afterwards, less and less often, whether the money came.

Nothing of this runs inside a transaction. Whoever asks has claimed the charge by one UPDATE, so that workers side by side
ask once; a provider that is down is asked again, and nothing expires that its bank could not be asked about.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import F

from core import transaction
from core.language import Text

from .charging import title_of
from .events import ChargeCancelled, ChargeMade
from .models import Charge
from .providers import Cancels, Instruction, Order, ProviderDown, ProviderRefused, Report, ready_providers
from .qris import check_qris
from .reporting import look, take
from .states import CREATED, EXPIRED, FAILED, OPEN, QRIS, WAITING
from .writing import ASKED, PORTAL, Writing, change

if TYPE_CHECKING:
    from core import Context, Portal

    from .providers import Open

log = logging.getLogger("pendopo.payments")

ASK_SECONDS = 15.0
AT_ONCE = 4
MOST_AT_ONCE = 100
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
GRACE = timedelta(hours=24)
"""How long after its time a charge waits for a provider that cannot be reached. Money that comes later is looked at by an officer."""
BOUNDARY = (Exception, SystemExit)


def wait_after(asks: int) -> timedelta:
    """How long to wait after having asked `asks` times."""
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(asks, 10)))


async def ask_new(context: Context, event: ChargeMade) -> None:
    """The listener: the code of a new charge need not wait for the task."""
    charge = await Charge.get_or_none(id=UUID(event.subject))
    if charge is not None and charge.state == CREATED:
        await ask(context, charge)


async def tell_cancelled(context: Context, event: ChargeCancelled) -> None:
    """The listener: a provider that can be told takes the code back. One that is down is told again, as the outbox does with what raises."""
    charge, one = await Charge.get_or_none(id=UUID(event.subject)), None
    if charge is not None:
        one = ready_providers(context.portal).get(charge.provider)
    if charge is None or one is None or not isinstance(one.value, Cancels):
        return
    inner, what = replace(context, plugin=one.owner), f"payments: taking back at {charge.provider}"
    try:
        await context.portal.boundary.call(one.owner, what, ASK_SECONDS, one.value.cancel_payment, inner, order_of(context.portal, charge))
    except ProviderRefused as error:
        log.warning("a payment provider cannot take a code back", extra={"provider": charge.provider, "charge": charge.number, "why": str(error)})


async def ask_due(context: Context) -> None:
    """The task: everything that is to be asked about now."""
    now = context.portal.clock.now()
    rows = await Charge.filter(ask_at__lte=now).order_by("ask_at", "id").limit(MOST_AT_ONCE)
    for start in range(0, len(rows), AT_ONCE):
        await asyncio.gather(*(ask(context, row) for row in rows[start : start + AT_ONCE]))


async def ask(context: Context, charge: Charge) -> None:
    """Ask about one charge, if nobody else just does. Whatever a provider raises costs this question only."""
    portal, one = context.portal, ready_providers(context.portal).get(charge.provider)
    now = portal.clock.now()
    if not await Charge.filter(id=charge.id, asks=charge.asks, state=charge.state).update(asks=F("asks") + 1, ask_at=_next(charge, now)):
        return
    about = {"provider": charge.provider, "charge": charge.number}
    answered = False
    try:
        if one is None:
            raise ProviderDown("it is not set up any more")
        if charge.state == CREATED:
            if now < charge.expires:
                await _code(context, charge, one)
        else:
            await _status(context, charge, one)
        answered = True
    except ProviderDown as error:
        log.warning("a payment provider cannot be reached, and is asked again", extra={**about, "why": str(error)})
    except ProviderRefused as error:
        log.error("a payment provider refused a charge", extra={**about, "why": str(error)})
        await _end(portal, charge.id, FAILED)
        return
    except BOUNDARY as error:
        log.warning("a payment provider failed, and is asked again", extra=about, exc_info=error)
    over = now >= charge.expires and (answered or now >= charge.expires + GRACE)
    if over and charge.state in OPEN:
        await _end(portal, charge.id, EXPIRED)


def _next(charge: Charge, now: datetime) -> datetime:
    """When to ask again: at the latest at the moment when an unpaid charge is over."""
    later = now + wait_after(charge.asks)
    return min(later, charge.expires) if charge.state in OPEN and charge.expires > now else later


def order_of(portal: Portal, charge: Charge) -> Order:
    return Order(str(charge.id), charge.number, charge.amount, title_of(charge, portal.site.languages[0]), charge.expires, charge.reference)


async def _code(context: Context, charge: Charge, one: Open) -> None:
    inner = replace(context, plugin=one.owner)
    what = f"payments: code of {charge.provider}"
    made = await context.portal.boundary.call(one.owner, what, ASK_SECONDS, one.value.request_payment, inner, order_of(context.portal, charge))
    qris, why = made.qris, ""
    if qris:
        try:
            check_qris(qris, charge.amount, one.value.merchant(context.portal))
        except ValueError as error:
            qris, why = "", str(error)
            log.error("a QRIS is not shown", extra={"provider": charge.provider, "charge": charge.number, "why": why})
    if not made.code and not qris:
        raise ProviderRefused(why or "it gave no code")
    await _take_code(context, charge.id, made, qris, why)


async def _take_code(context: Context, id: UUID, made: Instruction, qris: str, why: str) -> None:
    """Keep what the provider gave. A charge that was paid or taken back meanwhile only learns the provider's reference."""
    portal = context.portal
    async with transaction():
        charge = await Charge.select_for_update().get(id=id)
        guide = [_everywhere(portal, charge, words) for words in made.guide]
        columns: dict[str, Any] = {"reference": made.reference[:100], "code": made.code[:64], "qris": qris, "guide": guide}
        if charge.state != CREATED:
            await Charge.filter(id=id, version=charge.version).update(reference=made.reference[:100])
            return
        if made.expires is not None and made.expires < charge.expires:
            columns["expires"] = made.expires
        await change(portal, charge, WAITING, Writing(ASKED, WAITING, portal.clock.now(), made.reference), **columns)
        if why:
            await look(context, charge, QRIS, Writing(ASKED, reason=QRIS))


def _everywhere(portal: Portal, charge: Charge, words: Text) -> dict[str, str]:
    owner = ready_providers(portal)[charge.provider].owner
    return {language: portal.say(words, language, owner) for language in portal.site.languages}


async def _status(context: Context, charge: Charge, one: Open) -> None:
    inner = replace(context, plugin=one.owner)
    what = f"payments: status at {charge.provider}"
    found = await context.portal.boundary.call(one.owner, what, ASK_SECONDS, one.value.payment_status, inner, order_of(context.portal, charge))
    await take_all(context, charge.provider, [replace(report, order=str(charge.id), event=report.event or _event(report)) for report in found])


async def take_all(context: Context, provider: str, reports: Sequence[Report]) -> None:
    for report in reports:
        await take(context, provider, report, ASKED)


def _event(report: Report) -> str:
    """What is told each time it is asked for counts once."""
    return f"asked:{report.state}:{report.amount}:{report.reference}"[:140]


async def _end(portal: Portal, id: UUID, state: str) -> None:
    async with transaction():
        charge = await Charge.select_for_update().get(id=id)
        if charge.state not in OPEN:
            return
        await change(portal, charge, state, Writing(PORTAL if state == EXPIRED else ASKED, state), passed=(state,))
