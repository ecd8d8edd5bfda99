"""Broken on purpose."""

from core import hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


@hookimpl
def register_routes():
    return []
