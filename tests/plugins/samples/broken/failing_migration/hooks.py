"""Its front door is fine; its migration is not."""

from core import PUBLIC, Route, hookimpl


async def page(request):
    raise RuntimeError("never reached")


@hookimpl
def register_routes():
    return [Route("/", page, name="page", access=PUBLIC)]
