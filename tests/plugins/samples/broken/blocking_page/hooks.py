"""Broken on purpose."""

from core import PUBLIC, Route, hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


import time  # noqa: E402


async def block(request):
    time.sleep(0.4)
    raise RuntimeError("slow and wrong")


@hookimpl
def register_routes():
    return [Route("/", block, name="page", access=PUBLIC)]
