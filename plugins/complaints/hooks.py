"""What complaints add to the portal."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from core import CITIZEN, PUBLIC, Demo, Fragment, Listener, MenuItem, Permission, PersonalData, Route, SearchSource, Service, Task, hookimpl, permission
from core.language import gettext_lazy as _
from plugins.cases.api import CaseErased, Counter, procedure_of

from . import demo, notices, personal, residents, retention
from .categories import categories_of
from .finding import find, forget_words
from .forms import counter_form, report_form, resident_form
from .handling import handled
from .moderation import beside_the_desk, moderation, send_moderation
from .pages import QUERY, Pages
from .promise import promise
from .rating import question, rate, send_rating
from .reporting import reporting_to
from .settings import Settings
from .sheet import sheet
from .statistics import compute
from .statistics_pages import statistics, statistics_csv

if TYPE_CHECKING:
    from core import Plugin
    from plugins.cases.api import Procedure
    from plugins.notifications.api import Notice


@hookimpl
def register_routes(plugin: Plugin):  # type: ignore[no-untyped-def]  # FormRoute has no public name
    categories = categories_of(plugin)
    pages = Pages(categories)
    form = report_form(plugin.settings(Settings), categories, plugin.site.agencies)
    counter = counter_form(plugin.settings(Settings), categories, plugin.site.agencies)
    resident = resident_form(plugin.settings(Settings), categories, plugin.site.agencies)
    return [
        Route("/", pages.listed, name="list", access=PUBLIC, keep="cases", query=QUERY),
        *form.routes("/lapor", on_submit=reporting_to(categories), access=PUBLIC, name="report"),
        *counter.routes("/loket", on_submit=reporting_to(categories, for_somebody=True), access=permission("counter"), name="counter"),
        *resident.routes(
            "/warga",
            on_submit=residents.entering(reporting_to(categories, owned=False)),
            prepare=residents.office_for,
            access=permission("resident"),
            name="resident",
        ),
        Route("/cara", handled, name="handled", access=PUBLIC, keep="handled"),
        Route("/statistik", statistics, name="statistics", access=PUBLIC, keep="statistics"),
        Route("/statistik.csv", statistics_csv, name="statistics_csv", access=PUBLIC),
        Route("/nilai/{secret}", rate, name="rate", access=PUBLIC),
        Route("/nilai/{secret}", send_rating, name="send_rating", access=PUBLIC, methods=("POST",)),
        Route("/{ticket}", pages.detail, name="detail", access=PUBLIC, keep="cases"),
        Route("/{ticket}/moderasi", moderation, name="moderation", access=permission("moderate")),
        Route("/{ticket}/moderasi", send_moderation, name="send_moderation", access=permission("moderate"), methods=("POST",)),
        Route("/{ticket}/foto/{file}", pages.photo, name="photo", access=PUBLIC),
        Route("/{ticket}/foto/{file}/kecil", pages.small_photo, name="small_photo", access=PUBLIC),
    ]


@hookimpl
def register_procedures(plugin: Plugin) -> list[Procedure]:
    return [procedure_of(plugin, Settings)]


@hookimpl
def register_counters() -> list[Counter]:
    return [Counter(_("Complaint of a citizen"), "complaints:counter", icon="megaphone")]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("new", _("Report a problem"), route="complaints:report", icon="megaphone", weight=10),
        MenuItem("report", _("Report"), route="complaints:report", place="primary", icon="megaphone", weight=20),
        MenuItem("resident", _("Report for a resident"), route="complaints:resident", place="account", icon="megaphone", weight=15),
        MenuItem("list", _("All complaints"), route="complaints:list", icon="list", weight=20),
        MenuItem("statistics", _("Statistics of complaints"), route="complaints:statistics", place="footer", weight=40),
    ]


@hookimpl
def register_services(plugin: Plugin) -> list[Service]:
    return [sheet(plugin.settings(Settings), categories_of(plugin))]


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("public", _("Complaints"), find)]


@hookimpl
def register_listeners() -> list[Listener]:
    return [Listener(CaseErased, forget_words)]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [
        Fragment("home.side", promise, weight=40, keep="cases"),
        Fragment("cases.below", question),
        Fragment("cases.desk", beside_the_desk),
        Fragment("accounts.office", residents.mine, access=CITIZEN),
    ]


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("counter", _("Enter reports for somebody"), roles=("officer",)),
        Permission("resident", _("Enter reports for residents of one's own area"), roles=("local_official",)),
        Permission("moderate", _("Hide or rewrite what everybody reads of complaints"), roles=("supervisor", "operator")),
    ]


@hookimpl
def register_tasks() -> list[Task]:
    return [Task("statistics", compute, at=time(2, 15))]


@hookimpl
def register_notices() -> list[Notice]:
    return notices.notices()


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, retention.expire)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("complaints", demo.fill)]
