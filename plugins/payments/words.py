"""What the states of a charge are called, and how they are marked; the same on every page."""

from __future__ import annotations

from core.language import Text
from core.language import gettext_lazy as _

from .states import CANCELLED, CREATED, EXPIRED, FAILED, PAID, POSTED, RECEIVED, WAITING

TITLES: dict[str, Text] = {
    CREATED: _("Charge made"),
    WAITING: _("Waiting for payment"),
    PAID: _("Paid"),
    RECEIVED: _("Received by the bank"),
    POSTED: _("Posted to the regency's account"),
    EXPIRED: _("Expired"),
    FAILED: _("Failed"),
    CANCELLED: _("Cancelled"),
}
NOW: dict[str, Text] = {
    CREATED: _("The payment code is being asked for. It appears here in a moment."),
    WAITING: _("Pay exactly this amount."),
    PAID: _("You have paid. The money is on its way to the regency's account."),
    RECEIVED: _("The bank has the money. It is on its way to the regency's account."),
    POSTED: _("The money is in the regency's account. Nothing is left to do."),
    EXPIRED: _("Nobody paid in time. Do not pay this code any more: ask the service for a new charge."),
    FAILED: _("The provider did not take this charge. Do not pay it: ask the service for a new one."),
    CANCELLED: _("The service took this charge back. Do not pay it."),
}
UNTIL: dict[str, Text] = {WAITING: _("At the latest on"), PAID: _("Expected there by"), RECEIVED: _("Expected there by")}
LOOKED_AT = _("Something about this payment does not fit. An officer looks into it; what you paid is written down here.")
WITHOUT_CODE = _("The QRIS that the provider gave does not fit this charge and is not shown. Pay with the code.")
KINDS: dict[str, str] = {CREATED: "info", WAITING: "warn", PAID: "info", RECEIVED: "info", POSTED: "ok", EXPIRED: "", FAILED: "late", CANCELLED: ""}
ICONS: dict[str, str] = {
    CREATED: "receipt", WAITING: "hourglass", PAID: "check", RECEIVED: "check", POSTED: "circle-check", EXPIRED: "circle-x", FAILED: "circle-alert",
    CANCELLED: "circle-x",
}  # fmt: skip


def tag_of(state: str, attention: str) -> tuple[Text, str, str]:
    """Words, colour and icon of the tag."""
    if attention:
        return _("Being looked into"), "warn", "search"
    return TITLES[state], KINDS[state], ICONS[state]
