"""A site with a plugin of its own, and its portal as `serve --dev` opens it, in the test's own process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from core.developing.outbox import Post, Store
from core.developing.tracing import Ledger
from core.developing.watching import watched, watching
from core.developing.workshop import Workshop
from core.portal import Portal, build_portal
from core.site import load_site
from core.testing import make_site
from core.testing.client import Client
from core.web.observation import Observation

HOOKS = '''"""Trees."""

from core import PUBLIC, Fragment, Route, hookimpl, render, render_fragment

WORD = "jati"


async def home(request):
    rows = []
    for n in range(3):
        rows += await request.portal.database.rows("SELECT CAST($1 AS INTEGER) AS n", n)
    return render(request, "tree/home.html", {"word": WORD, "rows": rows}, block="main")


async def fails(request):
    return {}["pohon"]


async def asks(request):
    answer = await request.portal.http.post("https://sms.example/kirim", b'{"to": "0811", "text": "<b>halo</b>"}', headers={"Content-Type": "application/json"})
    return render(request, "tree/home.html", {"word": f"{answer.status} {answer.json()}", "rows": []})


async def leaf(request):
    return render_fragment(request, "tree/leaf.html")


@hookimpl
def register_routes():
    return [
        Route("/", home, name="home", access=PUBLIC),
        Route("/gagal", fails, name="fails", access=PUBLIC),
        Route("/tanya", asks, name="asks", access=PUBLIC),
    ]


@hookimpl
def register_fragments():
    return [Fragment("home.side", leaf)]
'''
PAGE = (
    '{% extends "page.html" %}\n{% block title %}Pohon{% endblock %}\n{% block main %}<h1>Pohon</h1><p>{{ word }} {{ rows|length }} daun0</p>{% endblock %}\n'
)
TREE = {
    "plugins/tree/plugin.toml": 'slug = "tree"\nversion = "1.0.0"\nplugin_api = 1\ntitle = { id = "Pohon" }\nsummary = { id = "Pohon" }\n'
    'segments = ["pohon"]\ncategory = "information"\nicon = "clock"\nhosts = ["sms.example"]\n',
    "plugins/tree/__init__.py": "",
    "plugins/tree/hooks.py": HOOKS,
    "plugins/tree/templates/tree/home.html": PAGE,
    "plugins/tree/templates/tree/leaf.html": "<p>Selembar daun</p>\n",
}


def tree_site(folder: Path, *more: str, toml: str = "") -> Path:
    """A site of the trees; `more` plugins beside them."""
    enabled = ", ".join(f'"{one}"' for one in ("tree", *more))
    make_site(folder, toml=f"[plugins]\nenabled = [{enabled}]\n\n{toml}", files=TREE)
    return folder


@dataclass(slots=True)
class Working:
    """A workshop that is open, and somebody who asks it from this machine."""

    workshop: Workshop
    post: Post
    client: Client


@asynccontextmanager
async def working(folder: Path, *, let_out: Sequence[str] = ()) -> AsyncIterator[Working]:
    ledger, post = Ledger(), Post(Store(folder / "caught"), tuple(let_out))

    def build() -> Portal:
        return watched(build_portal(post.redirected(load_site(folder, {})), reload=True), ledger)

    workshop = Workshop(build, ledger, post.store, Observation(), worker=False)
    with watching(ledger, post):
        async with post.serving():
            await workshop.open()
            try:
                async with Client(workshop) as client:
                    yield Working(workshop, post, client)
            finally:
                await workshop.close()
