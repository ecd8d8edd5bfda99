"""The trial: a provider of which nobody gets money, to see how paying looks. It gives a code that no bank takes, and never a QRIS."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import Health
from core.errors import DeclarationError
from core.language import Text
from core.language import gettext_lazy as _

from .providers import CallbackRefused, Called, Instruction, Order, Report
from .settings import Settings
from .states import EXPIRED, FAILED, STEPS

if TYPE_CHECKING:
    from core import Context, Plugin, Portal

NAME = "trial"
PLAYED = (*STEPS, EXPIRED, FAILED)
"""What its page plays: the buttons of a charge in trial."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The bundled provider `trial`. What its page's buttons tell is told as a provider would."""

    name: str = NAME
    trial: bool = True

    @property
    def title(self) -> Text:
        return _("Trial")

    def ready(self, portal: Portal) -> bool:
        return portal.settings(Settings).trial

    def merchant(self, portal: Portal) -> str:
        return ""

    async def healthy(self, portal: Portal) -> Health:
        return Health("ok")

    async def request_payment(self, context: Context, order: Order) -> Instruction:
        guide = (_("This is a trial: no bank takes this code, and no money moves."),)
        return Instruction(f"UJI-{order.id}", f"UJI-{order.number[4:8]}-{order.number[9:13]}", guide=guide)

    async def cancel_payment(self, context: Context, order: Order) -> None:
        """Its codes are taken by no bank in any case."""

    async def payment_status(self, context: Context, order: Order) -> Sequence[Report]:
        return ()

    def read_callback(self, portal: Portal, called: Called) -> Sequence[Report]:
        raise CallbackRefused("the trial is called by nobody")


def played(portal: Portal, charge: str, state: str, amount: int) -> Report:
    """What the trial tells when somebody presses a button of its page."""
    return Report(charge, f"trial:{secrets.token_hex(8)}", state, portal.clock.now(), amount if state in STEPS else 0, reference=f"UJI-{state}")


def refuse_in_public(plugin: Plugin) -> None:
    """A trial where citizens come would take promises for money: the plugin is not opened. Raises DeclarationError."""
    settings = plugin.settings(Settings)
    if settings.trial and plugin.site.config.portal.public_url:
        raise DeclarationError(
            "[plugins.payments] trial is on although the site has a public_url: citizens would think that they have paid",
            hint="Take `trial = true` away and set up a provider (docs/payments.md), or take public_url away.",
            code="payments.trial",
        )
