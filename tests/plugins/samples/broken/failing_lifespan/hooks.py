"""Broken on purpose."""

from core import PUBLIC, Fragment, MenuItem, Route, hookimpl
from core.language import gettext_lazy as _


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
