"""What cases add to the portal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import time, timedelta
from typing import TYPE_CHECKING

from core import (
    PUBLIC,
    Context,
    Event,
    Fragment,
    HealthCheck,
    Listener,
    MenuItem,
    Permission,
    PersonalData,
    Route,
    SearchSource,
    Slot,
    Task,
    hookimpl,
    permission,
)
from core.language import gettext_lazy as _

from . import consents, desk, notices, overview_page, pages, personal, retention, search, tasks
from .events import EVENTS, CaseErased

if TYPE_CHECKING:
    from plugins.notifications.api import Notice


@hookimpl
def register_routes() -> list[Route]:
    return [
        Route("/", pages.track, name="track", access=PUBLIC),
        Route("/", pages.find, name="find", access=PUBLIC, methods=("POST",)),
        Route("/{secret}", pages.follow, name="follow", access=PUBLIC),
        Route("/{secret}/cara", pages.handled, name="handled", access=PUBLIC),
        Route("/{secret}/langkah/{transition}", pages.act, name="act", access=PUBLIC, methods=("POST",)),
        Route("/{secret}/berkas/{file}", pages.file, name="file", access=PUBLIC),
        Route("/{secret}/berkas/{file}/kecil", pages.small_file, name="small_file", access=PUBLIC),
        Route("/ikhtisar", overview_page.overview, name="overview", access=permission("overview"), segment="petugas"),
        *desk.routes(),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("track", _("Follow"), route="cases:track", place="primary", icon="route", weight=20),
        MenuItem("desk", _("Queue"), route="cases:desk", place="desk", icon="list", weight=10),
        MenuItem("enter", _("Enter"), route="cases:desk_new", place="desk", icon="plus", weight=20),
        MenuItem("overview", _("Overview"), route="cases:overview", place="desk", icon="chart-column", weight=80),
        MenuItem("my_overview", _("How the agencies stand"), route="cases:overview", place="account", icon="chart-column", weight=22),
        MenuItem("my_desk", _("Officers' desk"), route="cases:desk", place="account", icon="list", weight=20),
        MenuItem("replies", _("Reply templates"), route="cases:replies", place="console", icon="reply", weight=40),
    ]


@hookimpl
def register_slots() -> list[Slot]:
    return [
        Slot("side", _("Beside a case")),
        Slot("below", _("Below where a case stands")),
        Slot("desk", _("Beside a case at the desk")),
        Slot("next", _("Above the next step at the desk")),
    ]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [Fragment("cases.desk", consents.beside_the_desk, weight=60)]


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("tickets", _("Tickets"), search.find)]


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("view", _("See the cases of one's agencies"), roles=("officer",)),
        Permission("view_all", _("See the cases of all agencies, but for confidential ones"), roles=("operator",)),
        Permission("verify", _("Check new cases and forward them"), roles=("operator",)),
        Permission("handle", _("Work on cases"), roles=("officer",)),
        Permission("supervise", _("Supervise, reject and close cases"), roles=("supervisor",)),
        Permission("replies", _("Write reply templates"), roles=("operator", "supervisor")),
        Permission("overview", _("Read how all agencies stand, in numbers alone"), roles=("regent", "operator")),
        Permission("export", _("Download the queue of one's agencies, giving a reason"), roles=("supervisor",)),
        Permission("identity", _("See who reported, giving a reason"), roles=()),
    ]


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return EVENTS


@hookimpl
def register_tasks() -> list[Task]:
    return [
        Task("clock", tasks.clock, every=timedelta(hours=1)),
        Task("calendar", tasks.calendar, at=time(1, 30)),
        Task("counts", tasks.counts, at=time(1, 45)),
        Task("overview", tasks.overview, at=time(2, 30)),
        Task("root", tasks.root, at=time(0, 15)),
    ]


@hookimpl
def register_health() -> list[HealthCheck]:
    return [HealthCheck("holidays", tasks.holidays)]


@hookimpl
def register_notices() -> Sequence[Notice]:
    return notices.notices()


@hookimpl
def register_listeners() -> list[Listener]:
    return [Listener(CaseErased, notices.forget), *desk.listeners()]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, retention.expire)]


@hookimpl
def register_lifespan() -> list[Callable[[Context], AbstractAsyncContextManager[None]]]:
    return [tasks.kept_procedures]
