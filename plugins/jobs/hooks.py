"""What jobs add to the portal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import TYPE_CHECKING

from core import CITIZEN, PUBLIC, Demo, Event, Fragment, Listener, MenuItem, Permission, PersonalData, Route, SearchSource, Service, Task, hookimpl, permission
from core.language import gettext_lazy as _
from plugins.cases.api import CaseMoved, read_procedure

from . import alerts, applications, demo, personal, telling
from .applying import apply, apply_form, offer, withdrawn
from .cards import applying as cards
from .cards import desk, holder, issuing, reminding
from .cards.form import card_form
from .employers import decided, filled, mine, post, post_form, register, register_form
from .entering import enter, vacancies, vacancy_form
from .feed import feed
from .finding import find
from .managing import decide, expire, manage
from .pages import QUERY, listed, statistics, statistics_csv, vacancy
from .sheet import sheets

if TYPE_CHECKING:
    from core import Plugin
    from core.tables import TableImport
    from plugins.cases.api import Procedure
    from plugins.notifications.api import Notice


@hookimpl
def register_routes(plugin: Plugin):  # type: ignore[no-untyped-def]  # FormRoute has no public name
    issuing.warn_of_signatory(plugin)
    return [
        Route("/", listed, name="list", access=PUBLIC, keep="list", query=QUERY),
        Route("/umpan", feed, name="feed", access=PUBLIC),
        Route("/statistik", statistics, name="statistics", access=PUBLIC, keep="list"),
        Route("/statistik.csv", statistics_csv, name="statistics_csv", access=PUBLIC),
        Route("/kelola", manage, name="manage", access=permission("manage")),
        *vacancy_form(plugin).routes("/kelola/baru", on_submit=enter, access=permission("manage"), name="enter"),
        Route("/kelola/{code}", decide, name="decide", access=permission("manage"), methods=("POST",)),
        Route("/pemberi-kerja", mine, name="mine", access=CITIZEN),
        *register_form().routes("/pemberi-kerja/daftar", on_submit=register, access=CITIZEN, name="register"),
        *post_form(plugin).routes("/pemberi-kerja/pasang", on_submit=post, access=CITIZEN, name="post"),
        Route("/pemberi-kerja/{code}/terisi", filled, name="filled", access=CITIZEN, methods=("POST",)),
        Route("/pemberi-kerja/lamaran", applications.received, name="applications", access=CITIZEN),
        Route("/pemberi-kerja/lamaran/{ticket}", applications.one, name="application", access=CITIZEN),
        Route("/pemberi-kerja/lamaran/{ticket}", applications.decide, name="decide_application", access=CITIZEN, methods=("POST",)),
        Route("/lamaran/{ticket}/cv", applications.file, name="cv", access=CITIZEN),
        Route("/pemberitahuan", alerts.listed, name="alerts", access=CITIZEN),
        Route("/pemberitahuan/baru", alerts.ask, name="alert", access=CITIZEN),
        Route("/pemberitahuan/baru", alerts.save, name="save_alert", access=CITIZEN, methods=("POST",)),
        Route("/pemberitahuan/{id}/hapus", alerts.delete, name="delete_alert", access=CITIZEN, methods=("POST",)),
        *card_form().routes("/kartu", on_submit=cards.apply, access=PUBLIC, name="card"),
        Route("/kartu-saya/{secret}/lapor", holder.report, name="card_report", access=PUBLIC, methods=("POST",)),
        Route("/kartu-saya/{secret}/lagi", holder.again, name="card_again", access=PUBLIC, methods=("POST",)),
        Route("/kelola/kartu/{ticket}", desk.show, name="card_desk", access=permission("cards")),
        Route("/kelola/kartu/{ticket}/{paper}/{n}", desk.paper, name="card_paper", access=permission("cards")),
        Route("/{code}/lamar", offer, name="offer", access=CITIZEN),
        *apply_form().routes("/{code}/lamar/isi", on_submit=apply, access=CITIZEN, name="apply"),
        Route("/{code}", vacancy, name="vacancy", access=PUBLIC, keep="list"),
    ]


@hookimpl
def register_imports(plugin: Plugin) -> list[TableImport]:
    return [vacancies(plugin)]


@hookimpl
def register_procedures(plugin: Plugin) -> list[Procedure]:
    return [read_procedure(plugin.folder / "procedures" / f"{name}.toml", settings={}) for name in ("employer", "vacancy", "application", "card")]


@hookimpl
def register_listeners() -> list[Listener]:
    return [Listener(CaseMoved, decided), Listener(CaseMoved, withdrawn), Listener(CaseMoved, issuing.moved), Listener("documents.revoked", issuing.revoked)]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [Fragment("cases.below", applications.below), Fragment("cases.below", holder.below), Fragment("cases.next", desk.beside, access=permission("cards"))]


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("manage", _("Publish and close vacancies"), roles=("handler", "operator")),
        Permission("cards", _("Read applications for job-seeker cards of one's agency"), roles=("officer",)),
        Permission("import", _("Import a table of vacancies"), roles=("operator",)),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("search", _("Jobs"), route="jobs:list", icon="briefcase", weight=40),
        MenuItem("employer", _("Vacancies of my organisation"), route="jobs:mine", place="account", icon="store", weight=60),
        MenuItem("alerts", _("Vacancy alerts"), route="jobs:alerts", place="account", icon="bell", weight=61),
        MenuItem("manage", _("Vacancies"), route="jobs:manage", place="desk", icon="briefcase", weight=60),
    ]


@hookimpl
def register_services(plugin: Plugin) -> list[Service]:
    return sheets(plugin)


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("open", _("Vacancies"), find)]


@hookimpl
def register_tasks() -> list[Task]:
    return [
        Task("expire", expire, at=time(0, 20)), Task("tell", telling.tell, at=time(6, 0)),
        Task("remind", reminding.remind, at=time(6, 30)), Task("issue", issuing.waiting, every=timedelta(minutes=10)),
    ]  # fmt: skip


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return [telling.JobsFound, reminding.ReportDue]


@hookimpl
def register_notices() -> list[Notice]:
    return telling.notices()


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("vacancies", demo.fill)]
