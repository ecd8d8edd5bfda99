"""What payers are told, where the portal tells anything: that their money arrived, that it is looked into, that nobody paid in time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from core.language import Text, format_rupiah
from core.language import gettext_lazy as _

from .charging import charge_path, contact_of
from .events import ChargeEvent, ChargeExpired, ChargeNeedsLook, ChargePaid, ChargePosted
from .models import Charge
from .states import QRIS

if TYPE_CHECKING:
    from core import Context
    from plugins.notifications.api import Message, Notice


def notices() -> list[Notice]:
    """Four kinds of message, with their words."""
    from plugins.notifications.api import Notice, Place

    places = (
        Place("number", _("Number of the charge"), "BYR-7K3F-9Q2X"),
        Place("title", _("What is paid"), "Retribusi izin", personal=True),
        Place("amount", _("Amount"), "Rp310.000"),
    )
    see = _("See the payment")
    return [
        Notice(
            "paid", _("A payment is known"), event=ChargePaid, make=told, button=see, places=places, subject=_("{number}: paid"),
            body=_("We know that {amount} for “{title}” were paid.\n\nYou can see at any time how far the money is."),
        ),
        Notice(
            "posted", _("A payment is posted"), event=ChargePosted, make=told, button=see, places=places, subject=_("{number}: posted"),
            body=_("{amount} for “{title}” are posted to the regency's account. Nothing is left to do."),
        ),
        Notice(
            "looked_at", _("A payment is looked into"), event=ChargeNeedsLook, make=looked_at, button=see, places=places,
            subject=_("{number}: an officer looks into it"),
            body=_("Something about the payment of {amount} for “{title}” does not fit. An officer looks into it.\n\nYour payment is written down."),
        ),
        Notice(
            "expired", _("Nobody paid in time"), event=ChargeExpired, make=told, button=see, places=places, subject=_("{number}: expired"),
            body=_("The charge of {amount} for “{title}” was not paid in time. Do not pay its code any more."),
        ),
    ]  # fmt: skip


async def looked_at(context: Context, event: ChargeNeedsLook) -> Sequence[Message]:
    """Not of a QRIS that was never shown: nobody has paid by it."""
    return [] if event.reason == QRIS else await told(context, event)


async def told(context: Context, event: ChargeEvent) -> Sequence[Message]:
    """The payer: their account, or the contact that was left."""
    from plugins.notifications.api import Message, To

    charge = await Charge.get_or_none(id=UUID(event.subject))
    if charge is None:
        return []
    contact = contact_of(context.portal, charge)
    if not (charge.payer or contact.email or contact.phone):
        return []
    title = Text(next(iter(charge.title.values())), charge.title)
    values = {"number": charge.number, "title": title, "amount": format_rupiah(charge.amount)}
    return [Message(To(charge.payer, contact.email, contact.phone), values, charge_path(context.portal, charge), about=event.subject)]
