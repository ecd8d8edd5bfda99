"""`/_dev`: the last requests, what would have left the machine, whose code answers which hook, and word of each change.

It stands beside the portal, not in it: it is there when the portal cannot be built, and no plugin can take its place.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from core.developing.pages import FILES, file, render
from core.errors import ManyProblems, PendopoError
from core.security.headers import HeaderPolicy, SecurityHeaders

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from core.developing.workshop import Workshop

PATH = "/_dev"
LOOK_SECONDS = 0.05


def below(path: str) -> bool:
    """Whether an address is one of these."""
    return path == PATH or path.startswith(f"{PATH}/")


class Desk:
    """Answers what is asked below `/_dev`; reads only."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._app = SecurityHeaders(self._answer, HeaderPolicy())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    async def say_trouble(self, scope: Scope, receive: Receive, send: Send, error: PendopoError) -> None:
        """What is wrong with the files, in the place of a page."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            problems = error.problems if isinstance(error, ManyProblems) else (error.problem(),)
            page = self._page("trouble.html", status=503, title="This cannot be built", problems=problems)
            await page(scope, receive, send)

        await SecurityHeaders(answer, HeaderPolicy())(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        parts = scope["path"].removeprefix(PATH).strip("/").split("/")
        if scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("405", 405, headers={"Allow": "GET, HEAD"})(scope, receive, send)
        elif parts == ["changes"]:
            await self._changes(receive, send)
        else:
            await self._found(Request(scope), parts)(scope, receive, send)

    def _found(self, request: Request, parts: list[str]) -> Response:
        match parts:
            case [""]:
                return RedirectResponse(f"{PATH}/requests", 303)
            case ["requests"]:
                return self._page("requests.html", title="Requests", requests=list(reversed(self._workshop.ledger.requests.values())))
            case ["requests", id] if id in self._workshop.ledger.requests:
                trace = self._workshop.ledger.requests[id]
                return self._page("request.html", title=f"{trace.method} {trace.path}", trace=trace)
            case ["outbox"]:
                return self._page("outbox.html", title="Outbox", caught=self._workshop.store.newest())
            case ["outbox", id] if (caught := self._workshop.store.find(id)) is not None:
                return self._page("caught.html", title=caught.subject or "Without a subject", one=caught)
            case ["hooks"]:
                return self._hooks(request.query_params.get("plugin", ""))
            case ["static", name] if name in FILES:
                return Response(file(name), media_type=FILES[name], headers={"cache-control": "no-store"})
        return self._page("missing.html", status=404, title="Not here")

    def _hooks(self, plugin: str) -> Response:
        """Every hook with its answers, then every function of a plugin that was called since the start."""
        ledger, portal = self._workshop.ledger, self._workshop.portal
        answers = [last for last in ledger.hooks.values() if not plugin or last.slug == plugin]
        hooks = {name: (owner, [last for last in answers if last.what == name]) for name, owner in sorted(portal.spec_owners.items())}
        functions = sorted((last for last in ledger.functions.values() if not plugin or last.slug == plugin), key=lambda last: (last.slug, last.what))
        slugs = [one.slug for one in portal.plugins]
        return self._page("hooks.html", title="Hooks", hooks=hooks, functions=functions, slugs=slugs, chosen=plugin)

    def _page(self, template: str, *, status: int = 200, **names: object) -> HTMLResponse:
        shared = {"problems": self._workshop.portal.problems, "version": self._workshop.version, "section": template.removesuffix(".html")}
        return HTMLResponse(render(template, **{**shared, **names}), status, {"cache-control": "no-store"})

    async def _changes(self, receive: Receive, send: Send) -> None:
        """Server-sent events: the version now, and each that follows. Ends when the server is to stop, which it could not else."""
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]})
        gone = asyncio.ensure_future(_gone(receive))
        told = ""
        try:
            while not gone.done() and not self._workshop.observation.stopping:
                if told != self._workshop.version:
                    told = self._workshop.version
                    await send({"type": "http.response.body", "body": f"retry: 150\nevent: version\ndata: {told}\n\n".encode(), "more_body": True})
                await asyncio.wait({gone}, timeout=LOOK_SECONDS)
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
