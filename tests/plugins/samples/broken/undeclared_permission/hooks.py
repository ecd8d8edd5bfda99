"""Broken on purpose."""

from core import Route, hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


from core import permission  # noqa: E402


@hookimpl
def register_routes():
    return [Route("/", page, name="page", access=permission("handle"))]
