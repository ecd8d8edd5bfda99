"""What is known when the portal is built is said when a template is compiled: words, icons and addresses of constant arguments.

An environment is one language of one portal, whose catalogues, files and routes do not change. So `{{ _("Send") }}`,
`{{ icon("send", 22) }}`, `{{ static("js/forms.js") }}` and `{{ url("cases:track") }}` become part of the text around them, escaped
there and then, instead of a call on every page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

from core.templating.owners import CORE_FOLDERS, owner_of

PURE = ("icon", "static", "url")
"""Globals whose answer depends on their arguments alone."""


class Constants(NodeTransformer):
    """Puts answers in the place of calls. `say` is the language's catalogue: (words, owner) → words."""

    def __init__(self, pure: Mapping[str, Callable[..., Any]], say: Callable[[str, str], str], template: str) -> None:
        self.pure = pure
        self.say = say
        self.owner = owner_of(template)
        self.own_words = bool(self.owner) or template.partition("/")[0] in CORE_FOLDERS
        """A core page speaks with the words of the plugin that extends it; a plugin's page and a macro always with the same."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args is not None or node.dyn_kwargs is not None:
            return node
        if not all(isinstance(given, nodes.Const) for given in (*node.args, *(pair.value for pair in node.kwargs))):
            return node
        function = self._function(node.node.name, node)
        if function is None:
            return node
        try:
            answer = function(*(given.value for given in node.args), **{pair.key: pair.value.value for pair in node.kwargs})  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 - it may stand where it is never reached; if it is reached, it fails there and says so
            return node
        return nodes.Const(answer, lineno=node.lineno)

    def _function(self, name: str, node: nodes.Call) -> Callable[..., Any] | None:
        if name == "_":
            return (lambda words: self.say(words, self.owner)) if self.own_words and len(node.args) == 1 and not node.kwargs else None
        return self.pure.get(name)
