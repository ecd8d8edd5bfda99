"""Broken on purpose."""

from core import PUBLIC, Route, hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


@hookimpl
def register_routes():
    return [Route("/a/{x}", page, name="one", access=PUBLIC), Route("/a/{y}", page, name="two", access=PUBLIC)]
