"""Notices of all plugins as listeners of the portal's outbox: tied to it when the portal opens, for only then are all of them known."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from core import Context, Event, Listener

from . import channels, templates
from .telling import tell
from .templates import Kind, kinds_of

log = logging.getLogger("pendopo.notifications")


@asynccontextmanager
async def listening(context: Context) -> AsyncIterator[None]:
    """Every notice listens to its events, in the name of the plugin that declares it. What is wrong is left out and said."""
    for wrong in (*channels.CHANNELS.faults(context.portal), *templates.faults(context.portal)):
        log.error(wrong)
    for kind in kinds_of(context.portal).values():
        for event in kind.notice.events:
            context.portal.outbox.subscribe(kind.owner, Listener(event, handle_of(kind)))
    yield


def handle_of(kind: Kind) -> Callable[[Context, Any], Awaitable[None]]:
    """What listens. Its name is the notice's, for it is what the rows of the outbox find it by."""

    async def handle(context: Context, event: Event) -> None:
        await tell(context, kind, await kind.notice.make(context, event))

    handle.__name__ = f"notice_{kind.notice.name}"
    return handle
