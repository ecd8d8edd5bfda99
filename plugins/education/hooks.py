"""What education adds to the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import PUBLIC, Demo, MenuItem, Permission, Route, SearchSource, Service, hookimpl
from core.language import gettext_lazy as _

from . import demo
from .admission import Admission
from .finding import find
from .pages import listed, school
from .rules import rules_of
from .settings import Settings
from .sheet import sheets
from .tables import schools

if TYPE_CHECKING:
    from core import Plugin
    from core.tables import TableImport


@hookimpl
def register_routes(plugin: Plugin) -> list[Route]:
    return [
        Route("/", listed, name="list", access=PUBLIC),
        Route("/sekolah/{npsn}", school, name="school", access=PUBLIC),
        Route("/penerimaan", Admission(rules_of(plugin)).page, name="admission", access=PUBLIC),
    ]


@hookimpl
def register_imports(plugin: Plugin) -> list[TableImport]:
    return [schools(plugin)]


@hookimpl
def register_permissions() -> list[Permission]:
    return [Permission("import", _("Import the table of schools"), roles=("operator",))]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [MenuItem("list", _("Schools"), route="education:list", icon="graduation-cap", weight=50)]


@hookimpl
def register_services(plugin: Plugin) -> list[Service]:
    return sheets(plugin.settings(Settings))


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("schools", _("Schools"), find)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("schools", demo.fill)]
