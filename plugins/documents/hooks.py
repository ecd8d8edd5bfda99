"""What documents add to the portal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from core import (
    CITIZEN,
    PUBLIC,
    Event,
    Fragment,
    HealthCheck,
    Listener,
    MenuItem,
    Permission,
    PersonalData,
    Route,
    SearchSource,
    Service,
    Task,
    hookimpl,
    permission,
)
from core.language import gettext_lazy as _

from . import checking, desk, holder, making, notices, pages, personal, sheet, tasks, trial
from .events import EVENTS, DocumentMade, DocumentNumbered
from .trial import Trial

if TYPE_CHECKING:
    from core import Plugin
    from plugins.notifications.api import Notice

    from .signers import Signer

READ, REVOKE = permission("read"), permission("revoke")
HOLDERS = "dokumen"


@hookimpl
def register_routes(plugin: Plugin) -> list[Route]:
    trial.refuse_in_public(plugin)
    return [
        Route("/", pages.start, name="start", access=PUBLIC),
        Route("/", pages.find, name="find", access=PUBLIC, methods=("POST",)),
        Route("/berkas", pages.check_any, name="check_any", access=PUBLIC, methods=("POST",), body=checking.BODY),
        Route("/{code}", pages.verify, name="verify", access=PUBLIC),
        Route("/{code}", pages.check, name="check", access=PUBLIC, methods=("POST",), body=checking.BODY),
        Route("/", holder.mine, name="mine", access=CITIZEN, segment=HOLDERS),
        Route("/petugas", desk.listed, name="desk", access=READ, segment=HOLDERS),
        Route("/petugas/{id:uuid}", desk.detail, name="desk_document", access=READ, segment=HOLDERS),
        Route("/petugas/{id:uuid}", desk.take_back, name="take_back", access=REVOKE, methods=("POST",), segment=HOLDERS),
        Route("/petugas/{id:uuid}/berkas", desk.fetch, name="desk_fetch", access=READ, segment=HOLDERS),
        Route("/{secret}", holder.opened, name="holder", access=PUBLIC, segment=HOLDERS),
        Route("/{secret}/berkas", holder.fetch, name="fetch", access=PUBLIC, segment=HOLDERS),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("verify", _("Document verification"), route="documents:start", icon="shield-check", weight=60),
        MenuItem("mine", _("My documents"), route="documents:mine", place="account", icon="file-check", weight=35),
        MenuItem("desk", _("Documents"), route="documents:desk", place="desk", icon="file-check", weight=50),
    ]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [
        Fragment("account.sections", holder.on_the_account, access=CITIZEN, weight=35),
        Fragment("cases.below", holder.beside_the_case, weight=30),
        Fragment("cases.desk", desk.beside_the_case, access=READ, weight=40),
    ]


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("read", _("See and download the documents of one's agencies"), roles=("officer", "operator", "supervisor")),
        Permission("revoke", _("Revoke documents of one's agencies"), roles=("supervisor",)),
    ]


@hookimpl
def register_services() -> list[Service]:
    return [sheet.sheet()]


@hookimpl
def register_search() -> list[SearchSource]:
    return [SearchSource("codes", _("Documents"), sheet.find)]


@hookimpl
def register_signers() -> Sequence[Signer]:
    return [Trial()]


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return EVENTS


@hookimpl
def register_listeners() -> list[Listener]:
    return [Listener(DocumentNumbered, making.make_new), Listener(DocumentMade, making.sign_new)]


@hookimpl
def register_notices() -> list[Notice]:
    return notices.notices()


@hookimpl
def register_tasks() -> list[Task]:
    return [Task("again", tasks.again, every=timedelta(hours=1))]


@hookimpl
def register_health() -> list[HealthCheck]:
    return [HealthCheck("signer", tasks.health)]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]
