"""A page with one form: who do you want to be?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from starlette.responses import RedirectResponse

from core import Actor, Context, Officer, Post, Request, Response, render

FIELDS = ("who", "kind", "permissions", "agencies", "posts", "name")
"""`posts` as JSON: [agency, [permission, …], [area, …]], each with its own rights."""


async def form(request: Request) -> Response:
    return render(request, "sample_identity/form.html")


async def sign_in(request: Request) -> Response:
    """The session's mark leads to the whole person, in a file of the site's own data."""
    posted = request.posted
    person = json.dumps([posted.one(name) for name in FIELDS])
    mark, kind = hashlib.sha256(person.encode()).hexdigest()[:32], posted.one("kind")
    _file(request, mark).parent.mkdir(parents=True, exist_ok=True)
    _file(request, mark).write_text(person, encoding="utf-8")
    await request.portal.sessions.sign_in(request, mark, kind="officer" if kind == "officer" else "citizen")
    return RedirectResponse("/", 303)


async def sign_out(request: Request) -> Response:
    await request.portal.sessions.sign_out(request)
    return RedirectResponse("/", 303)


async def find(request: Request, mark: str) -> Actor | None:
    return _read(_file(request, mark))


async def officers(context: Request | Context, agency: str) -> Sequence[Officer]:
    """Every officer who has ever signed in and has a post in the agency."""
    found = {}
    for file in sorted(_folder(context).glob("*.json")):
        actor = _read(file)
        posts = actor.posts or tuple(Post(one, actor.permissions) for one in sorted(actor.agencies))
        if actor.kind == "officer" and any(post.agency == agency for post in posts):
            found[actor.id] = Officer(actor.id, actor.name, posts)
    return sorted(found.values(), key=lambda one: (one.name, one.id))


def _read(file: Path) -> Actor:
    who, kind, permissions, agencies, posts, name = cast("list[str]", json.loads(file.read_text(encoding="utf-8")))
    held = tuple(Post(agency, frozenset(rights), frozenset(areas)) for agency, rights, areas in json.loads(posts or "[]"))
    rights = frozenset(filter(None, permissions.split(","))).union(*(post.permissions for post in held))
    everywhere = frozenset(filter(None, agencies.split(","))).union(post.agency for post in held)
    return Actor(who, "officer" if kind == "officer" else "citizen", rights, everywhere, posts=held, name=name)


def _folder(context: Request | Context) -> Path:
    return context.portal.site.data / "people"


def _file(request: Request, mark: str) -> Path:
    return _folder(request) / f"{mark}.json"
