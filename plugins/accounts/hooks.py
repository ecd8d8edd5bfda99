"""What accounts add to the portal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import TYPE_CHECKING

from core import CITIZEN, PUBLIC, Demo, Event, Fragment, Identity, MenuItem, Permission, PersonalData, Route, Slot, Task, hookimpl, permission
from core.language import gettext_lazy as _

from . import (
    away,
    by_code,
    claims,
    console,
    contact_pages,
    demo,
    elsewhere,
    entering,
    fragments,
    helping,
    identity,
    joining,
    mine,
    my_data_pages,
    notices,
    office_claims,
    office_form,
    office_pages,
    personal,
    second,
    tasks,
    ward_pages,
)
from .events import EVENTS

if TYPE_CHECKING:
    from plugins.notifications.api import Notice

MANAGE = permission("manage")
VERIFY = permission("verify")
HELP = permission("help")
OFFICIALS = permission("officials")


@hookimpl
def register_routes():  # type: ignore[no-untyped-def]  # FormRoute has no public name
    return [
        Route("/", entering.form, name="sign_in", access=PUBLIC),
        Route("/", entering.enter, name="enter", access=PUBLIC, methods=("POST",)),
        Route("/minta-kode", entering.ask_code, name="ask_code", access=PUBLIC, methods=("POST",)),
        Route("/sandi", entering.by_password, name="by_password", access=PUBLIC),
        Route("/kode-sekali", by_code.form, name="one_time", access=PUBLIC),
        Route("/kode-sekali", by_code.check, name="check_one_time", access=PUBLIC, methods=("POST",)),
        Route("/kode-sekali/ulang", by_code.again, name="one_more", access=PUBLIC, methods=("POST",)),
        Route("/lewat/{method}", elsewhere.begin, name="go_elsewhere", access=PUBLIC, methods=("POST",)),
        Route("/lewat/{method}", elsewhere.leaving_for, name="leaving_for", access=PUBLIC),
        Route("/lewat/{method}/kembali", elsewhere.finish, name="came_back", access=PUBLIC),
        Route("/nama", by_code.newcomer, name="newcomer", access=PUBLIC),
        Route("/nama", by_code.welcome, name="welcome", access=PUBLIC, methods=("POST",)),
        Route("/kode", second.code, name="code", access=PUBLIC),
        Route("/kode", second.check_code, name="check_code", access=PUBLIC, methods=("POST",)),
        Route("/autentikator", second.enrol, name="enrol", access=PUBLIC),
        Route("/autentikator", second.check_enrolment, name="check_enrolment", access=PUBLIC, methods=("POST",)),
        Route("/kode-cadangan", second.recovery_codes, name="recovery_codes", access=PUBLIC),
        Route("/kode-cadangan", second.finish, name="finish", access=PUBLIC, methods=("POST",)),
        Route("/lagi", entering.confirm, name="confirm", access=CITIZEN),
        Route("/lagi", entering.check_confirm, name="check_confirm", access=CITIZEN, methods=("POST",)),
        Route("/lagi/kode", entering.confirm_by_code, name="confirm_by_code", access=CITIZEN, methods=("POST",)),
        Route("/tautan/{secret}", joining.invitation, name="invitation", access=PUBLIC),
        Route("/tautan/{secret}", joining.accept, name="accept", access=PUBLIC, methods=("POST",)),
        Route("/", joining.form, name="register", access=PUBLIC, segment="daftar"),
        Route("/", joining.register, name="register_by_password", access=PUBLIC, methods=("POST",), segment="daftar"),
        Route("/kode", joining.join, name="join", access=PUBLIC, methods=("POST",), segment="daftar"),
        Route("/sandi", joining.by_password, name="register_with_password", access=PUBLIC, segment="daftar"),
        Route("/", mine.leaving, name="leaving", access=PUBLIC, segment="keluar"),
        Route("/", mine.leave, name="leave", access=PUBLIC, methods=("POST",), segment="keluar"),
        Route("/", mine.overview, name="mine", access=CITIZEN, segment="akun"),
        Route("/profil", mine.profile, name="profile", access=CITIZEN, segment="akun"),
        Route("/profil", mine.save_profile, name="save_profile", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/kontak", contact_pages.contacts, name="contacts", access=CITIZEN, segment="akun"),
        Route("/kontak", contact_pages.prove, name="prove", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/data", my_data_pages.overview, name="data", access=CITIZEN, segment="akun"),
        Route("/data/isi", my_data_pages.held, name="data_held", access=CITIZEN, segment="akun"),
        Route("/data/unduh", my_data_pages.download, name="data_download", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/data/persetujuan", my_data_pages.agreed, name="consents", access=CITIZEN, segment="akun"),
        Route("/data/hapus", my_data_pages.erase_form, name="erase_form", access=CITIZEN, segment="akun"),
        Route("/data/hapus", my_data_pages.erase, name="erase", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/terhapus", my_data_pages.erased, name="erased", access=PUBLIC),
        Route("/mewakili", ward_pages.listed, name="wards", access=CITIZEN, segment="akun"),
        Route("/mewakili/pilih", ward_pages.choose, name="choose_ward", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/mewakili/tambah/{kind}", ward_pages.form, name="new_ward", access=CITIZEN, segment="akun"),
        Route("/mewakili/tambah/{kind}", ward_pages.add, name="add_ward", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/mewakili/{id}/akhiri", ward_pages.end, name="end_ward", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/mewakili/{id}/jawab", ward_pages.answer, name="answer_ward", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/jabatan", office_pages.mine, name="offices", access=CITIZEN, segment="akun"),
        *office_form.office_form().routes("/jabatan/ajukan", on_submit=office_form.claim, access=CITIZEN, name="office", segment="akun"),
        Route("/jabatan/{id}/lepas", office_pages.give_up, name="give_up_office", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/jabatan", office_claims.listed, name="office_claims", access=OFFICIALS, segment="konsol"),
        Route("/jabatan/pemegang", office_claims.held, name="office_holders", access=OFFICIALS, segment="konsol"),
        Route("/jabatan/{id}/sk", office_claims.decree, name="office_decree", access=OFFICIALS, segment="konsol"),
        Route("/jabatan/{id}", office_claims.decide, name="decide_office", access=OFFICIALS, methods=("POST",), segment="konsol"),
        Route("/jabatan/{id}/akhiri", office_claims.take_away, name="take_office", access=OFFICIALS, methods=("POST",), segment="konsol"),
        Route("/bantuan", helping.form, name="help", access=HELP, segment="konsol"),
        Route("/bantuan", helping.find, name="help_find", access=HELP, methods=("POST",), segment="konsol"),
        Route("/bantuan/orang", helping.person, name="help_person", access=HELP, segment="konsol"),
        Route("/bantuan/orang", helping.give_link, name="help_link", access=HELP, methods=("POST",), segment="konsol"),
        Route("/periksa", claims.listed, name="claims", access=VERIFY, segment="konsol"),
        Route("/periksa/{id}", claims.decide, name="decide_claim", access=VERIFY, methods=("POST",), segment="konsol"),
        Route("/masuk-lewat", elsewhere.linked, name="linked", access=CITIZEN, segment="akun"),
        Route("/masuk-lewat/{method}/lepas", elsewhere.unlink, name="unlink", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/perangkat", mine.devices, name="devices", access=CITIZEN, segment="akun"),
        Route("/perangkat/{device}", mine.end_device, name="end_device", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/perangkat", mine.end_others, name="end_others", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/kata-sandi", mine.password, name="password", access=CITIZEN, segment="akun"),
        Route("/kata-sandi", mine.save_password, name="save_password", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/tidak-hadir", away.mine, name="away", access=CITIZEN, segment="akun"),
        Route("/tidak-hadir", away.save_mine, name="save_away", access=CITIZEN, methods=("POST",), segment="akun"),
        Route("/", console.people, name="people", access=MANAGE, segment="konsol"),
        Route("/undang", console.invite, name="invite", access=MANAGE, segment="konsol"),
        Route("/undang", console.send_invitation, name="send_invitation", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/tautan", console.link, name="link", access=MANAGE, segment="konsol"),
        Route("/petugas/{id}", console.person, name="person", access=MANAGE, segment="konsol"),
        Route("/petugas/{id}/peran", console.add_rights, name="add_rights", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/petugas/{id}/peran/cabut", console.take_rights, name="take_rights", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/petugas/{id}/administrator", console.set_administrator, name="set_administrator", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/petugas/{id}/tidak-hadir", away.theirs, name="their_absence", access=MANAGE, segment="konsol"),
        Route("/petugas/{id}/tidak-hadir", away.save_theirs, name="save_their_absence", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/petugas/{id}/tautan", console.renew_link, name="renew_link", access=MANAGE, methods=("POST",), segment="konsol"),
        Route("/petugas/{id}/aktif", console.switch, name="switch", access=MANAGE, methods=("POST",), segment="konsol"),
    ]


@hookimpl
def register_menus() -> list[MenuItem]:
    return [
        MenuItem("account", _("My account"), route="accounts:sign_in", place="account", icon="user", weight=10),
        MenuItem("me", _("Account"), route="accounts:mine", place="primary", icon="user", weight=50, invites=True),
        MenuItem("claims", _("To be checked"), route="accounts:claims", place="console", icon="badge-check", weight=62),
        MenuItem("officials", _("Local officials"), route="accounts:office_claims", place="console", icon="landmark", weight=63),
        MenuItem("help", _("Help somebody back in"), route="accounts:help", place="console", icon="life-buoy", weight=64),
        MenuItem("people", _("Officers"), route="accounts:people", place="console", icon="users", weight=60),
    ]


@hookimpl
def register_permissions() -> list[Permission]:
    return [
        Permission("manage", _("Invite officers, give roles, disable accounts"), roles=("operator",)),
        Permission("verify", _("Check who may act for an organisation"), roles=("supervisor", "operator")),
        Permission("officials", _("Check who holds a local office (RT, RW, lurah, camat), and end it"), roles=("supervisor", "operator")),
        Permission("help", _("Help people back into their accounts after an identity check"), roles=("supervisor", "operator")),
    ]


@hookimpl
def register_fragments() -> list[Fragment]:
    return [
        Fragment("form.top", fragments.acting, access=CITIZEN),
        Fragment("cases.side", fragments.sent_for),
        Fragment("cases.desk", fragments.sent_for),
    ]


@hookimpl
def register_identity() -> list[Identity]:
    return [Identity(identity.find, identity.officers)]


@hookimpl
def register_slots() -> list[Slot]:
    return [Slot("office", _("What a local official does here"))]


@hookimpl
def register_events() -> Sequence[type[Event]]:
    return EVENTS


@hookimpl
def register_notices() -> Sequence[Notice]:
    return notices.notices()


@hookimpl
def register_tasks() -> list[Task]:
    return [Task("sweep", tasks.sweep, at=time(2, 15))]


@hookimpl
def register_personal_data() -> list[PersonalData]:
    return [PersonalData(personal.export, personal.erase, personal.expire)]


@hookimpl
def register_demo() -> list[Demo]:
    return [Demo("people", demo.fill, weight=90)]
