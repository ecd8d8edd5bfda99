"""The fee: charged when the application has reached its state, and the application goes on once the money is in the account."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from core import Actor, transaction
from core.language import gettext_lazy as _
from plugins.cases.api import By, Case, CaseMoved, Conflict, Refused, add_entry, hold_case, move, open_reporter
from plugins.payments.api import Charge, ChargePaid, ChargePosted, Contact, Item, NewCharge, can_charge, cancel_charge, charges_about, create_charge

from .kinds import PermitType, PermitTypes
from .models import Application

if TYPE_CHECKING:
    from core import Context, Request

PURPOSE = "fee"
UNPAID = ("created", "waiting")
SYSTEM = By("system")
LATE = _("The fee of {amount} was paid after this application had ended. Please see to it that the money is given back.")


async def charge_for(context: Request | Context, case: Case, kind: PermitType) -> Charge | None:
    """The charge of the application, made now or before; None while the fee is not known or nothing can be charged.

    It lives as long as the case waits for it, so that nobody pays for what has ended."""
    portal, row = context.portal, await Application.get_or_none(id=case.id)
    if row is None or not row.fee or case.state != "fee" or not can_charge(portal):
        return None
    now, person = portal.clock.now(), await open_reporter(portal, case.id)
    expires = datetime.combine(case.due, time(23, 59, 59), portal.site.zone) if case.due else now + timedelta(days=14)
    if expires <= now:
        return None
    async with transaction():
        return await create_charge(context, NewCharge(
            owner="permits", purpose=PURPOSE, about=str(case.id), title=kind.title, lines=[Item(kind.product, row.fee)], expires=expires,
            payer=Actor(id=case.owner, kind="citizen") if case.owner else None,
            contact=Contact(person.name, person.phone, person.email) if person else Contact(),
        ))  # fmt: skip


class Fees:
    """What listens to cases and payments, for one site."""

    def __init__(self, types: PermitTypes) -> None:
        self.types = types

    async def moved(self, context: Context, event: CaseMoved) -> None:
        """Charge when the fee is due; take the charge back when the application ended without it."""
        kind = self.types.of_service(event.service)
        if kind is None:
            return
        if event.state == "fee":
            case = await Case.get_or_none(id=UUID(event.subject))
            if case is not None:
                await charge_for(context, case, kind)
        elif event.before == "fee" and event.state != "issue":
            for charge in await charges_about("permits", [event.subject]):
                if charge.state in UNPAID:
                    await cancel_charge(context, charge.id)

    async def paid(self, context: Context, event: ChargePaid) -> None:
        """The citizen has done their part, and the bank has not yet: the application waits for the money, and does not lapse meanwhile."""
        if event.owner != "permits":
            return
        try:
            await move(context, UUID(event.about), "seen", SYSTEM)
        except Refused:  # the money was posted at once, or the site's own procedure has no such step
            return

    async def posted(self, context: Context, event: ChargePosted) -> None:
        """The money is there: go on. Told twice or twenty times it goes on once; too late, an officer is told to give it back."""
        if event.owner != "permits":
            return
        case = UUID(event.about)
        try:
            await move(context, case, "paid", SYSTEM)
        except (Conflict, Refused):
            await self._paid_otherwise(context, case, event.amount)

    async def _paid_otherwise(self, context: Context, id: UUID, amount: int) -> None:
        """It could not go on: somebody else was first, or the application had ended before the money came."""
        from core.language import format_rupiah

        portal = context.portal
        async with transaction():
            case = await hold_case(id)
            if case.state in ("fee", "posting"):
                raise Conflict("The application is being changed; the payment is told once more.")
            ended = case.state in ("withdrawn", "refused", "refused_again")
            if ended and await Application.filter(id=id, late_paid=False).update(late_paid=True):
                words = portal.say(LATE, portal.site.languages[0], "permits").format(amount=format_rupiah(amount))
                await add_entry(context, id, SYSTEM, words)
