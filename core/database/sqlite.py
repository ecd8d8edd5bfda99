"""Our SQLite engine for Tortoise (`"engine": "core.database.sqlite"`): transactions begin IMMEDIATE, and a busy file is a `Busy`.

Tortoise's own begins deferred: with two processes that read and then write, 304 of 600 transactions failed
with "database is locked" at once, whatever the busy timeout. It also keeps its lock for ever when BEGIN fails,
and leaves a transaction open when the task is cancelled while BEGIN or COMMIT is on its way.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import aiosqlite
from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper
from tortoise.connection import ConnectionToken, get_connections
from tortoise.exceptions import IntegrityError, OperationalError, TransactionManagementError

from core.database.address import BUSY_SECONDS
from core.database.cancellation import to_the_end
from core.database.statements import ALIAS, forget_statements, own_name
from core.errors import Busy
from core.language import gettext_lazy as _

BUSY = str(_("The portal is busy at this moment. Please try again shortly."))

PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # what was acknowledged survives a power cut
    "foreign_keys": "ON",
    "busy_timeout": int(BUSY_SECONDS * 1000),
    "journal_size_limit": 64 * 1024 * 1024,
    "cache_size": -8000,
    "temp_store": "MEMORY",
    "secure_delete": "ON",  # what a person had erased is not left in free pages
}
WAITING = f"PRAGMA busy_timeout={PRAGMAS['busy_timeout']}"


def _as_utc_text(moment: datetime) -> str:
    """Times are text: only in one zone and of one length do they sort by time."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat(" ", "microseconds")


# Tortoise registers an adapter that keeps the zone, so that 08:00+07:00 sorts after 02:00+00:00.
sqlite3.register_adapter(datetime, _as_utc_text)


def is_busy(error: BaseException) -> bool:
    """Whether SQLite said that another connection holds the file."""
    return isinstance(error, sqlite3.OperationalError) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _or_busy(method: Callable[..., Coroutine[None, None, Any]]) -> Callable[..., Coroutine[None, None, Any]]:
    """A statement of Tortoise's, with a busy file told apart from a wrong statement."""

    @wraps(method)
    async def run(self: SqliteClient, *arguments: Any) -> Any:
        try:
            return await method(self, *arguments)
        except OperationalError as error:
            if error.args and is_busy(error.args[0]):
                raise Busy(BUSY) from error
            raise

    return run


class Client(SqliteClient):
    """One connection and one lock a process; everything waits its turn."""

    def __init__(self, file_path: str, **options: Any) -> None:
        super().__init__(file_path, **options)
        own_name(self)

    async def close(self) -> None:
        forget_statements(self)
        await super().close()

    execute_insert = _or_busy(SqliteClient.execute_insert)
    execute_many = _or_busy(SqliteClient.execute_many)
    execute_query = _or_busy(SqliteClient.execute_query)
    execute_query_dict = _or_busy(SqliteClient.execute_query_dict)
    execute_script = _or_busy(SqliteClient.execute_script)

    async def create_connection(self, with_db: bool) -> None:
        if self._connection is not None:
            return
        # Used by the loop's thread too, inside a transaction (`at_once`): SQLite itself sees to it that one waits for the other.
        connection = aiosqlite.connect(self.filename, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
        try:
            await connection
            connection._conn.row_factory = sqlite3.Row
            for pragma, value in {**PRAGMAS, "foreign_keys": self.pragmas.get("foreign_keys", "ON")}.items():
                await _set(connection, pragma, value)
        except BaseException:
            await to_the_end(connection.close())  # a connection left open keeps its thread, and the process, alive
            raise
        self._connection = connection
        await self._post_connect()

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransaction(Wrapper(self), self._lock)


async def _set(connection: aiosqlite.Connection, pragma: str, value: object) -> None:
    """Set a pragma. Changing a fresh file to WAL does not heed the busy timeout when another process does the same."""
    for _attempt in range(100):
        try:
            await connection.execute_fetchall(f"PRAGMA {pragma}={value}")
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            await asyncio.sleep(BUSY_SECONDS / 100)
        else:
            return
    raise Busy(BUSY)


class Wrapper(SqliteTransactionWrapper, Client):
    """The connection as it is seen inside a transaction."""

    execute_many = _or_busy(SqliteTransactionWrapper.execute_many)
    committed = False

    def acquire_connection(self) -> Any:
        # A task that outlives the transaction it was started in goes back to the shared connection and its lock.
        return self._parent.acquire_connection() if self._finalized else super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        return self._parent._in_transaction() if self._finalized else NestedTransactionContext(Wrapper(self))

    def at_once(self, sql: str, values: Sequence[Any]) -> list[sqlite3.Row]:
        """Run one short statement of this transaction in the loop's own thread: a fifth of what the way to the connection's thread and back costs."""
        try:
            found: list[sqlite3.Row] = self._connection._conn.execute(sql, values).fetchall()
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error
        except sqlite3.OperationalError as error:
            if is_busy(error):
                raise Busy(BUSY) from error
            raise OperationalError(error) from error
        return found

    def _begin_at_once(self) -> bool:
        """Begin here if nobody else writes; False when that has to be waited for."""
        connection: sqlite3.Connection = self._connection._conn
        try:
            connection.execute("PRAGMA busy_timeout=0")
            try:
                connection.execute("BEGIN IMMEDIATE")
            finally:
                connection.execute(WAITING)
        except sqlite3.OperationalError as error:
            if is_busy(error):
                return False
            raise TransactionManagementError(error) from error
        return True

    async def begin(self) -> None:
        if self._begin_at_once():
            return
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if is_busy(error):
                raise Busy(BUSY) from error
            raise TransactionManagementError(error) from error

    async def commit(self) -> None:
        try:
            await super().commit()
        except sqlite3.OperationalError as error:
            if is_busy(error):
                raise Busy(BUSY) from error
            raise
        self.committed = True


class ImmediateTransaction(TransactionContext):
    """BEGIN IMMEDIATE … COMMIT on the one connection, whole or not at all, also when cancelled half-way."""

    __slots__ = ("connection", "lock", "token")

    def __init__(self, connection: Wrapper, lock: asyncio.Lock) -> None:
        self.connection = connection
        self.lock = lock
        self.token: ConnectionToken | None = None

    @property
    def committed(self) -> bool:
        return self.connection.committed

    async def __aenter__(self) -> TransactionalDBClient:
        await self._wait_for_turn()
        try:
            parent = self.connection._parent
            await parent.create_connection(with_db=True)
            self.connection._connection = parent._connection
            await self.connection.begin()
        except BaseException:
            if self.connection._connection is not None:
                await to_the_end(self.connection._connection.rollback())  # BEGIN may be on its way although nobody waits for it
            self.lock.release()
            raise
        self.token = get_connections().set(ALIAS, self.connection)
        return self.connection

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if self.connection._finalized:
                return
            if error is None:
                await self._commit()
            else:
                await to_the_end(self.connection.rollback())
        finally:
            get_connections().reset(self.token)
            self.lock.release()

    async def _commit(self) -> None:
        try:
            await to_the_end(self.connection.commit())
        except BaseException:
            if not self.connection.committed:
                await to_the_end(self.connection._connection.rollback())
                self.connection._finalized = True
            raise

    async def _wait_for_turn(self) -> None:
        if not self.lock.locked():
            await self.lock.acquire()
            return
        try:
            async with asyncio.timeout(2 * BUSY_SECONDS):
                await self.lock.acquire()
        except TimeoutError:
            raise Busy(BUSY) from None


client_class = Client
