"""Broken on purpose."""

from core import PUBLIC, Fragment, MenuItem, Route, hookimpl
from core.language import gettext_lazy as _


async def page(request):
    raise RuntimeError("secret words of the page")


@hookimpl
def register_routes():
    return [Route("/a/{x}", page, name="one", access=PUBLIC), Route("/a/{y}", page, name="two", access=PUBLIC)]
