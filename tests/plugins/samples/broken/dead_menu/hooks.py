"""Broken on purpose."""

from core import MenuItem, hookimpl
from core.language import gettext_lazy as _


async def page(request):
    raise RuntimeError("secret words of the page")


@hookimpl
def register_menus():
    return [MenuItem("a", _("A"), route="dead_menu:nowhere")]
