"""The front door: every hook of the core once."""

from datetime import timedelta

from core import (
    CITIZEN,
    PUBLIC,
    Demo,
    Fragment,
    HealthCheck,
    Listener,
    MenuItem,
    Permission,
    PersonalData,
    Route,
    SearchSource,
    Service,
    Slot,
    Task,
    UploadScanner,
    hookimpl,
    permission,
)
from core.fields import Text
from core.language import gettext_lazy as _
from core.tables import TableImport

from . import api, forms, pages


@hookimpl
def register_routes():
    return [
        Route("/{clinic:int}", pages.clinic, name="clinic", access=PUBLIC),
        Route("/", pages.clinics, name="list", access=PUBLIC, keep="list"),
        Route("/buka", pages.open_clinic, name="open", access=permission("handle"), methods=("POST",)),
        Route("/saya", pages.clinics, name="mine", access=CITIZEN),
        Route("/", pages.busy, name="busy", access=PUBLIC, segment="antrean"),
        Route("/", pages.busy, name="console", access=permission("handle"), segment="konsol"),
        *forms.TICKET.routes("/nomor", on_submit=pages.take_ticket, access=PUBLIC),
    ]


@hookimpl
def register_menus(plugin):
    return [MenuItem("list", _("Clinics"), route="dummy:list", icon="heart-pulse", weight=40, badge=pages.open_queues)]


@hookimpl
def register_forms():
    return [forms.NOTE]


@hookimpl
def register_form_fields():
    return [forms.MORE]


@hookimpl
def register_fragments():
    return [Fragment("home.cards", pages.card, keep="list"), Fragment("home.cards", pages.personal_card, personal=True)]


@hookimpl
def register_slots():
    return [Slot("side", _("Beside a clinic"))]


@hookimpl
def register_search():
    return [SearchSource("clinics", _("Clinics"), pages.find)]


@hookimpl
def register_services():
    sheet = {"minutes": 2, "steps": (_("Name"), _("Number")), "requirements": (_("Identity card"),)}
    return [Service("queue", _("Queue number"), "dummy:list", agency="dinkes", life_event="health", words=("nomor antrean",), **sheet)]


@hookimpl
def register_permissions():
    return [Permission("handle", _("Handle queues"), roles=("officer",))]


@hookimpl
def register_events():
    return [api.Opened]


@hookimpl
def register_listeners():
    return [Listener(api.Opened, pages.listen)]


@hookimpl
def register_tasks():
    return [Task("sweep", pages.sweep, every=timedelta(hours=1))]


@hookimpl
def register_health():
    return [HealthCheck("registry", pages.check)]


@hookimpl
def register_upload_scanners():
    return [UploadScanner("eicar", pages.scan)]


@hookimpl
def register_personal_data():
    return [PersonalData(pages.export, pages.erase)]


@hookimpl
def register_imports():
    return [
        TableImport(
            "clinics", _("Clinics"), [Text("name", _("Name"), longest=80)], "name",
            access=permission("handle"), write=pages.write, known=pages.known, keys=pages.keys, remove=pages.remove, whole=True, keep="list",
        )
    ]  # fmt: skip


@hookimpl
def register_demo():
    return [Demo("clinics", pages.fill)]


@hookimpl
def register_lifespan():
    return [pages.connection]
