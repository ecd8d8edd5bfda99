"""Broken on purpose."""

from core import PUBLIC, Route, hookimpl


async def page(request):
    raise RuntimeError("secret words of the page")


async def leave(request):
    raise SystemExit("no")


async def deep(request):
    return await deep(request)


async def stop(request):
    raise StopIteration


async def wrong(request):
    return "a string"


@hookimpl
def register_routes():
    return [
        Route("/", page, name="page", access=PUBLIC),
        Route("/keluar", leave, name="leave", access=PUBLIC),
        Route("/dalam", deep, name="deep", access=PUBLIC),
        Route("/berhenti", stop, name="stop", access=PUBLIC),
        Route("/salah", wrong, name="wrong", access=PUBLIC),
    ]
