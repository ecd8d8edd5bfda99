"""`async with transaction():` all of it, or nothing; on SQLite begun IMMEDIATE.

No network, file, mail or another plugin's code is awaited inside: on SQLite everybody else waits meanwhile
(3 s inside a transaction made a plain read wait 2.9 s). What must happen afterwards goes through the outbox
or `after_commit`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar, Token
from time import perf_counter
from typing import Any

from core.database.context import Database, current_database
from core.errors import DatabaseError

SLOW_SECONDS = 0.25

_log = logging.getLogger("pendopo.database")


class _Open:
    """A transaction that has begun: who it belongs to, and what waits for its end."""

    __slots__ = ("after", "database", "doomed", "finished")

    def __init__(self, database: Database) -> None:
        self.database = database
        self.after: list[Callable[[], object]] = []
        self.doomed: BaseException | None = None
        self.finished = False


_open: ContextVar[_Open | None] = ContextVar("pendopo_transaction", default=None)


def _outer(database: Database) -> _Open | None:
    outer = _open.get()
    return outer if outer is not None and outer.database is database and not outer.finished else None


class _Transaction:
    """Begins a transaction, or joins the one that is open."""

    __slots__ = ("began", "context", "joined", "state", "token")

    async def __aenter__(self) -> None:
        database = current_database()
        self.joined = _outer(database)
        if self.joined is not None:
            return
        self.context = database.client._in_transaction()
        await self.context.__aenter__()
        self.began = perf_counter()
        self.state = _Open(database)
        self.token: Token[_Open | None] = _open.set(self.state)

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if self.joined is not None:
            if error is not None:
                self.joined.doomed = error
            return
        state = self.state
        if error is None and state.doomed is not None:
            error = state.doomed
        try:
            await self.context.__aexit__(type(error) if error else None, error, None)
        finally:
            state.finished = True
            _open.reset(self.token)
            self._measure(sys._getframe(1).f_code.co_filename, sys._getframe(1).f_lineno)
            if getattr(self.context, "committed", False):
                _run(state.after)
        if kind is None and state.doomed is not None:
            raise DatabaseError(
                f"A part of the transaction failed ({type(state.doomed).__name__}), and the rest went on as if it had not",
                hint="Let the error out of the outer `async with transaction():`, or keep the part that may fail out of it.",
                code="database.doomed",
            ) from state.doomed

    def _measure(self, file: str, line: int) -> None:
        seconds = perf_counter() - self.began
        if seconds > SLOW_SECONDS:
            where = f"{'/'.join(file.replace(chr(92), '/').split('/')[-3:])}:{line}"
            _log.warning("slow transaction: %d ms at %s", seconds * 1000, where, extra={"milliseconds": round(seconds * 1000), "where": where})


def transaction() -> AbstractAsyncContextManager[None]:
    """One transaction on the bound database. Inside another one it joins that: an error anywhere in it undoes all of it."""
    return _Transaction()


def in_transaction() -> bool:
    """Whether a transaction is open here."""
    return _outer(current_database()) is not None


def after_commit(callback: Callable[[], object]) -> None:
    """Call `callback` once when the outermost transaction is committed, never when it is undone; at once where none is open."""
    outer = _outer(current_database())
    if outer is None:
        callback()
    else:
        outer.after.append(callback)


def _run(callbacks: list[Callable[[], object]]) -> None:
    for callback in callbacks:
        try:
            callback()
        except (Exception, SystemExit):  # noqa: BLE001 - the data is committed: a failing callback may not make it look as if it were not
            _log.exception("a callback after commit failed")
