"""Broken on purpose."""

from core import hookimpl
from core.language import gettext_lazy as _


async def page(request):
    raise RuntimeError("secret words of the page")


async def find(request, words, limit):
    raise RuntimeError("search is down")


from core import SearchSource  # noqa: E402


@hookimpl
def register_search():
    return [SearchSource("broken", _("Broken"), find)]
