"""What information adds to the portal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from core import PUBLIC, Context, Demo, Fragment, MenuItem, Permission, PersonalData, Route, SearchSource, Service, hookimpl, permission
from core.language import gettext_lazy as _

from . import demo, editing, figures, offers, pages, personal, survey
from .articles import find
from .feed import feed
from .settings import Settings
from .sheet import sheets

if TYPE_CHECKING:
    from core import Plugin

WRITE = permission("write")


@hookimpl
def register_routes() -> list[Route]:
    return [
        Route("/", pages.news, name="list", access=PUBLIC, keep="articles", query=pages.QUERY),
        Route("/umpan", feed, name="feed", access=PUBLIC),
        Route("/wilayah", pages.area, name="area", access=PUBLIC),
        Route("/wilayah", pages.choose_area, name="choose_area", access=PUBLIC, methods=("POST",)),
        Route("/wilayah-saya", pages.mine, name="mine", access=PUBLIC),
        Route("/wilayah-saya/kabar", pages.regional, name="regional", access=PUBLIC),
        Route("/kabar/{code}", pages.article, name="article", access=PUBLIC, keep="articles"),
        Route("/halaman", pages.pages, name="pages", access=PUBLIC, keep="articles"),
        Route("/halaman/{code}", pages.page, name="page", access=PUBLIC, keep="articles"),
        Route("/darurat", pages.emergency, name="emergency", access=PUBLIC, keep="articles"),
        Route("/instansi", pages.agencies, name="agencies", access=PUBLIC, keep="articles"),
        Route("/instansi/{agency}", pages.agency, name="agency", access=PUBLIC, keep="articles"),
        Route("/survei", survey.choose, name="surveys", access=PUBLIC, keep="articles"),
        Route("/survei/{service}", survey.survey, name="survey", access=PUBLIC),
        Route("/survei/{service}", survey.answer, name="answer", access=PUBLIC, methods=("POST",)),
        Route("/survei/{service}/terima-kasih", survey.thanks, name="thanks", access=PUBLIC),
        Route("/kepuasan", figures.figures, name="figures", access=PUBLIC, keep="figures", query=figures.QUERY),
        Route("/kepuasan.csv", figures.figures_csv, name="figures_csv", access=PUBLIC),
        Route("/kelola", editing.manage, name="manage", access=WRITE),
        Route("/kelola/baru/{kind}", editing.begin, name="begin", access=WRITE),
        Route("/kelola/baru/{kind}", editing.write, name="write", access=WRITE, methods=("POST",), body=256 * 1024),
        Route("/kelola/{id}", editing.edit, name="edit", access=WRITE),
        Route("/kelola/{id}", editing.change, name="change", access=WRITE, methods=("POST",), body=256 * 1024),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("list", _("From the regency"), route="information:list", icon="newspaper", weight=60),
        MenuItem("emergency", _("Emergency numbers"), route="information:emergency", place="footer", weight=20),
        MenuItem("agencies", _("Agencies"), route="information:agencies", place="footer", weight=25),
        MenuItem("pages", _("Information pages"), route="information:pages", place="footer", weight=30),
        MenuItem("figures", _("Satisfaction with services"), route="information:figures", place="footer", weight=45),
        MenuItem("manage", _("News"), route="information:manage", place="desk", icon="newspaper", weight=70),
    ]


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("write", _("Write announcements of one's own agency"), roles=("handler", "supervisor", "operator")),
        Permission("edit", _("Write all announcements and the pages"), roles=("operator",)),
    ]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [
        Fragment("home.top", pages.pinned, weight=20, keep="articles"),
        Fragment("home.cards", pages.newest, weight=40, keep="articles"),
        Fragment("cases.below", offers.offered, weight=90),
    ]


@hookimpl
def register_lifespan() -> list[Callable[[Context], AbstractAsyncContextManager[None]]]:
    return [offers.listening]


@hookimpl
def register_services(plugin: Plugin) -> list[Service]:
    return sheets(survey=plugin.settings(Settings).survey)


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("articles", _("Announcements and pages"), find)]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("information", demo.fill)]
