"""`{% once key, … %}…{% endonce %}`: a piece of a page that is rendered once for each key, and then only copied.

Navigation, footer and tiles are the same on every page of one language and one menu; rendering them anew was a third of a
page. The pieces live as long as the portal: whatever could change them makes another portal.

What a piece says may come from its key, from globals and from macros, and from nothing else: a name of the request or of
the person is refused when the template is compiled, so that nobody is ever shown another's piece.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import Extension
from markupsafe import Markup

from core.templating.owners import owner_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from jinja2.parser import Parser
    from jinja2.runtime import Context

MOST = 500
"""Pieces of one language; the oldest gives way."""
CONSTANT = frozenset({"portal"})
"""Names of the context that are the same for as long as the pieces live."""
PERSONAL = frozenset({"slot", "csrf", "nav", "menu"})
"""Globals that answer differently from request to request."""


class Once(Extension):
    """The tag, and the pieces of one environment (one language)."""

    tags = {"once"}  # noqa: RUF012 - as Jinja declares it

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.pieces: dict[tuple[object, ...], Markup] = {}

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        key = _key(parser)
        body = parser.parse_statements(("name:endonce",), drop_needle=True)
        place = nodes.Const((parser.name or "", parser.free_identifier(line).name))  # two may stand on one line
        call = self.call_method("_piece", [nodes.ContextReference(), place, nodes.Tuple(key, "load")])
        return nodes.CallBlock(call, [], [], body, lineno=line)

    def _piece(self, context: Context, place: tuple[str, str], key: tuple[object, ...], caller: Callable[[], str]) -> Markup:
        whole = (place, owner_of(context.name or ""), key)  # words are looked up in the catalogue of the page's owner first
        found = self.pieces.get(whole)
        if found is None:
            found = Markup(caller())  # noqa: S704 - rendered by this environment, which escapes
            if not self.environment.auto_reload:
                self.pieces[whole] = found
                if len(self.pieces) > MOST:
                    del self.pieces[next(iter(self.pieces))]
        return found


def _key(parser: Parser) -> list[nodes.Expr]:
    if parser.stream.current.type == "block_end":
        return []
    found = parser.parse_tuple()
    return found.items if isinstance(found, nodes.Tuple) else [found]


def check_once(tree: nodes.Template, known: frozenset[str]) -> None:
    """Refuse a piece that says more than its key. `known` are the environment's globals. Raises TemplateSyntaxError."""
    blocks = [block for block in tree.find_all(nodes.CallBlock) if _is_once(block)]
    if not blocks:
        return
    macros = {name for node in tree.find_all((nodes.Import, nodes.FromImport, nodes.Macro)) for name in _brought(node)}
    for block in blocks:
        allowed = (known - PERSONAL) | CONSTANT | macros | _names(block.call, "load")
        for node in block.body:
            _refuse(node, block, allowed | _stored(block))


def _refuse(node: nodes.Node, block: nodes.CallBlock, allowed: frozenset[str] | set[str]) -> None:
    for inner in (node, *node.find_all((nodes.Block, nodes.Include, nodes.CallBlock))):
        if isinstance(inner, nodes.Block | nodes.Include) or (isinstance(inner, nodes.CallBlock) and _is_once(inner)):
            raise TemplateSyntaxError("a piece that is rendered once holds a block, an include or another such piece", block.lineno)
    for name in _all_names(node):
        if name.ctx == "load" and name.name not in allowed:
            raise TemplateSyntaxError(f"{name.name!r} is not in the key of this piece: whoever comes next would see it", name.lineno or block.lineno)


def _is_once(block: nodes.CallBlock) -> bool:
    called = block.call.node
    return isinstance(called, nodes.ExtensionAttribute) and called.identifier == Once.identifier


def _all_names(node: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)


def _names(node: nodes.Node, context: str) -> set[str]:
    return {name.name for name in _all_names(node) if name.ctx == context}


def _stored(block: nodes.CallBlock) -> set[str]:
    """What the body itself names: loop variables, sets."""
    return {name for node in block.body for name in _names(node, "store") | _names(node, "param")} | {"loop"}


def _brought(node: Any) -> Iterator[str]:
    if isinstance(node, nodes.Import):
        yield node.target
    elif isinstance(node, nodes.Macro):
        yield node.name
    elif isinstance(node, nodes.FromImport):
        for name in node.names:
            yield name[1] if isinstance(name, tuple) else name
