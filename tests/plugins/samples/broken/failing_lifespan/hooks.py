"""Broken on purpose."""

from core import hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


from contextlib import asynccontextmanager  # noqa: E402


@asynccontextmanager
async def fail(context):
    raise RuntimeError("no connection")
    yield


@hookimpl
def register_lifespan():
    return [fail]
