"""A foreign ASGI application as a page: called inside the portal's guard, boundary and time limit, its answer made ours."""

from collections.abc import Callable, MutableMapping
from typing import Any

from core import Request, Response
from core.errors import RequestError
from core.language import gettext_lazy as _

LARGEST = 8 * 1024 * 1024
TOO_LARGE = _("This answer is too large. Filter the table, or ask for fewer rows.")
SHOWN_TO_IT = frozenset({b"accept", b"accept-language", b"host"})
"""Neither a cookie nor anything else that says who asks."""
TAKEN_FROM_IT = frozenset({b"content-type", b"content-disposition", b"location"})
"""No cookie, no policy, no rule for caches: those are the portal's."""

Message = MutableMapping[str, Any]


class Foreign:
    """One application below `prefix`; made when it is first asked for. It gets GET and nothing else."""

    def __init__(self, prefix: str, make: Callable[[], Any]) -> None:
        self.prefix, self.make = prefix, make
        self._app: Any = None

    async def page(self, request: Request) -> Response:
        """Its answer, whole: one that is too large is refused before it fills the memory."""
        self._app = self._app or self.make()
        answer = _Answer()
        await self._app(self._scope(request), _nothing, answer.take)
        answer.check()  # once more: an application may catch what stopped it
        response = Response(bytes(answer.body), answer.status)
        for name, value in answer.headers:
            if name.lower() in TAKEN_FROM_IT:
                response.headers[name.decode("latin-1")] = value.decode("latin-1")
        return response

    def _scope(self, request: Request) -> Message:
        """A scope of its own: what the portal keeps in ours (actor, session, form) is not in it."""
        path = request.scope["path"]
        path = f"{path}/" if path == self.prefix else path
        taken = ("type", "asgi", "http_version", "scheme", "server", "query_string")
        return {
            **{name: request.scope[name] for name in taken if name in request.scope},
            "method": "GET",
            "path": path,
            "raw_path": f"{self.prefix}/".encode() if path == f"{self.prefix}/" else request.scope.get("raw_path", path.encode()),
            "root_path": "",
            "headers": [(name, value) for name, value in request.scope["headers"] if name in SHOWN_TO_IT],
        }


class _Answer:
    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            self.check()

    def check(self) -> None:
        if len(self.body) > LARGEST:
            raise RequestError(413, str(TOO_LARGE))


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
