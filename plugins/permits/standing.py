"""How an issued permit stands today: valid, ending soon, over, renewed or revoked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tortoise.expressions import Q

from core.language import Text, format_date
from core.language import gettext_lazy as _

if TYPE_CHECKING:
    from core import Request

    from .models import Permit

VALID, SOON, OVER, RENEWED, REVOKED = "berlaku", "segera", "habis", "diperpanjang", "dicabut"
"""As they stand in addresses."""
SOON_DAYS = 90
STATES: Mapping[str, Text] = {
    VALID: _("Valid"), SOON: _("Expires within 90 days"), OVER: _("Expired"), RENEWED: _("Renewed"), REVOKED: _("Revoked"),
}  # fmt: skip


def in_state(state: str, day: date) -> Q:
    """The rule of a list for one of `STATES`, on this day."""
    living = Q(revoked__isnull=True, renewed_by__isnull=True)
    if state == REVOKED:
        return Q(revoked__isnull=False)
    if state == RENEWED:
        return Q(revoked__isnull=True, renewed_by__isnull=False)
    if state == OVER:
        return living & Q(valid_until__lt=day)
    if state == SOON:
        return living & Q(valid_until__gte=day, valid_until__lte=day + timedelta(days=SOON_DAYS))
    return living & Q(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


def state_of(permit: Permit, day: date) -> str:
    """The same of one permit."""
    if permit.revoked is not None:
        return REVOKED
    if permit.renewed_by is not None:
        return RENEWED
    if permit.valid_until is None or permit.valid_until > day + timedelta(days=SOON_DAYS):
        return VALID
    return OVER if permit.valid_until < day else SOON


def tag_of(request: Request, permit: Permit, day: date) -> tuple[str, str, str]:
    """Words, kind and icon of its tag."""
    state, say = state_of(permit, day), request.gettext
    until = format_date(permit.valid_until, request.language) if permit.valid_until else ""
    if state == REVOKED:
        return say(_("Revoked")), "late", "circle-x"
    if state == RENEWED:
        return say(_("Renewed")), "", "refresh-cw"
    if state == OVER:
        return say(_("Expired on {day}"), day=until), "late", "triangle-alert"
    return say(_("Valid until {day}"), day=until) if until else say(_("Valid")), "warn" if state == SOON else "ok", "clock" if state == SOON else "check"
