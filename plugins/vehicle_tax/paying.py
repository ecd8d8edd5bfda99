"""Pay a bill in the portal, where the site says which payment provider collects for the province. Everywhere else there are places to pay, and no button.

The tax is the province's: a provider that a regency has for its own fees must not take it, so none is taken unless it is named.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from core import Response
from core.language import gettext_lazy as _

from .asking import OWN, Pair
from .settings import Settings

if TYPE_CHECKING:
    from core import Portal, Request
    from plugins.payments.api import Item, NewCharge

    from .shown import Shown
    from .vehicles import Vehicle

PURPOSE = "tax"
AT_LEAST = timedelta(hours=2)
"""A charge made just before midnight can still be paid."""


def pays(portal: Portal, vehicle: Vehicle, shown: Shown | None) -> bool:
    """Whether this bill can be paid here: not a renewal, which needs the vehicle at Samsat, nor one that is only the first of several years."""
    if shown is None or shown.total <= 0 or shown.more_than_a_year or vehicle.renews:
        return False
    return bool(portal.settings(Settings).pay_through) and not is_down(portal)


def is_down(portal: Portal) -> bool:
    """Whether the site names a provider for this tax, and that one cannot be asked."""
    through = portal.settings(Settings).pay_through
    if not through:
        return False
    if not portal.runs("payments"):
        return True
    from plugins.payments.api import can_charge

    return not can_charge(portal, through)


async def charge(request: Request, pair: Pair, vehicle: Vehicle, shown: Shown) -> Response | None:
    """Make the charge, or find the one that is there, and lead to its page. A bill that has changed since takes the place of the old one.

    None when the provider went away since the page was sent."""
    from plugins.payments.api import ChargeDiffers, NoProvider, cancel_charge, charge_path, charges_about, create_charge

    portal, new = request.portal, _charge_of(request, pair, vehicle, shown)
    try:
        made = await create_charge(request, new)
    except NoProvider:
        return None
    except ChargeDiffers:
        old = (await charges_about(OWN, [new.about]))[0]
        made = await create_charge(request, new) if await cancel_charge(request, old.id) else old
    return RedirectResponse(charge_path(portal, made), 303)


def _charge_of(request: Request, pair: Pair, vehicle: Vehicle, shown: Shown) -> NewCharge:
    from plugins.payments.api import NewCharge

    portal, now = request.portal, request.portal.clock.now()
    midnight = now.astimezone(portal.site.zone).replace(hour=23, minute=59, second=0, microsecond=0)
    return NewCharge(
        OWN, PURPOSE, f"{pair.index(portal)}:{vehicle.due}", _("Vehicle tax"), _items(shown), max(midnight, now + AT_LEAST), payer=request.actor,
        provider=request.settings(Settings).pay_through,
    )  # fmt: skip


def _items(shown: Shown) -> list[Item]:
    """The lines of the bill, and what rounding adds or takes."""
    from plugins.payments.api import Item

    lines = [Item(line.label, line.amount) for line in shown.lines if line.amount]
    rounding = shown.total - sum(line.amount for line in lines)
    return [*lines, Item(_("Rounding"), rounding)] if rounding else lines
