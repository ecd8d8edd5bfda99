"""Broken on purpose."""

from core import PUBLIC, MenuItem, Route, hookimpl
from core.language import gettext_lazy as _


async def page(request):
    raise RuntimeError("secret words of the page")


@hookimpl
def register_routes():
    return [Route("/", page, name="page", access=PUBLIC)]


@hookimpl
def register_menus():
    return [MenuItem("a", _("A"), route="double_menu:page"), MenuItem("a", _("B"), route="double_menu:page")]
