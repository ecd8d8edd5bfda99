"""What permits add to the portal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import TYPE_CHECKING

from core import CITIZEN, PUBLIC, Demo, Event, Fragment, Listener, MenuItem, Permission, PersonalData, Route, Service, Task, hookimpl, permission
from core.language import gettext_lazy as _
from plugins.cases.api import CaseMoved
from plugins.documents.api import DocumentRevoked, warn_of_signatory
from plugins.payments.api import ChargePaid, ChargePosted

from . import demo, inspection, personal, reminding
from .applying import applying_for
from .assessing import Assessing
from .citizen import BODY, Citizen
from .desk import Desk
from .fees import Fees
from .forms import form_of
from .inspection import Inspections
from .issuing import Issuing
from .mine import Mine
from .pages import Pages
from .pieces import Pieces
from .register import Register
from .reminding import PermitExpires
from .settings import Settings
from .sheet import sheets
from .type_files import types_of
from .ways import ways_of

if TYPE_CHECKING:
    from core import Plugin
    from plugins.cases.api import Procedure
    from plugins.notifications.api import Notice

DESK = permission("desk")
"""Whoever works at the desk comes in; which applications they see, the case itself says."""
EXPORT = permission("export")


@hookimpl
def register_routes(plugin: Plugin):  # type: ignore[no-untyped-def]  # FormRoute has no public name
    types = types_of(plugin)
    warn_of_signatory(plugin, plugin.settings(Settings))
    pages, citizen, desk = Pages(types), Citizen(types), Desk(types)
    inspections, assessing, register = Inspections(desk), Assessing(desk), Register(types)
    forms = [route for kind in types.all for route in form_of(kind).routes(f"/{kind.id}/ajukan", on_submit=applying_for(kind, types), access=PUBLIC)]
    return [
        Route("/", pages.index, name="index", access=PUBLIC),
        Route("/saya", Mine(types).listed, name="mine", access=CITIZEN),
        *forms,
        Route("/permohonan/{secret}/berkas/{paper}", citizen.file, name="file", access=PUBLIC),
        Route("/permohonan/{secret}/ganti/{paper}", citizen.replacement, name="replacement", access=PUBLIC),
        Route("/permohonan/{secret}/ganti/{paper}", citizen.send_replacement, name="send_replacement", access=PUBLIC, methods=("POST",), body=BODY),
        Route("/permohonan/{secret}/bayar", citizen.pay, name="pay", access=PUBLIC, methods=("POST",)),
        Route("/permohonan/{secret}/perpanjang", citizen.renew, name="renew", access=PUBLIC, methods=("POST",)),
        Route("/periksa/{ticket}", desk.papers, name="papers", access=DESK),
        Route("/periksa/{ticket}", desk.judge, name="judge", access=DESK, methods=("POST",)),
        Route("/periksa/{ticket}/berkas/{paper}", desk.file, name="desk_file", access=DESK),
        Route("/periksa/{ticket}/lapangan", inspections.show, name="inspection", access=DESK),
        Route("/periksa/{ticket}/lapangan", inspections.send, name="send_inspection", access=DESK, methods=("POST",), body=inspection.BODY),
        Route("/periksa/{ticket}/lapangan/foto/{file}", inspections.small, name="inspection_photo", access=DESK),
        Route("/periksa/{ticket}/retribusi", assessing.show, name="fee", access=DESK),
        Route("/periksa/{ticket}/retribusi", assessing.send, name="send_fee", access=DESK, methods=("POST",)),
        Route("/terbit", register.listed, name="register", access=permission("register")),
        Route("/terbit/unduh", register.ask, name="export", access=EXPORT),
        Route("/terbit/unduh", register.download, name="download", access=EXPORT, methods=("POST",)),
        Route("/{kind}", pages.type, name="type", access=PUBLIC, keep="types"),
    ]


@hookimpl
def register_procedures(plugin: Plugin) -> list[Procedure]:
    return list(ways_of(plugin).values())


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("apply", _("Permits"), route="permits:index", icon="badge-check", weight=30),
        MenuItem("mine", _("My permits"), route="permits:mine", place="account", icon="badge-check", weight=15),
        MenuItem("register", _("Issued permits"), route="permits:register", place="desk", icon="badge-check", weight=45),
    ]


@hookimpl
def register_services(plugin: Plugin) -> list[Service]:
    return sheets(plugin, types_of(plugin), ways_of(plugin))


@hookimpl
def register_fragments(plugin: Plugin) -> list[Fragment]:
    pieces = Pieces(types_of(plugin))
    return [Fragment("cases.below", pieces.below), Fragment("cases.next", pieces.desk)]


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("desk", _("Look after applications for permits of one's agencies"), roles=("officer",)),
        Permission("register", _("See the permits that one's agencies issued"), roles=("verifier", "handler", "supervisor")),
        Permission("export", _("Download the register of permits of one's agencies, giving a reason"), roles=("supervisor",)),
    ]


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return [PermitExpires]


@hookimpl
def register_listeners(plugin: Plugin) -> list[Listener]:
    fees, issuing = Fees(types_of(plugin)), Issuing(types_of(plugin))
    return [
        Listener(CaseMoved, fees.moved), Listener(CaseMoved, issuing.moved), Listener(DocumentRevoked, issuing.revoked),
        Listener(ChargePaid, fees.paid), Listener(ChargePosted, fees.posted),
    ]  # fmt: skip


@hookimpl
def register_tasks(plugin: Plugin) -> list[Task]:
    return [Task("remind", reminding.remind, at=time(6, 30)), Task("issue", Issuing(types_of(plugin)).waiting, every=timedelta(minutes=10))]


@hookimpl
def register_notices() -> list[Notice]:
    return reminding.notices()


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("permits", demo.fill, weight=60)]
