"""Broken on purpose."""

from core import hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


@hookimpl
async def register_routes():
    return []
