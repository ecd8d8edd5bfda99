"""What notifications add to the portal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import time, timedelta
from typing import TYPE_CHECKING

from core import PUBLIC, Context, Event, HealthCheck, Listener, Route, Task, hookimpl

from . import leave_pages, sending, tasks
from .codes import Carrier
from .gateway import Gateway
from .listening import listening
from .mail import Mail
from .telling import Written

if TYPE_CHECKING:
    from plugins.accounts.api import CodeCarrier

    from .api import Channel


@hookimpl
def register_routes() -> list[Route]:
    return [
        Route("/berhenti/{secret}", leave_pages.leave, name="leave", access=PUBLIC),
        Route("/berhenti/{secret}", leave_pages.leave_now, name="leave_now", access=PUBLIC, methods=("POST",), token=False),
    ]


@hookimpl
def register_channels() -> Sequence[Channel]:
    return [Mail(), Gateway("whatsapp"), Gateway("sms")]


@hookimpl
def register_code_carriers() -> Sequence[CodeCarrier]:
    return [Carrier(Mail()), Carrier(Gateway("whatsapp")), Carrier(Gateway("sms"))]


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return [Written]


@hookimpl
def register_listeners() -> list[Listener]:
    return [Listener(Written, sending.send_new)]


@hookimpl
def register_tasks() -> list[Task]:
    return [Task("send", tasks.send, every=timedelta(minutes=1)), Task("sweep", tasks.sweep, at=time(2, 30))]


@hookimpl
def register_health() -> list[HealthCheck]:
    return [HealthCheck("channels", tasks.channels), HealthCheck("failed", tasks.failed)]


@hookimpl
def register_lifespan() -> list[Callable[[Context], AbstractAsyncContextManager[None]]]:
    return [listening]
