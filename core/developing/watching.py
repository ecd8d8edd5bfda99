"""Where the notes come from: the database's clients, the boundary, the templates and the calling of hooks, each timed.

The portal itself has no place for this, so that it costs nothing when it is not asked for: classes are changed for as long as
`watching` lasts, and a built portal is given a boundary and templates that take notes.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from core.database import sqlite
from core.database.quick import Quick
from core.developing.tracing import Call, Ledger, Statement, Template, current_trace, place_of, shown, where_asked
from core.errors import RequestError
from core.outgoing import Outgoing
from core.plugins.boundary import Boundary, told
from core.plugins.declarations import Gatherer
from core.plugins.plugin import BOUNDARY
from core.portal.kept import PageCache
from core.templating import Templates

if TYPE_CHECKING:
    from core.developing.outbox import Post
    from core.plugins.plugin import Plugin
    from core.portal import Portal

P = ParamSpec("P")
T = TypeVar("T")

ASKING = ("execute_insert", "execute_many", "execute_query", "execute_query_dict", "execute_script")
_inside: ContextVar[bool] = ContextVar("pendopo_inside_statement", default=False)
"""A client's method may call another: only the outer one is a statement."""


@contextmanager
def watching(ledger: Ledger, post: Post) -> Iterator[None]:
    """Note each statement in the request that asks it, and each hook that is called while a portal is built; let nothing leave the machine."""
    with ExitStack() as stack:
        for kind in (sqlite.Client, sqlite.Wrapper, *_postgres()):
            for name in ASKING:
                stack.enter_context(_changed(kind, name, _awaited))
        stack.enter_context(_changed(sqlite.Wrapper, "at_once", _at_once))
        stack.enter_context(_changed(Quick, "ask", _at_once))
        stack.enter_context(_changed(Gatherer, "_called", functools.partial(_gathered, ledger)))
        stack.enter_context(_changed(Outgoing, "request", post.instead))
        yield


def _postgres() -> tuple[type, ...]:
    """The same of PostgreSQL, whose driver need not be installed."""
    try:
        from core.database import postgres
    except ImportError:
        return ()
    return (postgres.Client, postgres.Wrapper)


@contextmanager
def _changed(kind: type, name: str, change: Callable[[Any], Any]) -> Iterator[None]:
    own = name in vars(kind)
    before = getattr(kind, name)
    setattr(kind, name, change(before))
    try:
        yield
    finally:
        if own:
            setattr(kind, name, before)
        else:
            delattr(kind, name)


def _awaited(method: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
    @functools.wraps(method)
    async def asked(self: Any, query: str, *arguments: Any, **named: Any) -> T:
        trace = current_trace()
        if trace is None or _inside.get():
            return await method(self, query, *arguments, **named)
        token, where, began = _inside.set(True), where_asked(), perf_counter()
        try:
            return await method(self, query, *arguments, **named)
        finally:
            _inside.reset(token)
            trace.took(Statement(query, (perf_counter() - began) * 1000, where))

    return asked


def _at_once(method: Callable[..., T]) -> Callable[..., T]:
    @functools.wraps(method)
    def asked(self: Any, sql: str, values: Any) -> T:
        trace = current_trace()
        began = perf_counter()
        found = method(self, sql, values)
        if trace is not None and found is not None:  # None: it is asked once more, the usual way
            trace.took(Statement(sql, (perf_counter() - began) * 1000, where_asked()))
        return found

    return asked


def _gathered(ledger: Ledger, method: Callable[..., T]) -> Callable[..., T]:
    @functools.wraps(method)
    def called(self: Gatherer, name: str, plugin: Plugin, where: str) -> T:
        began, error = perf_counter(), ""
        try:
            return method(self, name, plugin, where)
        except BOUNDARY as failed:
            error = told(failed)
            raise
        finally:
            ledger.registered(Call(plugin.slug, name, shown(where), (perf_counter() - began) * 1000, error))

    return called


class WatchedBoundary(Boundary):
    """The boundary that notes whose code it enters."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    async def call(self, slug: str, what: str, limit: float, function: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T:
        began, error = perf_counter(), ""
        try:
            return await super().call(slug, what, limit, function, *args, **kwargs)
        except RequestError:
            raise  # an answer like any other
        except BOUNDARY as failed:
            error = told(failed)
            _note(failed)
            raise
        finally:
            self._ledger.called(Call(slug, what, place_of(function, *args), (perf_counter() - began) * 1000, error))


class WatchedTemplates(Templates):
    """Templates that note how long they take; the pieces of a page that others make have their own line."""

    def __init__(self, templates: Templates) -> None:
        super().__init__(templates._environments, templates._occupied, templates._fill)

    def html(self, language: str, template: str, names: Mapping[str, Any], block: str = "") -> str:
        began = perf_counter()
        try:
            return super().html(language, template, names, block)
        except BOUNDARY as failed:
            _note(failed)
            raise
        finally:
            if (trace := current_trace()) is not None:
                trace.templates.append(Template(template, block, (perf_counter() - began) * 1000))


def _note(error: BaseException) -> None:
    if (trace := current_trace()) is not None:
        trace.failed(error)


def watched(portal: Portal, ledger: Ledger) -> Portal:
    """The same portal, taking notes, and keeping no pages; so does one that is built in its place when a plugin turns out not to start."""
    again = portal.without
    portal.boundary = WatchedBoundary(ledger)
    portal.templates = WatchedTemplates(portal.templates)
    portal.pages = PageCache(most=0)
    portal.without = lambda failed: watched(again(failed), ledger)
    return portal
