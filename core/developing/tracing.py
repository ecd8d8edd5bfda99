"""What a request cost: its statements, whose code ran for how long, and its templates; the last fifty are kept.

Times are milliseconds on the wall. What runs inside something else counts in both: a page's time holds its statements.
"""

from __future__ import annotations

import inspect
import sys
import traceback
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from time import perf_counter, time
from types import FrameType

import core
from core.errors import PendopoError
from core.plugins.boundary import told

MOST_REQUESTS = 50
MOST_STATEMENTS = 500
"""Kept of one request; more are only counted."""
HOUSE = str(Path(core.__file__).parent)
_SILENT = tuple(f"{HOUSE}/{name}/" for name in ("developing", "database"))


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, without its values: they may be somebody's data."""

    sql: str
    milliseconds: float
    where: str


@dataclass(frozen=True, slots=True)
class Call:
    """A plugin's code that was entered: whose, what for, how long, and what came of it."""

    slug: str
    what: str
    where: str
    milliseconds: float
    error: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong on the way to an answer, and where in somebody's file; `detail` is the whole traceback."""

    error: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was rendered; `block` when it was only a part of it."""

    name: str
    block: str
    milliseconds: float


@dataclass(slots=True)
class Trace:
    """One request, from its arrival on."""

    method: str
    path: str
    began: float = field(default_factory=time)
    id: str = ""
    status: int = 0
    plugin: str = ""
    milliseconds: float = 0.0
    number: int = 0
    """Of statements, also of those that are not kept."""
    statements: list[Statement] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    templates: list[Template] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    _failed: list[BaseException] = field(default_factory=list)
    _started: float = field(default_factory=perf_counter)

    def took(self, statement: Statement) -> None:
        self.number += 1
        if len(self.statements) < MOST_STATEMENTS:
            self.statements.append(statement)

    def failed(self, error: BaseException) -> None:
        """Note an error once, however many it passes on its way."""
        if not any(error is known for known in self._failed):
            self._failed.append(error)
            self.failures.append(Failure(told(error), where_failed(error), "".join(traceback.format_exception(error))))

    def ended(self) -> None:
        self._failed.clear()
        self.milliseconds = (perf_counter() - self._started) * 1000

    @property
    def repeated(self) -> dict[str, int]:
        """Statements that were asked more than once, and how often: a list that asks for each of its rows shows here."""
        return {sql: n for sql, n in Counter(one.sql for one in self.statements).items() if n > 1}

    @property
    def database(self) -> float:
        return sum(one.milliseconds for one in self.statements)

    @property
    def rendering(self) -> float:
        return sum(one.milliseconds for one in self.templates)

    @property
    def plugins(self) -> float:
        return sum(one.milliseconds for one in self.calls)


@dataclass(slots=True)
class Last:
    """What is known of one function of a plugin."""

    slug: str
    what: str
    where: str
    calls: int = 0
    failures: int = 0
    milliseconds: float = 0.0
    error: str = ""


class Ledger:
    """All that is noted in this process: the last requests, and how each function of a plugin did when it was last called."""

    def __init__(self) -> None:
        self.requests: OrderedDict[str, Trace] = OrderedDict()
        self.functions: dict[tuple[str, str], Last] = {}
        self.hooks: dict[tuple[str, str], Last] = {}
        """What plugins answered when the portal was built, by slug and hook."""

    @contextmanager
    def following(self, method: str, path: str) -> Iterator[Trace]:
        """Note what happens inside as one request; it is kept once it has ended and has an id."""
        trace = Trace(method, path)
        token = _trace.set(trace)
        try:
            yield trace
        finally:
            _trace.reset(token)
            trace.ended()

    def keep(self, trace: Trace) -> None:
        """Let a request be looked at; the oldest gives way."""
        self.requests[trace.id] = trace
        while len(self.requests) > MOST_REQUESTS:
            self.requests.popitem(last=False)

    def called(self, call: Call) -> None:
        if (trace := _trace.get()) is not None:
            trace.calls.append(call)
        _note(self.functions, call)

    def registered(self, call: Call) -> None:
        _note(self.hooks, call)


_trace: ContextVar[Trace | None] = ContextVar("pendopo_trace", default=None)


def current_trace() -> Trace | None:
    """The request that is answered here, if it is one."""
    return _trace.get()


def _note(into: dict[tuple[str, str], Last], call: Call) -> None:
    last = into.setdefault((call.slug, call.what), Last(call.slug, call.what, call.where))
    last.calls += 1
    last.where, last.milliseconds = call.where or last.where, call.milliseconds
    if call.error:
        last.failures += 1
        last.error = call.error


def where_asked() -> str:
    """File and line that a statement comes from: the nearest frame of ours that is not the database's own."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith(_SILENT) and _is_ours(file):
            return f"{shown(file)}:{frame.f_lineno}"
        frame = frame.f_back
    return ""


def where_failed(error: BaseException) -> str:
    """File and line to look at: what the error says itself, else the deepest frame that is not a library's."""
    file, line = getattr(error, "filename", None), getattr(error, "lineno", None)  # of a SyntaxError, Python's or Jinja's
    if file and line:
        return f"{shown(str(file))}:{line}"
    if isinstance(error, PendopoError) and error.where:
        return error.where
    frames = traceback.extract_tb(error.__traceback__)
    for frame in reversed(frames):
        if _is_ours(frame.filename):
            return f"{shown(frame.filename)}:{frame.lineno}"
    return ""


def _is_ours(file: str) -> bool:
    return "/site-packages/" not in file and not file.startswith((sys.base_prefix, "<"))


def place_of(function: object, *args: object) -> str:
    """File and line of the function that is called. The core often hands over a helper of its own, and what was declared beside it: then that one's."""
    places = [place for one in (function, *args) for place in _places(one)]
    return next((place for place in places if not place.startswith("core/")), places[0] if places else "")


def _places(one: object) -> Iterator[str]:
    """Where a function stands, or the functions that a declaration holds."""
    held = [getattr(one, part.name, None) for part in fields(one)] if is_dataclass(one) and not isinstance(one, type) else []
    for function in (one, *held):
        code = getattr(inspect.unwrap(getattr(function, "func", function)) if callable(function) else None, "__code__", None)
        if code is not None:
            yield f"{shown(code.co_filename)}:{code.co_firstlineno}"


def shown(file: str) -> str:
    """A path as short as it is clear: from the folder that Pendopo lies in, or from where the server was started."""
    for root in (Path(HOUSE).parent, Path.cwd()):
        if Path(file).is_relative_to(root):
            return str(Path(file).relative_to(root))
    return file
