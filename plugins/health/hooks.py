"""What health adds to the portal."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from core import (
    CITIZEN,
    PUBLIC,
    Demo,
    Event,
    Fragment,
    HealthCheck,
    MenuItem,
    Permission,
    PersonalData,
    Route,
    SearchSource,
    Service,
    Task,
    hookimpl,
    permission,
)  # fmt: skip
from core.language import gettext_lazy as _

from . import beds, booking, calling, demo, personal, posts, telling
from .board import board
from .checks import known_facilities
from .events import QueueEnded, QueueNear, QueueTomorrow
from .finding import find
from .immunisation import read_vaccines
from .pages import facility, listed
from .settings import Settings
from .sheet import sheets
from .tables import tables
from .vaccinating import Vaccinating

if TYPE_CHECKING:
    from core import Plugin
    from core.tables import TableImport
    from plugins.notifications.api import Notice


@hookimpl
def register_routes(plugin: Plugin) -> list[Route]:
    vaccinating = Vaccinating(read_vaccines(plugin))
    return [
        Route("/", listed, name="list", access=PUBLIC),
        Route("/fasilitas/{code}", facility, name="facility", access=PUBLIC),
        Route("/fasilitas/{code}/antre", booking.form, name="book", access=PUBLIC),
        Route("/fasilitas/{code}/antre", booking.take_number, name="take", access=PUBLIC, methods=("POST",)),
        Route("/fasilitas/{code}/papan", board, name="board", access=PUBLIC),
        Route("/antrean/{secret}", booking.number, name="number", access=PUBLIC),
        Route("/antrean/{secret}/batal", booking.give_back, name="give_back", access=PUBLIC, methods=("POST",)),
        Route("/tempat-tidur", beds.free_beds, name="free_beds", access=PUBLIC),
        Route("/imunisasi", vaccinating.page, name="vaccination", access=PUBLIC),
        Route("/imunisasi/jadwal.ics", vaccinating.calendar, name="vaccination_calendar", access=PUBLIC),
        Route("/posyandu", posts.listed, name="posts", access=PUBLIC),
        Route("/posyandu/{code}", posts.post, name="post", access=PUBLIC),
        Route("/posyandu/{code}/jadwal.ics", posts.calendar, name="post_calendar", access=PUBLIC),
        Route("/loket/tempat-tidur/{code}", beds.tell_form, name="tell_form", access=permission("beds")),
        Route("/loket/tempat-tidur/{code}", beds.tell, name="tell", access=permission("beds"), methods=("POST",)),
        Route("/loket", calling.counters, name="counters", access=permission("call")),
        Route("/loket", calling.begin, name="begin", access=permission("call"), methods=("POST",)),
        Route("/loket/{session}", calling.counter, name="counter", access=permission("call")),
        Route("/loket/{session}", calling.act, name="act", access=permission("call"), methods=("POST",)),
    ]


@hookimpl
def register_imports(plugin: Plugin) -> list[TableImport]:
    return tables(plugin)


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("import", _("Import tables of health facilities"), roles=("operator",)),
        Permission("call", _("Call queue numbers"), roles=("handler", "operator")),
        Permission("beds", _("Say how many beds are free"), roles=("handler", "operator")),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("list", _("Health"), route="health:list", icon="heart-pulse", weight=45),
        MenuItem("counters", _("Queues"), route="health:counters", place="desk", icon="ticket", weight=70),
    ]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [
        Fragment("account.sections", booking.on_the_account, access=CITIZEN, weight=45),
        Fragment("desk.top", calling.on_the_desk, access=permission("call"), weight=45),
    ]


@hookimpl
def register_events() -> list[type[Event]]:
    return [QueueNear, QueueEnded, QueueTomorrow]


@hookimpl
def register_tasks() -> list[Task]:
    return [Task("remind", telling.remind, at=time(17, 0))]


@hookimpl
def register_notices() -> list[Notice]:
    return telling.notices()


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("facilities", demo.fill)]


@hookimpl
def register_services(plugin: Plugin) -> list[Service]:
    return sheets(plugin.settings(Settings))


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("facilities", _("Health"), find)]


@hookimpl
def register_health() -> list[HealthCheck]:
    return [HealthCheck("tables", known_facilities)]
