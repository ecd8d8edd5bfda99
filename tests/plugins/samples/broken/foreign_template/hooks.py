"""Broken on purpose."""

from core import PUBLIC, Route, hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


from core import render  # noqa: E402


async def foreign(request):
    return render(request, "foreign_template/page.html")


@hookimpl
def register_routes():
    return [Route("/", foreign, name="page", access=PUBLIC)]
