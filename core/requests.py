"""Starlette's request plus what a page needs: portal, actor, language, settings. There is no other way to reach these, and no global."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.datastructures import URL
from starlette.requests import Request as StarletteRequest

from core.access import STRANGER, Actor
from core.hosts import limit_key, safe_next

if TYPE_CHECKING:
    from pydantic import BaseModel

    from core.language import Text
    from core.portal import Portal
    from core.security.body import PostedForm

    M = TypeVar("M", bound=BaseModel)
else:
    M = TypeVar("M")

running_plugin: ContextVar[str] = ContextVar("pendopo_plugin", default="")
"""Whose code runs just now: on one page the fragments, badges and search hits of many, each with a catalogue of its own."""


class Request(StarletteRequest):
    """One request. The dispatcher fills in who asks, in which language, and whose page answers."""

    @property
    def portal(self) -> Portal:
        portal: Portal = self.scope["pendopo.portal"]
        return portal

    @property
    def actor(self) -> Actor:
        actor: Actor = self.scope.get("pendopo.actor", STRANGER)
        return actor

    @property
    def language(self) -> str:
        language: str = self.scope["pendopo.language"]
        return language

    @property
    def plugin(self) -> str:
        """Slug of the plugin whose page answers; `core` for the core's own pages."""
        plugin: str = self.scope.get("pendopo.plugin", "core")
        return plugin

    @property
    def partial(self) -> bool:
        """Whether htmx asks for a block rather than the whole page (it says `full` also when `hx-select` is used)."""
        return self.headers.get("HX-Request-Type") == "partial"

    @property
    def posted(self) -> PostedForm:
        """The posted form: read whole, within its limits, its token checked before the page was called."""
        form: PostedForm = self.scope["pendopo.form"]
        return form

    @property
    def appearance(self) -> str:
        """`terang`, `gelap`, or an empty string: as the phone has it."""
        chosen = self.cookies.get("tampilan", "")
        return chosen if chosen in ("terang", "gelap") else ""

    @property
    def here(self) -> str:
        """Path and query, as a form carries them to lead back here."""
        path: str = self.scope["path"]
        query: bytes = self.scope["query_string"]
        return f"{path}?{query.decode('latin-1')}" if query else path

    @property
    def id(self) -> str:
        """The reference that stands in the page, the log and the error."""
        reference: str = self.scope.get("pendopo.id", "")
        return reference

    @property
    def network(self) -> str:
        """Whom a limit counts: the address of who asks, of IPv6 the /64 that a household or a phone is given; empty when unknown."""
        return limit_key(self.client.host) if self.client else ""

    def local_path(self, target: str, default: str = "/") -> str:
        """`target` when it is a path of this portal, else `default`: where a page leads that was told where to go."""
        return safe_next(target, default)

    def settings(self, model: type[M]) -> M:
        """The operator's values for the plugin that defined `model`."""
        return self.portal.settings(model)

    def gettext(self, message: Text | str, **values: Any) -> str:
        """`message` in the reader's language, with `{name}` filled in from `values`."""
        said = self.portal.say(message, self.language, running_plugin.get() or self.plugin)
        return said.format(**values) if values else said

    def url_for(self, name: str, /, **path_params: Any) -> URL:
        """The path of the route `slug:name`, as a URL without host. An unknown name is an error with the nearest one."""
        return URL(self.portal.url_for(name, **path_params))


@dataclass(frozen=True, slots=True)
class Context:
    """What a task or a listener is given: the same as a request, without one."""

    portal: Portal
    plugin: str = "core"
    language: str = "id"
    actor: Actor = STRANGER
    key: str = ""
    """Of a delivery: the same each time one event is delivered to one listener. Hand it to whoever must tell a repetition."""

    def settings(self, model: type[M]) -> M:
        return self.portal.settings(model)

    def gettext(self, message: Text | str, **values: Any) -> str:
        said = self.portal.say(message, self.language, self.plugin)
        return said.format(**values) if values else said
