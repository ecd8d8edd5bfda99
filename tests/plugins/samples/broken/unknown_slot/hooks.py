"""Broken on purpose."""

from core import Fragment, hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


async def fine(request):
    return None


@hookimpl
def register_fragments():
    return [Fragment("home.card", fine)]
