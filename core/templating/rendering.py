"""`render`: a page function's answer, whole or one block of it, with the fragments that others put into its slots."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.meta import find_referenced_templates
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from core.templating.layers import LayeredLoader, PortalEnvironment, render_block

if TYPE_CHECKING:
    from jinja2.environment import Template

    from core.requests import Request

FillSlot = Callable[["Request", str], Awaitable[Markup]]


class Templates:
    """The compiled templates of one portal, by language. Knows which slots a template names, and which of them are filled."""

    def __init__(self, environments: Mapping[str, PortalEnvironment], occupied: frozenset[str], fill: FillSlot) -> None:
        self._environments = environments
        self._occupied = occupied
        self._fill = fill
        self._slots: dict[str, tuple[str, ...]] = {}

    @property
    def loader(self) -> LayeredLoader:
        loader = next(iter(self._environments.values())).loader
        if not isinstance(loader, LayeredLoader):
            raise TypeError(loader)
        return loader

    def html(self, language: str, template: str, names: Mapping[str, Any], block: str = "") -> str:
        found = self.compiled(language, template)
        return render_block(self._environments[language], found, block, names) if block else found.render(names)

    def compiled(self, language: str, template: str) -> Template:
        """The template in one language. Raises jinja2's errors when it cannot be compiled or is not there."""
        return self._environments[language].get_template(template)

    def slots(self, template: str) -> tuple[str, ...]:
        """The filled slots that `template`, its parents and what it includes name. Looked up once a template."""
        known = self._slots.get(template)
        if known is None:
            known = self._slots[template] = tuple(sorted(self._named(template, set()) & self._occupied))
        return known

    def _named(self, template: str, seen: set[str]) -> set[str]:
        if template in seen:
            return set()
        seen.add(template)
        environment = next(iter(self._environments.values()))
        source, file, _ = self.loader.get_source(environment, template)
        tree = environment.parse(source, template, file)
        names = {
            call.args[0].value
            for call in tree.find_all(nodes.Call)
            if isinstance(call.node, nodes.Name) and call.node.name == "slot" and call.args and isinstance(call.args[0], nodes.Const)
        }
        for other in find_referenced_templates(tree):
            if other:
                names |= self._named(environment.join_path(other, template), seen)
        return names

    async def fragments(self, request: Request, template: str) -> dict[str, Markup]:
        return {name: await self._fill(request, name) for name in self.slots(template)}


class Rendered(HTMLResponse):
    """An answer whose slots are filled before it is sent: the dispatcher awaits `complete`. Without filled slots it is ready at once."""

    def __init__(self, request: Request, template: str, context: Mapping[str, Any], block: str, status: int) -> None:
        self._request = request
        self._template = template
        self._block = block if request.partial else ""
        self._names: dict[str, Any] = {"request": request, "portal": request.portal, "actor": request.actor, **context}
        self.slots = request.portal.templates.slots(template)
        self.waiting = bool(self.slots)
        super().__init__(b"" if self.waiting else self._html(), status)

    def _html(self) -> str:
        return self._request.portal.templates.html(self._request.language, self._template, self._names, self._block)

    async def complete(self) -> None:
        """Ask for the fragments and render."""
        templates = self._request.portal.templates
        self._names["_fragments"] = await templates.fragments(self._request, self._template)
        self.waiting = False
        self.body = self.render(self._html())
        self.headers["content-length"] = str(len(self.body))


def render(request: Request, template: str, context: Mapping[str, Any] | None = None, *, block: str = "", status: int = 200) -> Response:
    """Answer with `template` through the theme; when htmx asks for a part (`HX-Request-Type: partial`), only with `block`."""
    return Rendered(request, template, context or {}, block, status)


def render_fragment(request: Request, template: str, context: Mapping[str, Any] | None = None) -> Markup:
    """A piece of a page, for a `Fragment`."""
    names = {"request": request, "portal": request.portal, "actor": request.actor, **(context or {})}
    html = request.portal.templates.html(request.language, template, names)
    return Markup(html)  # noqa: S704 - made by our own environment, which escapes
