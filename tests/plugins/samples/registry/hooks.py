"""The front door."""

from core import PUBLIC, Permission, Route, hookimpl, permission
from core.language import gettext_lazy as _

from . import pages, table


@hookimpl
def register_routes():
    return [Route("/", pages.vehicles, name="vehicles", access=PUBLIC, keep="list")]


@hookimpl
def register_permissions():
    return [Permission("load", _("Import vehicles"), roles=("officer",))]


@hookimpl
def register_imports():
    return [table.vehicles(permission("load"))]
