"""A route: a path, the page that answers it, and who may ask."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.access import Access, check_id
from core.errors import DeclarationError
from core.language import Text

if TYPE_CHECKING:
    from starlette.responses import Response

    from core.requests import Request

Page = Callable[["Request"], Awaitable["Response"]]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PATH = re.compile(
    r"^/(?:$|(?:[A-Za-z0-9._~-]+|\{[a-z_][a-z0-9_]*(?::(?:str|int|uuid|path))?\})(?:/(?:[A-Za-z0-9._~-]+|\{[a-z_][a-z0-9_]*(?::(?:str|int|uuid|path))?\}))*$)"
)


@dataclass(frozen=True, slots=True)
class Route:
    """`path` stands below the plugin's first segment, or below `segment`.

    `keep` names what makes a kept answer stale, `query` the query names that a kept page depends on; `body` is the
    largest body in bytes that is read. `token=False` is for what other programs post, who hold no token of a page of
    ours: such a page knows them by a secret or a signature of its own. With `raw`, too,
    the body is no form: the page reads it (`await request.body()`, at most `body` bytes), for a signature is over its bytes.
    `refusal` is what somebody who is signed in and may not open it reads, where the usual sentence would leave them at a loss."""

    path: str
    page: Page
    name: str = field(kw_only=True)
    access: Access = field(kw_only=True)
    methods: tuple[str, ...] = field(default=("GET",), kw_only=True)
    segment: str = field(default="", kw_only=True)
    keep: str = field(default="", kw_only=True)
    query: tuple[str, ...] = field(default=(), kw_only=True)
    body: int = field(default=64 * 1024, kw_only=True)
    token: bool = field(default=True, kw_only=True)
    raw: bool = field(default=False, kw_only=True)
    refusal: Text | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        check_id("Route", self.name)
        where = f"Route {self.name!r}"
        if not isinstance(self.path, str) or not _PATH.match(self.path) or {".", ".."} & set(self.path.split("/")):
            raise DeclarationError(
                f"{where} has the path {self.path!r}", hint="Write it as '/', '/list' or '/{case}/photos', without a slash at its end.", code="route.path"
            )
        if not isinstance(self.access, Access):
            raise DeclarationError(f"{where} does not say who may ask", hint="Give access=PUBLIC, CITIZEN or permission('name').", code="route.access")
        if not inspect.iscoroutinefunction(self.page):
            raise DeclarationError(
                f"{where}: its page is not an `async def` function", hint="Write `async def`; blocking work goes through anyio.to_thread.", code="route.page"
            )
        unknown = [m for m in self.methods if m not in METHODS]
        if unknown or not self.methods:
            raise DeclarationError(f"{where} has the methods {self.methods!r}", hint=f"A tuple of {', '.join(METHODS)}.", code="route.methods")
        if self.raw and (self.token or "GET" in self.methods):
            mend = 'Give token=False and methods=("POST",), and check a signature.'
            raise DeclarationError(f"{where} reads a raw body, which holds no token of a page", hint=mend, code="route.raw")
        if self.keep and self.access.level != "public":
            raise DeclarationError(
                f"{where} keeps its page but is not PUBLIC", hint="A kept page is the same for everybody: drop `keep` or open it.", code="route.keep"
            )
        if self.keep:
            check_id(f"{where}: keep", self.keep)
