"""What notifications do by themselves: send what is due every minute, forget what is old every night, look after the channels."""

from __future__ import annotations

from datetime import timedelta

from core import Context, Health
from core.language import gettext_lazy as _

from .channels import channels_of
from .models import FAILED, HELD, QUEUED, SENT, Delivery, Inbox, Leaving
from .sending import send_due
from .settings import Settings

DELIVERED_FOR = timedelta(days=30)
LEAVING_FOR = timedelta(days=730)
LOOKED_AT = timedelta(days=1)
WAITS_FOR_A_CHANNEL = timedelta(days=7)


async def send(context: Context) -> None:
    await send_due(context)


async def sweep(context: Context) -> None:
    """Deliveries after 30 days, messages when their time is over or nobody's inbox holds them, links two years after the last message.

    What waits for a channel that the site no longer has is given up after a week."""
    now = context.portal.clock.now()
    await Delivery.filter(state__in=[SENT, FAILED, HELD], created__lt=now - DELIVERED_FOR).delete()
    await Inbox.filter(created__lt=now - timedelta(days=context.settings(Settings).keep_days)).delete()
    await Inbox.filter(actor="", created__lt=now - DELIVERED_FOR).delete()
    await Leaving.filter(used__lt=now - LEAVING_FOR).delete()
    orphans = Delivery.filter(state=QUEUED, created__lt=now - WAITS_FOR_A_CHANNEL).exclude(channel__in=list(channels_of(context.portal)) or [""])
    await orphans.update(state=FAILED, ended=now, error="its channel is not there any more")


async def channels(context: Context) -> Health:
    """The first channel that is in trouble."""
    for one in channels_of(context.portal).values():
        health = await one.channel.healthy(context.portal)
        if health.state != "ok":
            return Health("degraded", health.sentence)
    return Health("ok")


async def failed(context: Context) -> Health:
    """Whether messages were given up within a day; `pendopo notifications list --failed` shows them."""
    since = context.portal.clock.now() - LOOKED_AT
    number = await Delivery.filter(state=FAILED, ended__gte=since).count()
    return Health("degraded", context.gettext(_("{n} messages could not be sent since yesterday."), n=number)) if number else Health("ok")
