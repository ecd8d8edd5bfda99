"""What bumdes adds to the portal."""

from core import PUBLIC, FormFields, MenuItem, Permission, Route, fields, hookimpl, permission
from core.fields import Text
from core.language import gettext_lazy as _
from core.tables import TableImport

from . import pages
from .api import Kind
from .models import Enterprise


@hookimpl
def register_routes():
    return [Route("/", pages.enterprises, name="list", access=PUBLIC, keep="list")]


@hookimpl
def register_menus(plugin):
    return [MenuItem("bumdes", plugin.manifest.title, route="bumdes:list", icon="store")]


@hookimpl
def register_form_fields():
    asked = fields.Text(
        "enterprise", _("Which village enterprise is it about?"), hint=_("Its name, if the problem is with a BUMDes."), optional=True, longest=120
    )
    return [FormFields("complaints.report", "problem", [asked])]


@hookimpl
def register_permissions():
    return [Permission("import", _("Import village enterprises"), roles=("officer",))]


@hookimpl
def register_imports():
    columns = [
        Text("number", _("Number"), longest=40),
        Text("name", _("Name"), longest=120),
        Text("village", _("Village"), longest=80),
        Text("kind", _("Kind"), longest=20),
        Text("offers", _("What it offers"), longest=300),
    ]
    access = permission("import")
    return [TableImport("enterprises", _("Village enterprises"), columns, "number", access=access, model=Enterprise, whole=True, keep="list")]


@hookimpl
def register_enterprise_kinds():
    return [
        Kind("shop", _("Shop"), "store"),
        Kind("water", _("Drinking water"), "droplets"),
        Kind("waste", _("Waste"), "trash-2"),
        Kind("tourism", _("Tourism"), "landmark"),
    ]
