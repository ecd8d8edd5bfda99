"""The hooks: what a plugin may add to the portal.

One kind only: `register_*`, a plain `def`, called once at start, pure, without I/O, returning frozen declarations. It
receives `plugin` or nothing. What a plugin does while serving are the `async` functions inside its declarations, so a
request never asks every plugin what it has (43–74 µs a slot with 4 plugins, 2–3 ms with 200, measured).

If an implementation raises, returns a wrong value or contradicts another plugin, everything the plugin declared is
dropped, its path answers 503 and `pendopo check` names the file, the line and the mend; the rest of the portal runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from core.access import Permission
    from core.demo import Demo
    from core.events import Event, Listener
    from core.forms import Form, FormFields, FormRoute
    from core.health import HealthCheck
    from core.menus import MenuItem
    from core.people import Identity, PersonalData, UploadScanner
    from core.plugins.plugin import Plugin
    from core.requests import Context
    from core.routes import Route
    from core.search import SearchSource
    from core.services import Service
    from core.slots import Fragment, Slot
    from core.tables import TableImport
    from core.tasks import Task

hookspec = pluggy.HookspecMarker("pendopo")
hookimpl = pluggy.HookimplMarker("pendopo")


@hookspec
def register_routes(plugin: Plugin) -> Sequence[Route | FormRoute]:
    """The pages of a plugin, and the forms it opens. Called once, when the portal is built.

    A path stands below the plugin's first segment. Literal paths are tried before parameters, in whatever order they
    are written. Two routes of one path or one name drop the plugin.

        @hookimpl
        def register_routes():
            return [Route("/", page, name="list", access=PUBLIC), Route("/{number}", page, name="detail", access=CITIZEN)]
    """
    raise NotImplementedError


@hookspec
def register_menus(plugin: Plugin) -> Sequence[MenuItem]:
    """Lines of the menus: home, primary, account, desk, console, footer. Called once, when the portal is built.

    `route` is the full name `slug:name`; an item that leads nowhere drops its plugin. Lower weights come first; the
    site may hide and re-arrange them.

        @hookimpl
        def register_menus():
            return [MenuItem("list", _("Clinics"), route="dummy:list", icon="heart-pulse", weight=40)]
    """
    raise NotImplementedError


@hookspec
def register_forms(plugin: Plugin) -> Sequence[Form]:
    """Forms without routes of their own, such as a transition's. Called once, when the portal is built.

    @hookimpl
    def register_forms():
        return [Form("note", _("A note"), [Step("note", _("What happened?"), [fields.LongText("text", _("Note"))])])]
    """
    raise NotImplementedError


@hookspec
def register_form_fields(plugin: Plugin) -> Sequence[FormFields]:
    """Fields for another plugin's form. Their values are kept apart, under this plugin's slug.

    The form and the step must exist, else this plugin is dropped; if the form's plugin is absent the fields are left out.

        @hookimpl
        def register_form_fields():
            return [FormFields("complaints.report", "contact", [fields.Text("rt", _("RT/RW"), optional=True)])]
    """
    raise NotImplementedError


@hookspec
def register_fragments(plugin: Plugin) -> Sequence[Fragment]:
    """Pieces of pages for named slots (`home.cards`, `cases.side`, `head` …). Called once, when the portal is built.

    While serving, a fragment that fails or takes over a second is left out; five failures in a minute close it for 30 s.

        @hookimpl
        def register_fragments():
            return [Fragment("home.cards", fragment, weight=20)]
    """
    raise NotImplementedError


@hookspec
def register_slots(plugin: Plugin) -> Sequence[Slot]:
    """Named places of the plugin's own pages where others may put fragments; the full name is `slug.name`.

    @hookimpl
    def register_slots():
        return [Slot("side", _("Beside a clinic"))]
    """
    raise NotImplementedError


@hookspec
def register_search(plugin: Plugin) -> Sequence[SearchSource]:
    """Where `/cari` looks. While serving, a source that fails or takes over a second is left out.

    @hookimpl
    def register_search():
        return [SearchSource("clinics", _("Clinics"), find)]
    """
    raise NotImplementedError


@hookspec
def register_services(plugin: Plugin) -> Sequence[Service]:
    """Sheets for the catalogue `/layanan` ("standar pelayanan"): requirements, steps, time, cost, product.

    @hookimpl
    def register_services():
        return [Service("queue", _("Queue number"), "dummy:list", minutes=2)]
    """
    raise NotImplementedError


@hookspec
def register_permissions(plugin: Plugin) -> Sequence[Permission]:
    """Rights that the plugin's routes ask for, and which default roles hold them.

    @hookimpl
    def register_permissions():
        return [Permission("handle", _("Handle queues"), roles=("officer",))]
    """
    raise NotImplementedError


@hookspec
def register_events(plugin: Plugin) -> Sequence[type[Event]]:
    """Event types of the plugin: frozen dataclasses in its `api.py`, JSON-able.

    @hookimpl
    def register_events():
        return [Opened]
    """
    raise NotImplementedError


@hookspec
def register_listeners(plugin: Plugin) -> Sequence[Listener]:
    """Who is told when something happened. Delivered from the outbox after commit, at least once, retried one by one.

    @hookimpl
    def register_listeners():
        return [Listener("dummy.opened", listen)]
    """
    raise NotImplementedError


@hookspec
def register_tasks(plugin: Plugin) -> Sequence[Task]:
    """Work on a schedule. One process runs it, however many there are.

    @hookimpl
    def register_tasks():
        return [Task("sweep", work, every=timedelta(hours=1))]
    """
    raise NotImplementedError


@hookspec
def register_health(plugin: Plugin) -> Sequence[HealthCheck]:
    """What the plugin needs from elsewhere. Run every 30 s by the worker; `/siap` reports the last results.

    @hookimpl
    def register_health():
        return [HealthCheck("registry", check)]
    """
    raise NotImplementedError


@hookspec
def register_identity(plugin: Plugin) -> Sequence[Identity]:
    """The one `Identity` of a portal: who a session belongs to. A second one drops its plugin.

    If it fails while serving, PUBLIC pages answer as for a stranger, others 503.

        @hookimpl
        def register_identity():
            return [Identity(find_actor)]
    """
    raise NotImplementedError


@hookspec
def register_upload_scanners(plugin: Plugin) -> Sequence[UploadScanner]:
    """Asked for every staged file before it is kept; a failure means quarantine, never acceptance.

    @hookimpl
    def register_upload_scanners():
        return [UploadScanner("clamd", scan)]
    """
    raise NotImplementedError


@hookspec
def register_personal_data(plugin: Plugin) -> Sequence[PersonalData]:
    """The person's data as this plugin holds it: export it; erase it, naming what must stay and by which rule.

    @hookimpl
    def register_personal_data():
        return [PersonalData(export, erase)]
    """
    raise NotImplementedError


@hookspec
def register_imports(plugin: Plugin) -> Sequence[TableImport]:
    """Tables that officers import as CSV or XLSX, in the console and by `pendopo import`. Called once, when the portal is built.

    Uploading, reading, checking every row, the preview, the report of bad rows, writing all or nothing and the log are the portal's.

        @hookimpl
        def register_imports():
            return [TableImport("clinics", _("Clinics"), [fields.Text("name", _("Name"))], "name", access=permission("handle"), write=work)]
    """
    raise NotImplementedError


@hookspec
def register_demo(plugin: Plugin) -> Sequence[Demo]:
    """Believable data for `pendopo demo`, which asks once, on a site that only this computer sees. No password that everybody knows.

    @hookimpl
    def register_demo():
        return [Demo("clinics", fill)]
    """
    raise NotImplementedError


@hookspec
def register_lifespan(plugin: Plugin) -> Sequence[Callable[[Context], AbstractAsyncContextManager[None]]]:
    """Async context managers of the portal, entered in order of `requires`, left in reverse.

    @hookimpl
    def register_lifespan():
        return [connection]
    """
    raise NotImplementedError
