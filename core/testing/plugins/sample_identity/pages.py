"""A page with one form: who do you want to be?"""

from __future__ import annotations

import json
from typing import cast

from starlette.responses import RedirectResponse

from core import Actor, Request, Response, render


async def form(request: Request) -> Response:
    return render(request, "sample_identity/form.html")


async def sign_in(request: Request) -> Response:
    """The session's mark is the whole person, as JSON: nothing is stored."""
    posted = request.posted
    mark = json.dumps([posted.one("who"), posted.one("kind"), posted.one("permissions"), posted.one("agencies")])
    kind = posted.one("kind")
    await request.portal.sessions.sign_in(request, mark, kind="officer" if kind == "officer" else "citizen")
    return RedirectResponse("/", 303)


async def sign_out(request: Request) -> Response:
    await request.portal.sessions.sign_out(request)
    return RedirectResponse("/", 303)


async def find(request: Request, mark: str) -> Actor | None:
    who, kind, permissions, agencies = cast("list[str]", json.loads(mark))
    return Actor(
        who, "officer" if kind == "officer" else "citizen", frozenset(filter(None, permissions.split(","))), frozenset(filter(None, agencies.split(",")))
    )
