"""What health adds to the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import PUBLIC, HealthCheck, MenuItem, Permission, Route, SearchSource, Service, hookimpl, permission
from core.language import gettext_lazy as _

from . import beds, posts
from .checks import known_facilities
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


@hookimpl
def register_routes(plugin: Plugin) -> list[Route]:
    vaccinating = Vaccinating(read_vaccines(plugin))
    return [
        Route("/", listed, name="list", access=PUBLIC),
        Route("/fasilitas/{code}", facility, name="facility", access=PUBLIC),
        Route("/tempat-tidur", beds.free_beds, name="free_beds", access=PUBLIC),
        Route("/imunisasi", vaccinating.page, name="vaccination", access=PUBLIC),
        Route("/imunisasi/jadwal.ics", vaccinating.calendar, name="vaccination_calendar", access=PUBLIC),
        Route("/posyandu", posts.listed, name="posts", access=PUBLIC),
        Route("/posyandu/{code}", posts.post, name="post", access=PUBLIC),
        Route("/posyandu/{code}/jadwal.ics", posts.calendar, name="post_calendar", access=PUBLIC),
        Route("/loket/tempat-tidur/{code}", beds.tell_form, name="tell_form", access=permission("beds")),
        Route("/loket/tempat-tidur/{code}", beds.tell, name="tell", access=permission("beds"), methods=("POST",)),
    ]


@hookimpl
def register_imports(plugin: Plugin) -> list[TableImport]:
    return tables(plugin)


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("import", _("Import tables of health facilities"), roles=("operator",)),
        Permission("beds", _("Say how many beds are free"), roles=("handler", "operator")),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [MenuItem("list", _("Health"), route="health:list", icon="heart-pulse", weight=45)]


@hookimpl
def register_services(plugin: Plugin) -> list[Service]:
    return sheets(plugin.settings(Settings))


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("facilities", _("Health"), find)]


@hookimpl
def register_health() -> list[HealthCheck]:
    return [HealthCheck("tables", known_facilities)]
