"""What the vehicle tax adds to the portal."""

from __future__ import annotations

from collections.abc import Sequence
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
)  # fmt: skip
from core.language import gettext_lazy as _

from . import demo, personal, reminding, saved
from .calculator import Calculator
from .check import Check
from .events import TaxDue
from .finding import find
from .importing import vehicles
from .rule_files import rules_of
from .sheet import sheet
from .table import ImportedTable, fresh

if TYPE_CHECKING:
    from core import Plugin
    from core.tables import TableImport
    from plugins.notifications.api import Notice

    from .vehicles import Registry


@hookimpl
def register_routes(plugin: Plugin) -> list[Route]:
    rules = rules_of(plugin)
    calculator, check = Calculator(rules), Check(rules)
    return [
        Route("/", calculator.form, name="index", access=PUBLIC),
        Route("/hitung", calculator.reckoned, name="reckoned", access=PUBLIC),
        Route("/cek", check.form, name="check", access=PUBLIC),
        Route("/cek", check.find, name="find", access=PUBLIC, methods=("POST",)),
        Route("/tagihan/{link}", check.bill, name="bill", access=PUBLIC),
        Route("/bayar/{link}", check.pay, name="pay", access=PUBLIC, methods=("POST",)),
        Route("/ingatkan/{link}", saved.ask_to_save, name="ask_to_save", access=CITIZEN),
        Route("/ingatkan/{link}", saved.save, name="save", access=CITIZEN, methods=("POST",)),
        Route("/kendaraan-saya", saved.listed, name="mine", access=CITIZEN),
        Route("/kendaraan-saya/{id}", saved.opened, name="mine_bill", access=CITIZEN),
        Route("/kendaraan-saya/{id}/hapus", saved.delete, name="delete", access=CITIZEN, methods=("POST",)),
    ]


@hookimpl
def register_registries() -> Sequence[Registry]:
    return [ImportedTable()]


@hookimpl
def register_imports(plugin: Plugin) -> list[TableImport]:
    return [vehicles(rules_of(plugin))]


@hookimpl
def register_permissions() -> list[Permission]:
    return [Permission("import", _("Import the table of vehicles"), roles=("operator",))]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("tax", _("Vehicle tax"), route="vehicle_tax:index", icon="car", weight=30),
        MenuItem("mine", _("My vehicles"), route="vehicle_tax:mine", place="account", icon="car", weight=40),
    ]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [Fragment("account.sections", saved.on_the_account, access=CITIZEN, weight=40)]


@hookimpl
def register_services() -> list[Service]:
    return [sheet()]


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("plates", _("Vehicle tax"), find)]


@hookimpl
def register_events() -> list[type[Event]]:
    return [TaxDue]


@hookimpl
def register_tasks() -> list[Task]:
    return [Task("remind", reminding.remind, at=time(6, 30))]


@hookimpl
def register_health() -> list[HealthCheck]:
    return [HealthCheck("table", fresh)]


@hookimpl
def register_notices() -> list[Notice]:
    return reminding.notices()


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("vehicles", demo.fill)]
