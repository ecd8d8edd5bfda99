"""Broken on purpose."""

from core import Fragment, hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


async def fail(request):
    raise SystemExit("no")


@hookimpl
def register_fragments():
    return [Fragment("home.cards", fail), Fragment("home.side", fail)]
