"""One request: its language, its page, who asks, and the answer; every failure ends as a page with a reference."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from tortoise.exceptions import ValidationError

from core.errors import PendopoError, RequestError
from core.language import choose_language
from core.plugins.boundary import PAGE_SECONDS
from core.plugins.plugin import BOUNDARY
from core.requests import Request
from core.security.body import read_form
from core.security.csrf import FIELD, SAFE_METHODS
from core.security.notes import allow_body, keep_page
from core.templating import Rendered
from core.web.guard import find_actor
from core.web.refusals import refuse

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from core.portal import Portal
    from core.portal.routing import Endpoint

log = logging.getLogger("pendopo.web")


class Dispatch:
    """The innermost layer: finds the page and calls it. One a portal."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.pages = portal.pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = self._request(scope, receive, send)
        asset = self.portal.assets.at(scope["path"]) if scope["path"].startswith(("/static/", "/tema/")) else None
        response = _file(request, asset) if asset else await self._guarded(request)
        await response(scope, receive, send)

    async def refused(self, scope: Scope, receive: Receive, send: Send, status: int, headers: Mapping[str, str]) -> None:
        """The page for what the gate refuses."""
        response = await _complete(refuse(self._request(scope, receive, send), status, headers=headers))
        await response(scope, receive, send)

    def _request(self, scope: Scope, receive: Receive, send: Send) -> Request:
        request = Request(scope, receive, send)
        scope["pendopo.portal"] = self.portal
        if "pendopo.id" not in scope:
            scope["pendopo.id"] = secrets.token_hex(6)
        scope["pendopo.language"] = choose_language(request.cookies.get("bahasa", ""), request.headers.get("accept-language", ""), self.portal.site.languages)
        return request

    async def _guarded(self, request: Request) -> Response:
        """The page's answer, or the page that says why there is none."""
        try:
            response = await self._answer(request)
            if isinstance(response, Rendered) and response.waiting:
                await response.complete()
            return response
        except RequestError as error:
            return await _complete(refuse(request, error.status, message=request.gettext(error.message), headers=error.headers))
        except HTTPException as error:
            return await _complete(refuse(request, error.status_code, headers=error.headers))
        except BOUNDARY as error:
            return await _complete(self._failed(request, error))

    def _failed(self, request: Request, error: BaseException) -> Response:
        if isinstance(error, ValidationError) and request.method in ("GET", "HEAD"):  # an address asks for what is longer than its column: it is not there
            log.info("no such thing", extra={"plugin": request.plugin, "path": request.scope["path"], "error": str(error)})
            return refuse(request, 404)
        slow = isinstance(error, TimeoutError)
        log.error(
            "page failed",
            extra={"plugin": request.plugin, "path": request.scope["path"], "request_id": request.id, "error": type(error).__name__},
            exc_info=error,
        )
        return refuse(request, 503 if slow else 500, headers={"Retry-After": "5"} if slow else None)

    async def _answer(self, request: Request) -> Response:
        scope = request.scope
        match = self.portal.routing.match(scope["path"], request.method)
        endpoint = match.endpoint
        if endpoint is None:
            return self._nowhere(request, match.allowed)
        scope["path_params"] = dict(match.params)
        scope["pendopo.plugin"] = endpoint.owner
        if endpoint.keep and request.method in ("GET", "HEAD"):
            return await self._kept(request, endpoint)
        scope["pendopo.actor"] = actor = await find_actor(request, endpoint.access)
        if not endpoint.access.allows(actor):
            return self._closed(request, endpoint)
        if request.method in SAFE_METHODS:
            return await self._call(request, endpoint)
        return await self._posted(request, endpoint)

    async def _call(self, request: Request, endpoint: Endpoint) -> Response:
        answer = await self.portal.boundary.call(endpoint.owner, endpoint.name, PAGE_SECONDS, endpoint.page, request)
        if not isinstance(answer, Response):
            raise PendopoError(
                f"{endpoint.name} returned {type(answer).__name__} instead of a response", hint="Return render(…) or a Response.", code="page.answer"
            )
        return answer

    async def _posted(self, request: Request, endpoint: Endpoint) -> Response:
        """Read the form within the route's limit and check its token before the page sees anything."""
        allow_body(request.scope, endpoint.body)
        if endpoint.raw:
            return await _complete(await self._call(request, endpoint))
        with await read_form(request) as form:
            request.scope["pendopo.form"] = form
            if endpoint.token and not self.portal.sessions.token_fits(request, form.one(FIELD)):
                fields = [(name, value) for name, value in form.fields if name != FIELD]
                return await _complete(refuse(request, 403, template="resubmit.html", fields=fields, action=request.scope["path"]))
            response = await self._call(request, endpoint)
            return await _complete(response)

    async def _kept(self, request: Request, endpoint: Endpoint) -> Response:
        """The page for everybody: no session is read, the actor is the stranger."""
        keep_page(request.scope)
        key = self.pages.key(endpoint, request)
        if key is None:
            return await self._call(request, endpoint)
        kept = self.pages.find(key)
        if kept is None:
            versions = self.pages.versions()
            response = await _complete(await self._call(request, endpoint))
            if response.status_code != 200 or not isinstance(response, Rendered):
                return response
            names = {endpoint.keep, *self.portal.keeps_of(response.slots)}
            kept = self.pages.keep(key, names, versions, bytes(response.body))
        return kept.response(request)

    def _nowhere(self, request: Request, allowed: tuple[str, ...]) -> Response:
        if allowed:
            return refuse(request, 405, headers={"Allow": ", ".join(allowed)})
        path = request.scope["path"]
        if path != "/" and path.endswith("/") and self.portal.routing.match(path.rstrip("/"), request.method).endpoint:
            return RedirectResponse(path.rstrip("/") or "/", 308)
        slug = self.portal.routing.closed.get(path[1:].partition("/")[0])
        plugin = self.portal.plugin(slug) if slug else None
        if plugin and plugin.manifest:
            title = self.portal.say(plugin.manifest.title, request.language, plugin.slug)
            return refuse(request, 503, template="plugin_unavailable.html", headers={"Retry-After": "300"}, service=title)
        return refuse(request, 404)

    def _closed(self, request: Request, endpoint: Endpoint) -> Response:
        """Not allowed: sign in first, or not with this account; where nobody signs anybody in, the page says so."""
        if request.actor.signed_in:
            said = self.portal.say(endpoint.refusal, request.language, endpoint.owner) if endpoint.refusal else ""
            return refuse(request, 403, message=said)
        if self.portal.tables.identity is None:
            return refuse(request, 403, template="signin_missing.html")
        target = request.scope["path"] if request.method in SAFE_METHODS else "/"
        return RedirectResponse(str(_with_next("/masuk", target)), 303)


def _with_next(path: str, target: str) -> str:
    from urllib.parse import quote

    return f"{path}?next={quote(target, safe='/')}"


async def _complete(response: Response) -> Response:
    if isinstance(response, Rendered) and response.waiting:
        await response.complete()
    return response


def _file(request: Request, asset: Any) -> Response:
    """A static file under its hashed name: immutable."""
    headers: Mapping[str, str] = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
    if request.method not in ("GET", "HEAD"):
        return Response(status_code=405, headers={"Allow": "GET, HEAD"})
    content, encoding = asset.encoded(request.headers.get("accept-encoding", ""))
    return Response(content, headers={**headers, **({"content-encoding": encoding} if encoding else {})}, media_type=asset.media_type)
