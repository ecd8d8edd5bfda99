"""What notifications add to the portal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import time, timedelta
from typing import TYPE_CHECKING

from core import CITIZEN, PUBLIC, Context, Event, HealthCheck, Listener, MenuItem, Permission, PersonalData, Route, Task, hookimpl, permission
from core.language import gettext_lazy as _

from . import choices, console, inbox, leave_pages, personal, sending, tasks
from .codes import Carrier
from .gateway import Gateway
from .listening import listening
from .mail import Mail
from .telling import Written

if TYPE_CHECKING:
    from plugins.accounts.api import CodeCarrier

    from .api import Channel

MANAGE = permission("manage")


@hookimpl
def register_routes() -> list[Route]:
    return [
        Route("/", inbox.listed, name="list", access=CITIZEN),
        Route("/baca", inbox.read_all, name="read_all", access=CITIZEN, methods=("POST",)),
        Route("/pengaturan", choices.form, name="choices", access=CITIZEN),
        Route("/pengaturan", choices.save, name="save_choices", access=CITIZEN, methods=("POST",)),
        Route("/{message}", inbox.message, name="message", access=CITIZEN),
        Route("/{message}/dibaca", inbox.read, name="read", access=CITIZEN, methods=("POST",)),
        Route("/{message}/hapus", inbox.delete, name="delete", access=CITIZEN, methods=("POST",)),
        Route("/", console.listed, name="templates", access=MANAGE, segment="konsol"),
        Route("/templat/{kind}/{language}", console.template, name="template", access=MANAGE, segment="konsol"),
        Route("/templat/{kind}/{language}", console.save, name="save_template", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/templat/{kind}/{language}/{n}", console.restore, name="restore_template", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/kiriman", console.sent, name="sent", access=MANAGE, segment="konsol"),
        Route("/kiriman", console.again, name="again", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/berhenti/{secret}", leave_pages.leave, name="leave", access=PUBLIC),
        Route("/berhenti/{secret}", leave_pages.leave_now, name="leave_now", access=PUBLIC, methods=("POST",), token=False),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("messages", _("Messages"), route="notifications:list", place="account", icon="mail", weight=20, badge=inbox.unread),
        MenuItem("inbox", _("Messages"), route="notifications:list", place="primary", icon="mail", weight=40, invites=True),
        MenuItem("templates", _("Message templates"), route="notifications:templates", place="console", icon="pencil", weight=45),
        MenuItem("sent", _("Messages sent"), route="notifications:sent", place="console", icon="send", weight=46),
    ]


@hookimpl
def register_permissions() -> list[Permission]:
    return [Permission("manage", _("Write the words of messages, and see what could not be sent"), roles=("operator",))]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]


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
    return [Task("send", tasks.send, every=timedelta(minutes=1)), Task("give_up", tasks.give_up, at=time(2, 30))]


@hookimpl
def register_health() -> list[HealthCheck]:
    return [HealthCheck("channels", tasks.channels), HealthCheck("failed", tasks.failed)]


@hookimpl
def register_lifespan() -> list[Callable[[Context], AbstractAsyncContextManager[None]]]:
    return [listening]
