"""What payments do by themselves: ask providers, look into money that is not posted in time, tell whether providers are well."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from core import Context, Health, transaction
from core.language import gettext_lazy as _

from . import providers
from .asking import ask_due
from .models import Charge
from .reporting import look
from .states import CREATED, PAID, RECEIVED, UNPOSTED
from .writing import PORTAL, Writing

log = logging.getLogger("pendopo.payments")

MOST_AT_ONCE = 100
CODE_WITHIN = timedelta(minutes=5)
HEALTH_SECONDS = 5.0


async def ask(context: Context) -> None:
    await ask_due(context)


async def watch(context: Context) -> None:
    """Open a case for each charge whose money was not posted within the agreed hours."""
    now = context.portal.clock.now()
    for charge in await Charge.filter(watch_at__lte=now).order_by("watch_at", "id").limit(MOST_AT_ONCE):
        async with transaction():
            row = await Charge.select_for_update().get(id=charge.id)
            if row.watch_at is None or row.watch_at > now or row.state not in (PAID, RECEIVED):
                continue
            await look(context, row, UNPOSTED, Writing(PORTAL, reason=UNPOSTED), watch_at=None)


async def health(context: Context) -> Health:
    """The first provider that is in trouble, or that none is set up."""
    portal, ready = context.portal, providers.ready_providers(context.portal)
    if not ready:
        return Health("degraded", context.gettext(_("No payment provider is set up: nothing can be charged.")))
    since = portal.clock.now() - CODE_WITHIN
    for name, one in ready.items():
        said = await portal.boundary.call(one.owner, f"payments: health of {name}", HEALTH_SECONDS, one.value.healthy, portal)
        if said.state != "ok":
            return Health("degraded", said.sentence)
        if await Charge.exists(provider=name, state=CREATED, created__lt=since):
            title = portal.say(one.value.title, context.language, one.owner)
            return Health("degraded", context.gettext(_("{provider} gives no payment codes just now. It is asked again."), provider=title))
    return Health("ok")


@asynccontextmanager
async def lifespan(context: Context) -> AsyncIterator[None]:
    """Say what plugins registered as a provider and is none; it is left out."""
    for wrong in providers.PROVIDERS.faults(context.portal):
        log.error(wrong)
    yield
