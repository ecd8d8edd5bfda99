"""A page with one form: who do you want to be?"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import cast

from starlette.responses import RedirectResponse

from core import Actor, Request, Response, render


async def form(request: Request) -> Response:
    return render(request, "sample_identity/form.html")


async def sign_in(request: Request) -> Response:
    """The session's mark leads to the whole person, in a file of the site's own data."""
    posted = request.posted
    person = json.dumps([posted.one("who"), posted.one("kind"), posted.one("permissions"), posted.one("agencies")])
    mark, kind = hashlib.sha256(person.encode()).hexdigest()[:32], posted.one("kind")
    _file(request, mark).parent.mkdir(parents=True, exist_ok=True)
    _file(request, mark).write_text(person, encoding="utf-8")
    await request.portal.sessions.sign_in(request, mark, kind="officer" if kind == "officer" else "citizen")
    return RedirectResponse("/", 303)


async def sign_out(request: Request) -> Response:
    await request.portal.sessions.sign_out(request)
    return RedirectResponse("/", 303)


async def find(request: Request, mark: str) -> Actor | None:
    who, kind, permissions, agencies = cast("list[str]", json.loads(_file(request, mark).read_text(encoding="utf-8")))
    return Actor(
        who, "officer" if kind == "officer" else "citizen", frozenset(filter(None, permissions.split(","))), frozenset(filter(None, agencies.split(",")))
    )


def _file(request: Request, mark: str) -> Path:
    return request.portal.site.data / "people" / f"{mark}.json"
