"""Broken on purpose: the key of its table is no column."""

from core import Permission, hookimpl, permission
from core.fields import Text
from core.language import gettext_lazy as _
from core.tables import TableImport


async def write(context, rows):
    raise RuntimeError


@hookimpl
def register_permissions():
    return [Permission("load", _("Load"))]


@hookimpl
def register_imports():
    return [TableImport("shops", _("Shops"), [Text("number", _("Number"))], "numbr", access=permission("load"), write=write)]
