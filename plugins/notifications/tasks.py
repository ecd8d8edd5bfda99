"""What notifications do by themselves: send what is due every minute, give up what waits for a channel that is gone, look after the channels."""

from __future__ import annotations

from datetime import timedelta

from core import Context, Health
from core.language import gettext_lazy as _

from .channels import CHANNELS
from .models import FAILED, QUEUED, Delivery
from .sending import send_due

LOOKED_AT = timedelta(days=1)
WAITS_FOR_A_CHANNEL = timedelta(days=7)


async def send(context: Context) -> None:
    await send_due(context)


async def give_up(context: Context) -> None:
    """What waits for a channel that the site no longer has has failed after a week."""
    now = context.portal.clock.now()
    orphans = Delivery.filter(state=QUEUED, created__lt=now - WAITS_FOR_A_CHANNEL).exclude(channel__in=list(CHANNELS.ready(context.portal)) or [""])
    await orphans.update(state=FAILED, ended=now, error="its channel is not there any more")


async def channels(context: Context) -> Health:
    """The first channel that is in trouble."""
    for one in CHANNELS.ready(context.portal).values():
        health = await one.value.healthy(context.portal)
        if health.state != "ok":
            return Health("degraded", health.sentence)
    return Health("ok")


async def failed(context: Context) -> Health:
    """Whether messages were given up within a day; `pendopo notifications list --failed` shows them."""
    since = context.portal.clock.now() - LOOKED_AT
    number = await Delivery.filter(state=FAILED, ended__gte=since).count()
    return Health("degraded", context.gettext(_("{n} messages could not be sent since yesterday."), n=number)) if number else Health("ok")
