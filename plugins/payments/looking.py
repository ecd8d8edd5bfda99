"""Money that does not fit: a case is opened by itself, one for each charge, and closed by itself when it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from core.errors import DeclarationError, did_you_mean
from core.language import format_rupiah
from core.language import gettext_lazy as _
from plugins.cases.api import CONFIDENTIAL, By, Case, NewCase, NoSuchCase, Refused, Reporter, keys_of, move, open_case

from .charging import contact_of, title_of
from .models import Charge
from .settings import Settings
from .states import AMOUNT, CURRENCY, DOUBLED, LATE, QRIS, REVERSED, UNPOSTED

if TYPE_CHECKING:
    from core import Context, Plugin, Portal, Request

    from .events import ChargePosted, ChargeSettled

CASE = "payments.check"
"""Full name of the service and of its procedure."""

WHY = {
    AMOUNT: _("The amount paid differs from the charge"),
    CURRENCY: _("Paid in another currency"),
    LATE: _("Paid after the charge was over"),
    DOUBLED: _("Paid twice"),
    REVERSED: _("Taken back by the provider after it was paid"),
    UNPOSTED: _("Paid, but not posted in time"),
    QRIS: _("The provider's QRIS does not fit the charge"),
}


async def open_look(context: Request | Context, charge: Charge, reason: str) -> UUID:
    """Open the case, in the caller's transaction: nobody but the payer and the officers reads it."""
    portal, contact = context.portal, contact_of(context.portal, charge)
    language = portal.site.languages[0]
    agency = portal.settings(Settings).agency
    opened = await open_case(context, NewCase(
        service=CASE, procedure=CASE, title=f"{portal.say(WHY[reason], language, 'payments')}: {charge.number}",
        public_text=f"{title_of(charge, language)}, {format_rupiah(charge.amount)}", agency=agency, visibility=CONFIDENTIAL,
        reporter=Reporter(contact.name, contact.phone, contact.email), owner=charge.payer,
        answers={"payments": {"number": charge.number, "amount": charge.amount, "provider": charge.provider, "reason": reason}},
    ))  # fmt: skip
    return opened.case.id


async def case_path(portal: Portal, charge: Charge) -> str:
    """Where the payer follows the case of a charge; empty without one."""
    case = await Case.get_or_none(id=charge.case) if charge.case else None
    return portal.url_for("cases:follow", secret=keys_of(portal, case).secret) if case else ""


async def close_look(context: Context, event: ChargePosted | ChargeSettled) -> None:
    """The listener: what was looked into is settled. A case that an officer has closed already stays as it is."""
    charge = await Charge.get_or_none(id=UUID(event.subject))
    if charge is None or charge.case is None or charge.attention:
        return
    try:
        await move(context, charge.case, "settle", By("system"))
    except (Refused, NoSuchCase):
        return


def check_agency(plugin: Plugin) -> None:
    """Refuse an agency that the site does not have: its cases would be nobody's. Raises DeclarationError."""
    agency, known = plugin.settings(Settings).agency, plugin.site.agencies
    if agency and agency not in known:
        raise DeclarationError(
            f"[plugins.payments] agency is {agency!r}, which agencies.csv does not have", hint=did_you_mean(agency, known), code="payments.agency"
        )
