"""What payments add to the portal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import TYPE_CHECKING

from core import (
    CITIZEN,
    PUBLIC,
    Context,
    Demo,
    Event,
    Fragment,
    HealthCheck,
    Listener,
    MenuItem,
    Permission,
    PersonalData,
    Route,
    Task,
    hookimpl,
    permission,
)
from core.language import gettext_lazy as _
from plugins.cases.api import procedure_of

from . import asking, callback, demo, desk, lines, looking, mine, notices, pages, personal, tasks, trial
from .events import EVENTS, ChargeCancelled, ChargeMade, ChargePosted, ChargeSettled
from .gateway import Gateway
from .statement import statement
from .trial import Trial

if TYPE_CHECKING:
    from core import Plugin
    from core.tables import TableImport
    from plugins.cases.api import Procedure
    from plugins.notifications.api import Notice

    from .providers import Provider

RECONCILE = permission("reconcile")


@hookimpl
def register_routes(plugin: Plugin) -> list[Route]:
    trial.refuse_in_public(plugin)
    looking.check_agency(plugin)
    return [
        Route("/", mine.listed, name="mine", access=CITIZEN),
        Route("/rekonsiliasi", desk.listed, name="desk", access=RECONCILE),
        Route("/rekonsiliasi/rekening-koran", lines.listed, name="lines", access=RECONCILE),
        Route("/rekonsiliasi/rekening-koran/{id:uuid}", lines.settle, name="settle_line", access=RECONCILE, methods=("POST",)),
        Route("/rekonsiliasi/{id:uuid}", desk.detail, name="desk_charge", access=RECONCILE),
        Route("/rekonsiliasi/{id:uuid}", desk.act, name="desk_act", access=RECONCILE, methods=("POST",)),
        Route("/panggilan/{provider}", callback.called, name="callback", access=PUBLIC, methods=("POST",), token=False, raw=True, body=callback.LARGEST),
        Route("/{secret}", pages.charge, name="charge", access=PUBLIC),
        Route("/{secret}/bukti", pages.receipt, name="receipt", access=PUBLIC),
        Route("/{secret}/uji-coba", pages.play, name="play", access=PUBLIC, methods=("POST",)),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("mine", _("My payments"), route="payments:mine", place="account", icon="receipt", weight=30),
        MenuItem("desk", _("Treasury"), route="payments:desk", place="desk", icon="wallet", weight=40),
        MenuItem("my_desk", _("Payments to reconcile"), route="payments:desk", place="account", icon="wallet", weight=31),
    ]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [Fragment("account.sections", mine.on_the_account, access=CITIZEN, weight=30)]


@hookimpl
def register_permissions() -> list[Permission]:
    return [Permission("reconcile", _("Reconcile payments: see every charge, post by hand, settle what does not fit"), roles=("treasurer",))]


@hookimpl
def register_imports() -> list[TableImport]:
    return [statement()]


@hookimpl
def register_providers() -> Sequence[Provider]:
    return [Gateway(), Trial()]


@hookimpl
def register_procedures(plugin: Plugin) -> list[Procedure]:
    return [procedure_of(plugin)]


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return EVENTS


@hookimpl
def register_listeners() -> list[Listener]:
    return [
        Listener(ChargeMade, asking.ask_new),
        Listener(ChargeCancelled, asking.tell_cancelled),
        Listener(ChargePosted, looking.close_look),
        Listener(ChargeSettled, looking.close_look),
    ]


@hookimpl
def register_notices() -> Sequence[Notice]:
    return notices.notices()


@hookimpl
def register_tasks() -> list[Task]:
    return [Task("ask", tasks.ask, every=timedelta(minutes=1)), Task("watch", tasks.watch, every=timedelta(minutes=10))]


@hookimpl
def register_health() -> list[HealthCheck]:
    return [HealthCheck("providers", tasks.health)]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("payments", demo.fill, weight=60)]


@hookimpl
def register_lifespan() -> list[Callable[[Context], AbstractAsyncContextManager[None]]]:
    return [tasks.lifespan]
