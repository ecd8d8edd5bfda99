"""Broken on purpose."""

from core import Fragment, hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


import asyncio  # noqa: E402


async def hang(request):
    await asyncio.sleep(600)


@hookimpl
def register_fragments():
    return [Fragment("home.cards", hang)]
