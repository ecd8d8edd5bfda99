"""What documents do by themselves: try again what was given up, and tell whether their signer is well."""

from __future__ import annotations

from datetime import timedelta

from core import Context, Health
from core.language import gettext_lazy as _

from . import making, signers
from .models import Document
from .states import MADE, NUMBERED

HEALTH_SECONDS = 5.0
READY_WITHIN = timedelta(minutes=15)


async def again(context: Context) -> None:
    await making.again(context)


async def health(context: Context) -> Health:
    """Nobody signs, the signer is in trouble, or documents wait too long."""
    portal = context.portal
    try:
        one = signers.signer_for(portal)
    except signers.NoSigner:
        return Health("degraded", context.gettext(_("No signer is set up: no document can be issued.")))
    wrong = signers.SIGNERS.faults(portal)
    if wrong:
        return Health("degraded", wrong[0])
    if one is not None:
        said = await portal.boundary.call(one.owner, f"documents: health of {one.value.name}", HEALTH_SECONDS, one.value.healthy, portal)
        if said.state != "ok":
            return Health("degraded", said.sentence)
    if await Document.exists(state__in=[NUMBERED, MADE], created__lt=portal.clock.now() - READY_WITHIN):
        return Health("degraded", context.gettext(_("Documents wait for their file or their signature. They are tried again by themselves.")))
    return Health("ok")
