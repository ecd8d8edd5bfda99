"""A door for tests: lets anybody in as the account that they name, whatever way to sign in the portal has."""

from __future__ import annotations

from starlette.responses import PlainTextResponse

from core import PUBLIC, Route, hookimpl


async def enter(request):  # type: ignore[no-untyped-def]
    await request.portal.sessions.sign_in(request, request.posted.one("who"), kind=request.posted.one("kind") or "citizen")
    return PlainTextResponse("in")


@hookimpl
def register_routes() -> list[Route]:
    return [Route("/", enter, name="enter", access=PUBLIC, methods=("POST",), token=False)]
